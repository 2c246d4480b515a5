package org.hathi.testing;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that {@link DatabaseMetaData} says of a database, as text: every method without arguments, and those with arguments over
 * objects of {@code src/test/dump/one_of_everything.sql}. Needs pgjdbc only: {@code testing/record clients} runs its source.
 */
final class MetadataListing {
    /** What names the server and its databases, the driver or the connection. */
    private static final Set<String> PARTICULAR = Set.of(
            "getConnection",
            "getCatalogs",
            "getURL",
            "getDatabaseProductVersion",
            "getDatabaseMinorVersion",
            "getDriverVersion",
            "getDriverMajorVersion",
            "getDriverMinorVersion");

    private interface Call {
        ResultSet of(DatabaseMetaData m) throws SQLException;
    }

    private final DatabaseMetaData meta;
    private final StringBuilder out = new StringBuilder();
    private final Set<String> called = new TreeSet<>();

    private MetadataListing(DatabaseMetaData meta) {
        this.meta = meta;
    }

    static String of(Connection c) throws SQLException {
        MetadataListing l = new MetadataListing(c.getMetaData());
        l.plain();
        l.objects();
        l.routines();
        l.keys();
        l.rest(c);
        l.answers();
        return l.out.toString();
    }

    /** Methods without arguments, by name. */
    private void plain() throws SQLException {
        Method[] methods = DatabaseMetaData.class.getMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method m : methods) {
            if (m.getParameterCount() == 0
                    && m.getDeclaringClass() == DatabaseMetaData.class
                    && !PARTICULAR.contains(m.getName())) {
                called.add(signature(m));
                try {
                    Object v = m.invoke(meta);
                    if (v instanceof ResultSet r) {
                        rows(m.getName(), r);
                    } else {
                        out.append(m.getName()).append(" = ").append(v).append('\n');
                    }
                } catch (InvocationTargetException e) {
                    failure(m.getName(), e.getCause());
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static String signature(Method m) {
        return m.getName() + "/" + m.getParameterCount();
    }

    private void failure(String what, Throwable e) {
        out.append(what).append(" throws ").append(e.getMessage()).append('\n');
    }

    private void call(String what, Call c) throws SQLException {
        called.add(what.substring(0, what.indexOf(' ')));
        try {
            rows(what, c.of(meta));
        } catch (SQLException e) {
            failure(what, e);
        }
    }

    /** A result with its columns' names and types; specific names of routines hold oids. */
    private void rows(String what, ResultSet r) throws SQLException {
        out.append("## ").append(what).append('\n');
        try (r) {
            ResultSetMetaData m = r.getMetaData();
            for (int i = 1; i <= m.getColumnCount(); i++) {
                out.append(i > 1 ? "|" : "")
                        .append(m.getColumnLabel(i))
                        .append(':')
                        .append(m.getColumnTypeName(i));
            }
            out.append('\n');
            List<String> lines = new ArrayList<>();
            while (r.next()) {
                StringBuilder line = new StringBuilder();
                for (int i = 1; i <= m.getColumnCount(); i++) {
                    String v = r.getString(i);
                    if (v != null && m.getColumnLabel(i).equals("SPECIFIC_NAME")) {
                        v = v.replaceAll("_[0-9]+$", "_N");
                    }
                    line.append(i > 1 ? "|" : "").append(v);
                }
                lines.add(line.toString());
            }
            if (what.startsWith("getTypeInfo")) {
                lines.sort(null); // asked for in no order
            }
            lines.removeIf(line -> line.contains("hathi_")); // views that PostgreSQL does not have
            lines.forEach(line -> out.append(line).append('\n'));
        }
    }

    private void objects() throws SQLException {
        call("getSchemas/2 app", m -> m.getSchemas(null, "app"));
        call("getSchemas/2 no such", m -> m.getSchemas("nosuch", "x%"));
        call("getTables/4 app", m -> m.getTables(null, "app", "%", null));
        call("getTables/4 views", m -> m.getTables(null, "%", "v_", new String[] {"VIEW", "MATERIALIZED VIEW"}));
        call("getTables/4 system", m -> m.getTables(null, "pg_catalog", "pg\\_c%", null));
        call("getTables/4 sequences", m -> m.getTables("one", "app", null, new String[] {"SEQUENCE", "INDEX", "TYPE"}));
        call(
                "getTables/4 information",
                m -> m.getTables(null, "information_schema", "t%", new String[] {"SYSTEM VIEW"}));
        call("getTables/4 toast", m -> m.getTables(null, "pg_toast", "pg_toast_1255%", null));
        call("getTables/4 odd", m -> m.getTables(null, "Odd Name", "Odd%", null));
        for (String t : new String[] {
            "customer", "orders", "fk2", "child", "typed", "plain", "v", "mv", "nothing", "dropped", "pair"
        }) {
            call("getColumns/4 " + t, m -> m.getColumns(null, "app", t, null));
        }
        call("getColumns/4 pattern", m -> m.getColumns(null, null, "cust%r", "%a%"));
        call("getColumns/4 system", m -> m.getColumns(null, "pg_catalog", "pg_index", null));
        call("getColumns/4 odd", m -> m.getColumns(null, "Odd Name", null, null));
        call("getPseudoColumns/4 none", m -> m.getPseudoColumns(null, "app", "%", "%"));
        call("getColumnPrivileges/4 customer", m -> m.getColumnPrivileges(null, "app", "customer", "%"));
        call("getTablePrivileges/3 app", m -> m.getTablePrivileges(null, "app", "%"));
        call("getTablePrivileges/3 system", m -> m.getTablePrivileges(null, "pg_catalog", "pg_authid"));
        call("getUDTs/4 app", m -> m.getUDTs(null, "app", "%", null));
        call("getUDTs/4 distinct", m -> m.getUDTs(null, null, "p%", new int[] {java.sql.Types.DISTINCT}));
        call("getUDTs/4 struct", m -> m.getUDTs(null, "app", "p%", new int[] {java.sql.Types.STRUCT}));
        call("getSuperTypes/3 none", m -> m.getSuperTypes(null, "app", "%"));
        call("getSuperTables/3 none", m -> m.getSuperTables(null, "app", "%"));
        call("getAttributes/4 none", m -> m.getAttributes(null, "app", "%", "%"));
    }

    private void routines() throws SQLException {
        call("getProcedures/3 app", m -> m.getProcedures(null, "app", "%"));
        call("getProcedureColumns/4 app", m -> m.getProcedureColumns(null, "app", "%", "%"));
        call("getProcedureColumns/4 system", m -> m.getProcedureColumns(null, "pg_catalog", "json_each", null));
        call("getFunctions/3 app", m -> m.getFunctions(null, "app", "%"));
        call("getFunctions/3 system", m -> m.getFunctions(null, "pg_catalog", "generate\\_s%"));
        call("getFunctionColumns/4 app", m -> m.getFunctionColumns(null, "app", "%", "%"));
        call("getFunctionColumns/4 system", m -> m.getFunctionColumns(null, "pg_catalog", "pg_get_keywords", "%"));
    }

    private void keys() throws SQLException {
        for (String t : new String[] {"customer", "orders", "fk2", "plain", "typed", "excl", "mv", "nosuch"}) {
            call("getPrimaryKeys/3 " + t, m -> m.getPrimaryKeys(null, "app", t));
            call("getImportedKeys/3 " + t, m -> m.getImportedKeys(null, "app", t));
            call("getExportedKeys/3 " + t, m -> m.getExportedKeys(null, "app", t));
            call("getIndexInfo/5 " + t, m -> m.getIndexInfo(null, "app", t, false, false));
            call(
                    "getBestRowIdentifier/5 " + t,
                    m -> m.getBestRowIdentifier(null, "app", t, DatabaseMetaData.bestRowSession, true));
            call("getVersionColumns/3 " + t, m -> m.getVersionColumns(null, "app", t));
        }
        call("getIndexInfo/5 unique", m -> m.getIndexInfo(null, "app", "orders", true, true));
        call("getPrimaryKeys/3 all", m -> m.getPrimaryKeys(null, "app", null));
        call("getCrossReference/6 all", m -> m.getCrossReference(null, "app", "customer", null, "app", "orders"));
        call("getCrossReference/6 none", m -> m.getCrossReference(null, "app", "orders", null, "app", "customer"));
    }

    /** Methods that answer yes or no to a number, for all numbers there are. */
    private void answers() throws SQLException {
        for (Method m : methodsWithNumbers()) {
            called.add(signature(m));
            List<Object> values = new ArrayList<>();
            for (int a = -20; a < 2020; a += a < 20 ? 1 : 250) {
                for (int b = 1003; b < 1010; b += m.getParameterCount() == 1 ? 10 : 1) {
                    try {
                        values.add(m.getParameterCount() == 1 ? m.invoke(meta, a) : m.invoke(meta, a, b));
                    } catch (InvocationTargetException e) {
                        values.add(e.getCause().getMessage());
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            out.append(m.getName())
                    .append('/')
                    .append(m.getParameterCount())
                    .append(" = ")
                    .append(new TreeSet<>(values.stream().map(String::valueOf).toList()))
                    .append('\n');
        }
        // whatever a newer JDBC adds has to be looked at
        for (Method m : DatabaseMetaData.class.getMethods()) {
            if (m.getDeclaringClass() == DatabaseMetaData.class
                    && !called.contains(signature(m))
                    && !PARTICULAR.contains(m.getName())) {
                out.append("not called: ").append(signature(m)).append('\n');
            }
        }
    }

    private static List<Method> methodsWithNumbers() {
        List<Method> l = new ArrayList<>();
        for (Method m : DatabaseMetaData.class.getMethods()) {
            boolean numbers = m.getParameterCount() > 0;
            for (Class<?> p : m.getParameterTypes()) {
                numbers &= p == int.class;
            }
            if (numbers) {
                l.add(m);
            }
        }
        l.sort(Comparator.comparing(MetadataListing::signature));
        return l;
    }

    private void rest(Connection c) throws SQLException {
        called.add("isWrapperFor/1");
        called.add("unwrap/1");
        out.append("schema ")
                .append(c.getSchema())
                .append(", catalog ")
                .append(c.getCatalog())
                .append('\n');
        rows("getTypeInfo again", meta.getTypeInfo());
        rows("getClientInfoProperties again", meta.getClientInfoProperties());
    }

    /** {@code URL OUT}: records the listing of a database. */
    public static void main(String[] args) throws SQLException, IOException {
        try (Connection c = DriverManager.getConnection(args[0])) {
            Files.writeString(Path.of(args[1]), of(c));
        }
    }
}
