package org.hathi.executor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.PgClock;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.Datums;
import org.hathi.catalog.MemoryCatalogStore;
import org.hathi.types.CallInfo;
import org.hathi.types.EvalContext;
import org.hathi.types.Functions;
import org.hathi.types.Kernel;
import org.hathi.types.SetFunction;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** System functions over a fresh catalog in memory; what PostgreSQL 15 answers. */
final class SystemFunctionsTest {
    private final Catalog catalog = MemoryCatalogStore.newCatalog();
    private final EvalContext cx = new EvalContext(catalog);
    private final Functions functions = new Functions();

    SystemFunctionsTest() {
        catalog.searchPath().setUser(10);
        SystemFunctions.addTo(functions, new SystemContext(catalog, new Settings(), PgClock.SYSTEM));
    }

    private @Nullable Object call(String prosrc, boolean byRef, Object... args) {
        Kernel k = functions.lookup(prosrc, CallInfo.of(true));
        boolean[] refs = new boolean[args.length];
        @Nullable Object[] datums = new Object[args.length];
        for (int i = 0; i < args.length; i++) {
            datums[i] = Call.datum(args[i]);
            refs[i] = datums[i] instanceof byte[];
        }
        return Functions.call(cx, k, byRef, refs, datums);
    }

    private @Nullable String text(String prosrc, Object... args) {
        Object o = call(prosrc, true, args);
        return o == null ? null : new String((byte[]) o, StandardCharsets.UTF_8);
    }

    private String name(String prosrc, Object... args) {
        return Datums.nameOf(java.util.Objects.requireNonNull(call(prosrc, true, args)));
    }

    @Test
    void namesOfTheSession() {
        assertThat(name("current_user")).isEqualTo("postgres");
        assertThat(name("current_schema")).isEqualTo("public");
        assertThat(name("pg_get_userbyid", 99)).isEqualTo("unknown (OID=99)");
        assertThat(text("pgsql_version")).startsWith("PostgreSQL 15.");
        assertThat(name("PG_encoding_to_char", 6)).isEqualTo("UTF8");
        assertThat(call("PG_char_to_encoding", false, (Object) Datums.name("utf-8")))
                .isEqualTo(6L);
        assertThat(call("pg_encoding_max_length_sql", false, 6)).isEqualTo(4L);
    }

    @Test
    void definitions() {
        assertThat(text("pg_get_function_arguments", 89)).isEmpty();
        assertThat(text("pg_get_function_result", 89)).isEqualTo("text");
        assertThat(text("pg_get_function_arguments", 3464))
                .isEqualTo("years integer DEFAULT 0, months integer DEFAULT 0, weeks integer DEFAULT 0, "
                        + "days integer DEFAULT 0, hours integer DEFAULT 0, mins integer DEFAULT 0, "
                        + "secs double precision DEFAULT 0.0");
        assertThat(text("pg_get_indexdef", 2662))
                .isEqualTo("CREATE UNIQUE INDEX pg_class_oid_index ON pg_catalog.pg_class USING btree (oid)");
        assertThat(text("pg_get_indexdef", 1)).isNull();
        assertThat(text("pg_get_functiondef", 89))
                .isEqualTo("CREATE OR REPLACE FUNCTION pg_catalog.version()\n RETURNS text\n LANGUAGE internal\n"
                        + " STABLE PARALLEL SAFE STRICT\nAS $function$pgsql_version$function$\n");
        assertThat(text("pg_describe_object", 1259, 1255, 0)).isEqualTo("table pg_proc");
    }

    @Test
    void privileges() {
        assertThat(call("has_table_privilege_name", false, "pg_class", "select, insert"))
                .isEqualTo(1L);
        assertThat(call("has_table_privilege_name_id", false, Datums.name("pg_monitor"), 1260, "select"))
                .isEqualTo(0L);
        assertThat(call("has_table_privilege_name_id", false, Datums.name("public"), 1259, "select"))
                .isEqualTo(1L);
        assertThat(call("has_table_privilege_id", false, 99999, "select")).isNull();
        assertThat(call(
                        "pg_has_role_name_name",
                        false,
                        Datums.name("pg_monitor"),
                        Datums.name("pg_read_all_stats"),
                        "member"))
                .isEqualTo(1L);
        assertThatThrownBy(() -> call("has_table_privilege_name", false, "pg_class", "foo"))
                .isInstanceOf(SqlError.class)
                .hasMessage("unrecognized privilege type: \"foo\"");
        assertThatThrownBy(() -> call("has_schema_privilege_name", false, "nosuch", "usage"))
                .isInstanceOf(SqlError.class)
                .hasMessage("schema \"nosuch\" does not exist");
    }

    @Test
    void properties() {
        assertThat(call("pg_index_column_has_property", false, 2662, 1, "asc")).isEqualTo(1L);
        assertThat(call("pg_index_column_has_property", false, 2662, 1, "bogus"))
                .isNull();
        assertThat(call("pg_indexam_has_property", false, 405, "can_order")).isEqualTo(0L);
        assertThat(call("pg_size_bytes", false, "1.5 MB")).isEqualTo(1572864L);
        assertThat(call("pg_table_is_visible", false, 1259)).isEqualTo(1L);
        assertThat(call("pg_table_is_visible", false, 99999)).isNull();
    }

    @Test
    void sets() {
        SetFunction f = functions.lookupSet("pg_get_keywords", CallInfo.of(true));
        assertThat(f).isNotNull();
        java.util.Objects.requireNonNull(f).start(cx, new Object[0]);
        Vector[] out = {
            new Vector(true, 100),
            new Vector(false, 100),
            new Vector(false, 100),
            new Vector(true, 100),
            new Vector(true, 100)
        };
        List<String> words = new ArrayList<>();
        int n;
        while ((n = f.next(cx, out, 100)) > 0) {
            for (int i = 0; i < n; i++) {
                words.add(out[0].getText(i));
            }
            for (Vector v : out) {
                v.reset();
            }
        }
        assertThat(words).hasSize(460).contains("select", "zone").isSorted();
    }
}
