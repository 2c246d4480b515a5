package org.hathi.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Settings against answers recorded from PostgreSQL 15. */
class SettingsTest {
    private final Settings s = new Settings();

    private void fails(String name, String value, String message, String hint) {
        assertThatThrownBy(() -> s.set(name, value, true)).isInstanceOfSatisfying(SqlError.class, e -> {
            assertThat(e.report().message()).isEqualTo(message);
            assertThat(e.report().hint()).isEqualTo(hint);
        });
    }

    @Test
    void everyBootValueIsValid() {
        for (Setting x : s.all()) {
            assertThat(x.string()).as(x.name()).isNotNull();
        }
        assertThat(s.get("shared_buffers")).isEqualTo("128MB");
        assertThat(s.get("checkpoint_timeout")).isEqualTo("5min");
        assertThat(s.get("seq_page_cost")).isEqualTo("1");
        assertThat(s.get("cpu_operator_cost")).isEqualTo("0.0025");
        assertThat(s.get("unix_socket_permissions")).isEqualTo("0777");
        assertThat(s.bytes("shared_buffers")).isEqualTo(128L << 20);
    }

    @Test
    void messagesAreThoseOfPostgres() {
        String mem = "Valid units for this parameter are \"B\", \"kB\", \"MB\", \"GB\", and \"TB\".";
        fails("work_mem", "1XB", "invalid value for parameter \"work_mem\": \"1XB\"", mem);
        fails(
                "work_mem",
                "99999999TB",
                "invalid value for parameter \"work_mem\": \"99999999TB\"",
                "Value exceeds integer range.");
        fails("work_mem", "-1", "-1 kB is outside the valid range for parameter \"work_mem\" (64 .. 2147483647)", null);
        fails("enable_seqscan", "maybe", "parameter \"enable_seqscan\" requires a Boolean value", null);
        fails("port", "1", "parameter \"port\" cannot be changed without restarting the server", null);
        fails(
                "bytea_output",
                "foo",
                "invalid value for parameter \"bytea_output\": \"foo\"",
                "Available values: escape, hex.");
        fails(
                "seq_page_cost",
                "-3",
                "-3 is outside the valid range for parameter \"seq_page_cost\" (0 .. 1.79769e+308)",
                null);
        fails("block_size", "3", "parameter \"block_size\" cannot be changed", null);
        fails("autovacuum", "off", "parameter \"autovacuum\" cannot be changed now", null);
        fails("log_connections", "on", "parameter \"log_connections\" cannot be set after connection start", null);
        fails("foo", "1", "unrecognized configuration parameter \"foo\"", null);
        fails("x.y z", "1", "invalid configuration parameter name \"x.y z\"", null);
        fails("seq_page_cost", "1ms", "invalid value for parameter \"seq_page_cost\": \"1ms\"", null);
        assertThatThrownBy(() -> s.set("log_min_messages", "error", false))
                .hasMessage("permission denied to set parameter \"log_min_messages\"");
    }

    @Test
    void unitsRoundAndShowAsPostgresDoes() {
        s.set("work_mem", "1.5MB", false);
        assertThat(s.get("work_mem")).isEqualTo("1536kB");
        s.set("statement_timeout", "5 min", false);
        assertThat(s.get("statement_timeout")).isEqualTo("5min");
        assertThat(s.millis("statement_timeout")).isEqualTo(300_000);
        s.set("datestyle", "sql, european", false);
        assertThat(s.get("DateStyle")).isEqualTo("SQL, DMY");
        s.set("synchronous_commit", "false", false);
        assertThat(s.get("synchronous_commit")).isEqualTo("off");
    }

    @Test
    void transactionsNest() {
        s.atTransactionStart();
        s.set("work_mem", "1MB", false);
        s.setLocal("work_mem", "2MB", false);
        int sub = s.beginNest();
        s.set("work_mem", "3MB", false);
        s.endNest(false, sub);
        assertThat(s.get("work_mem")).isEqualTo("2MB");
        sub = s.beginNest();
        s.setLocal("work_mem", "4MB", false);
        s.endNest(true, sub);
        assertThat(s.get("work_mem")).isEqualTo("4MB");
        s.atCommit();
        assertThat(s.get("work_mem")).isEqualTo("1MB");
        s.atTransactionStart();
        s.set("work_mem", "7MB", false);
        s.atAbort();
        assertThat(s.get("work_mem")).isEqualTo("1MB");
        s.reset("work_mem", false);
        assertThat(s.get("work_mem")).isEqualTo("4MB");
    }

    @Test
    void sessionsEndWithoutTrace() {
        s.beginSession();
        s.set("work_mem", "1MB", SettingContext.USER, SettingSource.ROLE);
        s.set("work_mem", "2MB", false);
        s.set("my.own", "x", false);
        List<String> told = new ArrayList<>();
        s.startReporting((n, v) -> {});
        s.set("application_name", "a", false);
        s.reportChanged((n, v) -> told.add(n + "=" + v));
        s.reportChanged((n, v) -> told.add(n + "=" + v));
        assertThat(told).containsExactly("application_name=a");
        Settings other = new Settings();
        other.beginSession();
        other.restore(s.serializeSession());
        assertThat(other.get("work_mem")).isEqualTo("2MB");
        other.reset("work_mem", false);
        assertThat(other.get("work_mem")).isEqualTo("1MB");
        s.endSession();
        assertThat(s.get("work_mem")).isEqualTo("4MB");
        assertThat(s.get("application_name")).isEmpty();
        assertThat(s.find("my.own")).isNull();
    }

    @Test
    void filesAreReadAndReloaded() {
        List<Report> problems = new ArrayList<>();
        String text =
                "# comment\nwork_mem = 8MB # x\nport 5444\nlisten_addresses='*'\nsearch_path = '\"$user\", it''s'\n";
        s.applyFiles(ConfigFile.parse("/x/a.conf", text, problems), SettingContext.POSTMASTER, problems);
        assertThat(problems).isEmpty();
        assertThat(s.get("work_mem")).isEqualTo("8MB");
        assertThat(s.setting("work_mem").sourceLine()).isEqualTo(2);
        assertThat(s.intValue("port")).isEqualTo(5444);
        assertThat(s.string("search_path")).isEqualTo("\"$user\", it's");
        s.applyFiles(ConfigFile.parse("/x/a.conf", "port 5555\n", problems), SettingContext.SIGHUP, problems);
        assertThat(s.get("work_mem")).isEqualTo("4MB");
        assertThat(s.setting("port").pendingRestart()).isTrue();
        problems.clear();
        ConfigFile.parse("/x/a.conf", "work_mem = = 3\nwork_mem\n", problems);
        assertThat(problems)
                .extracting(Report::message)
                .containsExactly(
                        "syntax error in file \"/x/a.conf\" line 1, near token \"=\"",
                        "syntax error in file \"/x/a.conf\" line 2, near end of line");
    }
}
