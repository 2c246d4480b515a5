package org.hathi.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hathi.base.SqlError;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.MemoryCatalogStore;
import org.hathi.parser.Parser;
import org.hathi.planner.analyze.AnalyzeContext;
import org.hathi.planner.analyze.Analyzer;
import org.hathi.planner.analyze.CatalogView;
import org.hathi.planner.analyze.Deparse;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.analyze.Rewriter;
import org.hathi.planner.analyze.ViewRules;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.Attribute;
import org.hathi.types.EvalContext;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeIo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Analysis against answers recorded from PostgreSQL 15: the node text of statements (from bodies of SQL functions), errors
 * with SQLSTATE, position and hint, view definitions. The catalog is the initial one plus table t1 and sequence s1.
 */
final class AnalysisTest {
    private final Catalog catalog = MemoryCatalogStore.newCatalog();
    private final EvalContext eval = new EvalContext(catalog);

    AnalysisTest() {
        for (int table : new int[] {1259, 1249, 1247, 2606, 2604}) {
            TupleDesc d = catalog.tupleDesc(table);
            for (String line : lines("rows_" + table + ".tsv")) {
                catalog.store().insert(table, row(d, line.split("\t", -1)));
            }
        }
        catalog.resetCaches();
    }

    private @Nullable Object[] row(TupleDesc d, String[] fields) {
        @Nullable Object[] v = new Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].equals("\\N")) {
                continue;
            }
            String text = unescape(fields[i]);
            v[i] = switch (d.get(i).typeOid()) {
                case Oids.PG_NODE_TREE -> text.getBytes(StandardCharsets.UTF_8);
                case Oids.REGPROC ->
                    text.equals("-")
                            ? 0L
                            : (long) catalog.procsByName(text).get(0).oid();
                case Oids.ACLITEM_ARRAY, Oids.ANYARRAY -> null;
                default -> TypeIo.inputDatum(eval, d.get(i).typeOid(), text, -1);
            };
        }
        return v;
    }

    private static List<String> lines(String name) {
        try (BufferedReader r = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(AnalysisTest.class.getResourceAsStream("analysis/" + name)),
                StandardCharsets.UTF_8))) {
            return r.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unescape(String s) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '\\') {
                c = s.charAt(++i);
                b.append(c == 'n' ? '\n' : c == 't' ? '\t' : c);
            } else {
                b.append(c);
            }
        }
        return b.toString();
    }

    private Query analyze(String sql, ParamTypes params) {
        return Analyzer.analyze(Parser.parse(sql).get(0), sql, catalog, params, new AnalyzeContext(eval));
    }

    @Test
    void treesAreThoseOfPostgres() {
        for (String line : lines("trees.tsv")) {
            String[] f = line.split("\t");
            Query q = analyze(f[0], ParamTypes.none());
            q.stmtLocation = 0;
            q.stmtLen = 0;
            assertThat(NodeText.write(q)).as(f[0]).isEqualTo(f[1]);
        }
    }

    @Test
    void nodeTextIsReadAsWritten() {
        for (String line : lines("trees.tsv")) {
            String text = line.split("\t")[1];
            assertThat(NodeText.write(NodeText.read(text))).isEqualTo(text);
        }
    }

    @Test
    void errorsAreThoseOfPostgres() {
        List<String> wrong = new ArrayList<>();
        for (String line : lines("errors.tsv")) {
            String[] f = line.split("\t");
            String answer;
            try {
                analyze(f[0], ParamTypes.variable());
                answer = "ok";
            } catch (SqlError e) {
                var r = e.report();
                answer = e.state().code() + " " + e.getMessage() + " @" + r.position()
                        + (r.hint() == null ? "" : " HINT " + r.hint())
                        + (r.detail() == null ? "" : " DETAIL " + r.detail());
            }
            if (!answer.equals(f[1])) {
                wrong.add(f[0] + "\n  expected " + f[1] + "\n  but got  " + answer);
            }
        }
        if (!wrong.isEmpty()) {
            fail(String.join("\n", wrong));
        }
    }

    @Test
    void viewsAreShownAsPostgresShowsThem() {
        Deparse d = new Deparse(new CatalogView(catalog), eval);
        for (String line : lines("views.tsv")) {
            String[] f = line.split("\t");
            String[] names = f[4].split(",");
            Attribute[] a = new Attribute[names.length];
            for (int i = 0; i < a.length; i++) {
                a[i] = Attribute.of(names[i], i + 1, catalog.type(Oids.INT4), -1);
            }
            for (int pretty = 0; pretty <= 1; pretty++) {
                Query q = NodeText.readQueries(unescape(f[1]), t -> 0).get(0);
                assertThat(d.query(q, new TupleDesc(a), pretty == 1) + ";").isEqualTo(unescape(f[2 + pretty]));
            }
        }
    }

    @Test
    void constraintsAndIndexesAreShown() {
        Deparse d = new Deparse(new CatalogView(catalog), eval);
        List<String> defs = new ArrayList<>();
        for (var c :
                catalog.constraintsOf(catalog.searchPath().relation(null, "t1").oid())) {
            if (c.type() == 'c') {
                defs.add(d.constraintDef(c.oid(), false));
            }
        }
        assertThat(defs).containsExactly("CHECK ((c > (0)::numeric))");
    }

    @Test
    void parameterTypesAreInferred() {
        ParamTypes p = ParamTypes.variable();
        analyze("select b from t1 where a = $1 and b like $2 and c > $3 + 1", p);
        assertThat(p.toArray()).containsExactly(Oids.INT4, Oids.TEXT, Oids.INT4);
    }

    @Test
    void insertGetsDefaults() {
        Query q = analyze("insert into t1 (a) values (1)", ParamTypes.none());
        Query r = Rewriter.rewrite(q, catalog, new AnalyzeContext(eval)).get(0);
        assertThat(r.targetList).extracting(TargetEntry::resname).containsExactly("a", "b");
        assertThat(((Const) r.targetList.get(1).expr()).bytes()).isEqualTo(new byte[] {'x'});
    }

    @Test
    void viewsAreStoredAsPostgresStoresThem() {
        // the text of v2's action, whose locations count from "create view v2 as "
        String sql = "create view v2 as select a from t1 union all select 3 order by 1";
        String stored = lines("views.tsv").stream()
                .map(l -> l.split("\t"))
                .filter(f -> f[0].equals("v2"))
                .map(f -> unescape(f[1]))
                .findFirst()
                .orElseThrow();
        var parsed = Parser.parse("                  " + sql.substring(18)).get(0);
        Query q = Analyzer.analyze(parsed, sql, catalog, ParamTypes.none(), new AnalyzeContext(eval));
        q.stmtLocation = 0;
        q.stmtLen = 64;
        assertThat(ViewRules.action(q, 16399, List.of("a"))).isEqualTo(stored);
    }

    @Test
    void equalityIgnoresLocations() {
        Query a = analyze("select a + 1 from t1", ParamTypes.none());
        Query b = analyze("select    a   +   1 from t1", ParamTypes.none());
        assertThat(a.targetList.get(0).expr()).isEqualTo(b.targetList.get(0).expr());
        assertThat(a.targetList.get(0).expr())
                .hasSameHashCodeAs(b.targetList.get(0).expr());
    }
}
