package org.hathi.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Calls of the server's functions and operators, found in its catalogs, with values at the edges of their types. */
final class FuzzFunctions {
    /** What acts on the server or other sessions, takes its time by design, or asks for much memory as it should. */
    private static final Pattern LEFT_OUT = Pattern.compile(
            "sleep|terminate|cancel_backend|advisory|reload|rotate|promote|switch_wal|backup|restore_point"
                    + "|wal_replay|pg_read|pg_ls|pg_stat_file|_file|lo_|^lo|reset|replication|logical|log_backend"
                    + "|set_config|repeat|pad$|generate_series|pg_notify|binary_upgrade|export_snapshot|copy|nextval"
                    + "|setval|xact_commit|xid_wait|isolation");

    private static final String[] ANY = {
        "NULL",
        "''",
        "'x'",
        "'{}'",
        "'{NULL}'",
        "'0'",
        "'-1'",
        "'1'",
        "'()'",
        "'empty'",
        "'infinity'",
        "'NaN'",
        "0",
        "1",
        "-1",
        "2147483647",
        "-2147483648",
        "1.5",
        "true",
        "'{1,2,3}'",
        "'{{1,2},{3,4}}'",
        "'[0:1]={1,2}'",
        "'(1,2)'",
        "'pg_class'",
        "'int4'",
        "'public'",
        "'postgres'",
        "'abc%d'",
        "'(a|b)*'",
        "'UTC'",
        "'UTF8'",
        "'\\x0102'",
        "'{\"a\":1}'",
        "'[1,2]'",
        "'$.a[*]'",
        "'1 day'",
        "'2024-02-29'",
        "'12:34:56'",
        "'10.0.0.0/8'",
        "'08:00:2b:01:02:03'",
        "'101'",
        "'YYYY-MM-DD'",
        "'999.99'",
        "'1/ABCD'",
        "ARRAY[1,NULL]",
        "ARRAY['a','b']",
        "ROW(1,'a')",
        "1::oid",
        "1259::oid",
        "1::\"char\"",
        "'a'::bpchar",
        "'1'::numeric",
        "'NaN'::numeric",
        "'1e1000'::numeric",
        "'infinity'::date",
        "'-infinity'::timestamptz",
        "'1 mon'::interval",
        "'[1,3)'::int4range",
        "'{[1,3)}'::int4multirange",
        "'[1,2]'::jsonb",
        "'\"s\"'::jsonb",
        "'null'::json",
        "'a'::text",
        "'a'::name",
        "'::1'::inet",
        "B'1'",
        "'5'::money",
        "'(0,1)'::tid",
        "7::xid8",
        "'1:3:2'::pg_snapshot",
        "1::int2",
        "1::int8",
        "'1'::float4",
        "'-infinity'::float8",
        "9223372036854775807",
        "ARRAY[]::int[]",
        "current_timestamp",
        "'pg_class'::regclass"
    };

    private record Call(String name, int[] types) {}

    private final List<Call> calls = new ArrayList<>();
    private final List<String> operators = new ArrayList<>();
    private final java.util.Map<Integer, String> types = new java.util.HashMap<>();
    private final Random random;

    FuzzFunctions(Connection c, Random random) throws SQLException {
        this.random = random;
        try (Statement s = c.createStatement()) {
            ResultSet r = s.executeQuery("SELECT proname, proargtypes::text FROM pg_proc"
                    + " WHERE pronamespace = 11 AND prokind <> 'p' ORDER BY oid");
            while (r.next()) {
                if (!LEFT_OUT.matcher(r.getString(1)).find()) {
                    calls.add(new Call(r.getString(1), numbers(r.getString(2))));
                }
            }
            r = s.executeQuery("SELECT DISTINCT oprname FROM pg_operator ORDER BY 1");
            while (r.next()) {
                operators.add(r.getString(1));
            }
            r = s.executeQuery(
                    "SELECT oid, format_type(oid, NULL) FROM pg_type WHERE typtype IN ('b', 'r', 'm') AND oid < 10000");
            while (r.next()) {
                types.put(r.getInt(1), r.getString(2));
            }
        }
    }

    private static int[] numbers(String text) {
        String[] a = text.isEmpty() ? new String[0] : text.split(" ");
        int[] n = new int[a.length];
        for (int i = 0; i < n.length; i++) {
            n[i] = Integer.parseInt(a[i]);
        }
        return n;
    }

    /** The next statement: a call in a select list or in FROM, over a constant or over rows, or an operator. */
    String next() {
        if (random.nextInt(8) == 0) {
            return "SELECT " + (random.nextInt(6) == 0 ? "" : value(0) + " ") + "OPERATOR(pg_catalog."
                    + operators.get(random.nextInt(operators.size())) + ") " + value(0);
        }
        Call f = calls.get(random.nextInt(calls.size()));
        StringBuilder b = new StringBuilder("\"" + f.name + "\"(");
        for (int i = 0; i < f.types.length; i++) {
            b.append(i == 0 ? "" : ", ").append(value(f.types[i]));
        }
        String call = b.append(')').toString();
        return switch (random.nextInt(8)) {
            case 0 -> "SELECT * FROM " + call + " LIMIT 100";
            case 1 -> "SELECT " + call + " OVER (ORDER BY i) FROM (VALUES (1), (2), (NULL)) v(i)";
            case 2 -> "SELECT " + call.replace("NULL", "NULLIF(i, i)") + " FROM (VALUES (1), (2)) v(i) LIMIT 100";
            case 3 -> "SELECT pg_typeof(" + call + ")";
            default -> "SELECT " + call + " LIMIT 100";
        };
    }

    private String value(int type) {
        String v = ANY[random.nextInt(ANY.length)];
        String name = types.get(type);
        if (name == null || random.nextInt(6) == 0) {
            return v;
        }
        // a value that the type takes, if one is found at once: literals without a type are tried by the server itself
        return v.startsWith("'") && !v.contains("::") || random.nextBoolean() ? v : v + "::" + name;
    }
}
