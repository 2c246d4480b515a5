package org.hathi.types;

import org.hathi.base.SqlState;

/** aclitem text form: {@code grantee=privileges/grantor}, {@code *} after a letter for the grant option. */
final class Acl {
    private static final String LETTERS = "arwdDxtXUCTcsA";

    private Acl() {}

    static byte[] parse(EvalContext cx, String s) {
        int[] at = {0};
        String who = identifier(s, at);
        if (at[0] >= s.length() || s.charAt(at[0]) != '=') {
            if (!who.equals("group") && !who.equals("user")) {
                throw Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "unrecognized key word: \"" + who + "\"")
                        .hint("ACL key word must be \"group\" or \"user\".");
            }
            who = identifier(s, at);
            if (who.isEmpty()) {
                throw Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "missing name")
                        .hint("A name must follow the \"group\" or \"user\" key word.");
            }
        }
        if (at[0] >= s.length() || s.charAt(at[0]) != '=') {
            throw Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "missing \"=\" sign");
        }
        int privs = 0;
        int last = 0;
        int i = at[0] + 1;
        for (; i < s.length() && (s.charAt(i) == '*' || Character.isLetter(s.charAt(i))); i++) {
            char c = s.charAt(i);
            if (c == '*') {
                privs |= last << 16;
                continue;
            }
            int bit = LETTERS.indexOf(c);
            if (bit < 0) {
                throw Err.of(
                        SqlState.INVALID_TEXT_REPRESENTATION,
                        "invalid mode character: must be one of \"" + LETTERS + "\"");
            }
            last = 1 << bit;
            privs |= last;
        }
        int grantor = 10;
        if (i < s.length() && s.charAt(i) == '/') {
            at[0] = i + 1;
            String by = identifier(s, at);
            if (by.isEmpty()) {
                throw Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "a name must follow the \"/\" sign");
            }
            grantor = cx.types().roleOid(by);
            i = at[0];
        } else {
            cx.reporter.warning(SqlState.INVALID_GRANTOR, "defaulting grantor to user ID 10");
        }
        while (i < s.length() && NumberText.isSpace(s.charAt(i))) {
            i++;
        }
        if (i < s.length()) {
            throw Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "extra garbage at the end of the ACL specification");
        }
        byte[] b = new byte[12];
        Bytes.intL(b, 0, who.isEmpty() ? 0 : cx.types().roleOid(who));
        Bytes.intL(b, 4, grantor);
        Bytes.intL(b, 8, privs);
        return b;
    }

    private static String identifier(String s, int[] at) {
        int i = at[0];
        while (i < s.length() && NumberText.isSpace(s.charAt(i))) {
            i++;
        }
        StringBuilder b = new StringBuilder();
        boolean quoted = false;
        for (; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '"') {
                if (i + 1 < s.length() && s.charAt(i + 1) == '"') {
                    b.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (quoted || Character.isLetterOrDigit(c) || c == '_' || c >= 128) {
                b.append(c);
            } else {
                break;
            }
        }
        while (i < s.length() && NumberText.isSpace(s.charAt(i))) {
            i++;
        }
        at[0] = i;
        return b.toString();
    }

    static void print(EvalContext cx, byte[] a, int off, ByteSink out) {
        int grantee = Bytes.intL(a, off);
        int privs = Bytes.intL(a, off + 8);
        if (grantee != 0) {
            role(cx, grantee, out);
        }
        out.put('=');
        for (int i = 0; i < LETTERS.length(); i++) {
            if ((privs >> i & 1) != 0) {
                out.put(LETTERS.charAt(i));
            }
            if ((privs >> i + 16 & 1) != 0) {
                out.put('*');
            }
        }
        out.put('/');
        role(cx, Bytes.intL(a, off + 4), out);
    }

    private static void role(EvalContext cx, int oid, ByteSink out) {
        String name = cx.types().roleName(oid);
        if (name == null) {
            out.ascii(Integer.toUnsignedString(oid));
            return;
        }
        boolean safe = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            safe &= c < 128 && (Character.isLetterOrDigit(c) || c == '_');
        }
        if (safe) {
            out.ascii(name);
            return;
        }
        out.put('"').text(name.replace("\"", "\"\"")).put('"');
    }
}
