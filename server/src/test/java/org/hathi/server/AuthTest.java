package org.hathi.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.hathi.base.Passwords;
import org.hathi.base.Report;
import org.hathi.server.auth.HbaFile;
import org.hathi.server.auth.HbaRule;
import org.hathi.server.auth.IdentFile;
import org.hathi.server.auth.ScramExchange;
import org.junit.jupiter.api.Test;

/** pg_hba.conf, pg_ident.conf, password verifiers and the SCRAM exchange. */
class AuthTest {
    private final List<Report> problems = new ArrayList<>();

    private HbaFile hba(String text) {
        return HbaFile.parse(Path.of("/x/pg_hba.conf"), text, problems);
    }

    private static String method(HbaFile f, String peer, String db, String user) {
        HbaRule r = f.match(peer, db, user, false, (u, role) -> u.equals("member") && role.equals("staff"));
        return r == null ? "none" : r.method().label();
    }

    @Test
    void firstFittingLineDecides() {
        HbaFile f = hba("""
                # comment
                local all postgres peer map=m
                local "all" all reject   # a database named all
                host db1,"db two" all 10.0.0.0/8 md5
                host all +staff 192.168.0.0 255.255.0.0 password
                host sameuser all ::1/128 trust
                host samerole all 127.0.0.2/32 trust
                host all all 127.0.0.1/32 scram-sha-256
                hostssl all all all trust
                """);
        assertThat(problems).isEmpty();
        assertThat(method(f, null, "x", "postgres")).isEqualTo("peer");
        assertThat(method(f, null, "all", "u")).isEqualTo("reject");
        assertThat(method(f, null, "x", "u")).isEqualTo("none");
        assertThat(method(f, "10.9.8.7", "db two", "u")).isEqualTo("md5");
        assertThat(method(f, "10.9.8.7", "db3", "u")).isEqualTo("none");
        assertThat(method(f, "192.168.3.4", "x", "member")).isEqualTo("password");
        assertThat(method(f, "::1", "u", "u")).isEqualTo("trust");
        assertThat(method(f, "127.0.0.2", "staff", "member")).isEqualTo("trust");
        assertThat(method(f, "127.0.0.1", "x", "u")).isEqualTo("scram-sha-256");
        assertThat(method(f, "8.8.8.8", "x", "u")).isEqualTo("none");
    }

    @Test
    void errorsNameLineAndFile() {
        assertThat(hba("host all all 127.0.0.1/33 trust\nfoo all all trust\nlocal all\nlocal all all magic\n"))
                .isNull();
        assertThat(problems)
                .extracting(Report::message)
                .containsExactly(
                        "invalid CIDR mask in address \"127.0.0.1/33\"",
                        "invalid connection type \"foo\"",
                        "end-of-line before role specification",
                        "invalid authentication method \"magic\"");
        assertThat(problems.get(1).context()).isEqualTo("line 2 of configuration file \"/x/pg_hba.conf\"");
    }

    @Test
    void identMapsNamesAndPatterns() {
        IdentFile f = IdentFile.parse(Path.of("/x"), "m root postgres\nm /^(.*)@corp$ \\1\n", problems);
        assertThat(f.allows("m", "postgres", "root")).isTrue();
        assertThat(f.allows("m", "ann", "ann@corp")).isTrue();
        assertThat(f.allows("m", "bob", "ann@corp")).isFalse();
        assertThat(f.allows(null, "root", "root")).isTrue();
    }

    /** The exchange of RFC 7677, section 3. */
    @Test
    void scramFollowsTheRfc() {
        byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        String verifier = Passwords.scram("pencil".getBytes(StandardCharsets.UTF_8), salt, 4096)
                .format();
        ScramExchange x = new ScramExchange(verifier, "user", new byte[32], "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        assertThat(x.first("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))
                .isEqualTo("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(x.last("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))
                .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void unknownRolesLookLikeWrongPasswords() {
        ScramExchange a = new ScramExchange(null, "ghost", new byte[32], "s");
        ScramExchange b = new ScramExchange(null, "ghost", new byte[32], "s");
        assertThat(a.first("n,,n=,r=c")).isEqualTo(b.first("n,,n=,r=c"));
        assertThat(a.last("c=biws,r=cs,p=" + Base64.getEncoder().encodeToString(new byte[32])))
                .isNull();
    }

    @Test
    void verifiersMatchTheirPasswords() {
        byte[] pw = "secret".getBytes(StandardCharsets.UTF_8);
        assertThat(Passwords.isMd5(Passwords.md5(pw, "u"))).isTrue();
        assertThat(Passwords.matches(Passwords.md5(pw, "u"), pw, "u")).isTrue();
        assertThat(Passwords.matches(Passwords.md5(pw, "u"), pw, "v")).isFalse();
        String s = Passwords.scram(pw, new byte[16], 4096).format();
        assertThat(Passwords.matches(s, pw, "u")).isTrue();
        assertThat(Passwords.matches(s, "no".getBytes(StandardCharsets.UTF_8), "u"))
                .isFalse();
    }
}
