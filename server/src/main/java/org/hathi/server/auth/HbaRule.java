package org.hathi.server.auth;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record of pg_hba.conf.
 *
 * @param line line number in the file, from 1
 * @param raw the line as written, for messages
 * @param address bytes of the network address, or null when {@code kind} decides
 */
public record HbaRule(
        int line,
        String raw,
        Type type,
        List<Token> databases,
        List<Token> users,
        Match kind,
        byte @Nullable [] address,
        byte @Nullable [] mask,
        @Nullable String hostname,
        Method method,
        Map<String, String> options) {

    /** A word of the file; a quoted one is never a keyword. */
    public record Token(String text, boolean quoted) {
        boolean is(String keyword) {
            return !quoted && text.equals(keyword);
        }
    }

    /** Kinds of connection a record is for. */
    public enum Type {
        LOCAL,
        HOST,
        HOSTSSL,
        HOSTNOSSL,
        HOSTGSSENC,
        HOSTNOGSSENC
    }

    /** How the address is compared. */
    public enum Match {
        ALL,
        MASK,
        SAMEHOST,
        SAMENET,
        NAME
    }

    /** Authentication methods Hathi has. */
    public enum Method {
        TRUST("trust"),
        REJECT("reject"),
        PASSWORD("password"),
        MD5("md5"),
        SCRAM("scram-sha-256"),
        PEER("peer");

        private final String label;

        Method(String label) {
            this.label = label;
        }

        /** Its name in the file. */
        public String label() {
            return label;
        }
    }
}
