package org.hathi.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Command-line parsing with getopt_long's rules: {@code -abc}, {@code -Dvalue}, {@code --name=value}, operands
 * anywhere.
 */
final class GetOpt {
    /** A wrong command line; the message says what is wrong in getopt's words. */
    static final class Usage extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Usage(String message) {
            super(message, null, false, false);
        }
    }

    /** One option: its letter or long name, and its value ("" without). */
    record Option(String name, String value) {}

    private final List<Option> options = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();

    /**
     * @param letters short options, each followed by a colon when it takes a value
     * @param names long options, mapped to the letter or name they are reported as; a trailing colon of the key: takes
     *     a value
     */
    GetOpt(String program, String letters, Map<String, String> names, String[] args) {
        boolean only = false;
        for (int i = 0; i < args.length; i++) {
            String a = args[i];
            if (only || !a.startsWith("-") || a.equals("-")) {
                operands.add(a);
            } else if (a.equals("--")) {
                only = true;
            } else if (a.startsWith("--")) {
                i += longOption(program, names, args, i);
            } else {
                i += shortOptions(program, letters, args, i);
            }
        }
    }

    private int longOption(String program, Map<String, String> names, String[] args, int i) {
        String a = args[i].substring(2);
        int eq = a.indexOf('=');
        String name = eq < 0 ? a : a.substring(0, eq);
        String plain = names.get(name);
        String valued = names.get(name + ":");
        if (plain == null && valued == null) {
            throw new Usage(program + ": unrecognized option '--" + name + "'");
        }
        if (valued == null) {
            if (eq >= 0) {
                throw new Usage(program + ": option '--" + name + "' doesn't allow an argument");
            }
            options.add(new Option(plain == null ? name : plain, ""));
            return 0;
        }
        if (eq >= 0) {
            options.add(new Option(valued, a.substring(eq + 1)));
            return 0;
        }
        if (i + 1 >= args.length) {
            throw new Usage(program + ": option '--" + name + "' requires an argument");
        }
        options.add(new Option(valued, args[i + 1]));
        return 1;
    }

    private int shortOptions(String program, String letters, String[] args, int i) {
        String a = args[i];
        for (int k = 1; k < a.length(); k++) {
            char c = a.charAt(k);
            int at = c == ':' ? -1 : letters.indexOf(c);
            if (at < 0) {
                throw new Usage(program + ": invalid option -- '" + c + "'");
            }
            if (at + 1 >= letters.length() || letters.charAt(at + 1) != ':') {
                options.add(new Option(String.valueOf(c), ""));
                continue;
            }
            if (k + 1 < a.length()) {
                options.add(new Option(String.valueOf(c), a.substring(k + 1)));
                return 0;
            }
            if (i + 1 >= args.length) {
                throw new Usage(program + ": option requires an argument -- '" + c + "'");
            }
            options.add(new Option(String.valueOf(c), args[i + 1]));
            return 1;
        }
        return 0;
    }

    List<Option> options() {
        return options;
    }

    List<String> operands() {
        return operands;
    }

    /** PGDATA or null. */
    static @Nullable String pgdata() {
        String v = System.getenv("PGDATA");
        return v == null || v.isEmpty() ? null : v;
    }
}
