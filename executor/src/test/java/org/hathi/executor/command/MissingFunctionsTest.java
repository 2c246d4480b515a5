package org.hathi.executor.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hathi.base.PgClock;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.MemoryCatalogStore;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.table.PgProc;
import org.hathi.executor.system.SystemContext;
import org.hathi.executor.system.SystemFunctions;
import org.hathi.types.Aggregates;
import org.hathi.types.CallInfo;
import org.hathi.types.Functions;
import org.junit.jupiter.api.Test;

/**
 * types/MISSING.txt names every function of pg_proc without an implementation, by what it belongs to: each row of a fresh
 * pg_proc is looked up as an expression would look it up, without a call. {@code -Dhathi.missing=update} writes the file.
 */
final class MissingFunctionsTest {
    private static final int INTERNAL_LANGUAGE = 12;
    private static final int C_LANGUAGE = 13;
    private static final int INTERNAL = 2281;
    private static final Set<Integer> HANDLERS = Set.of(2279, 3838, 325, 269, 3115, 2280, 3310);
    private static final Set<Integer> GEOMETRIC = Set.of(600, 601, 602, 603, 604, 628, 718, 1017, 1018, 1019, 1020);
    private static final Set<Integer> TEXT_SEARCH = Set.of(3614, 3615, 3734, 3769, 3642, 3643, 3644, 3645);
    private static final Set<Integer> XML = Set.of(142, 143);

    private final Catalog catalog = MemoryCatalogStore.newCatalog();
    private final Functions functions = new Functions();

    @SuppressWarnings("NullAway") // looked up, never called
    MissingFunctionsTest() {
        catalog.searchPath().setUser(10);
        SystemFunctions.addTo(functions, new SystemContext(catalog, new Settings(), PgClock.SYSTEM));
        functions.add(new CommandFunctions(null, new SequenceFunctions(null)));
    }

    private static int concrete(int type) {
        return switch (type) {
            case 2276, 2283, 2776, 5077 -> 23;
            case 2277, 5078 -> 1007;
            case 3831, 5080 -> 3904;
            case 4537, 4538 -> 4451;
            default -> type;
        };
    }

    private boolean implemented(ProcInfo p) {
        int[] types = new int[p.argCount()];
        for (int i = 0; i < types.length; i++) {
            types[i] = concrete(p.argTypes()[i]);
        }
        return switch (p.kind()) {
            case 'a' -> Aggregates.lookup(p.oid()) != null || p.oid() >= 3972 && p.oid() <= 3992;
            case 'w' -> p.oid() >= 3100 && p.oid() <= 3114;
            default -> {
                CallInfo c = new CallInfo(types, concrete(p.returnType()), 100, p.strict(), false);
                try {
                    yield p.returnsSet()
                            ? functions.lookupSet(p.source(), c) != null
                            : functions.lookupIfAny(p.source(), c) != null;
                } catch (SqlError e) {
                    throw new AssertionError(p.name() + " " + p.oid(), e);
                }
            }
        };
    }

    /** What a missing function belongs to. */
    private static String reason(ProcInfo p) {
        Set<Integer> types = new TreeSet<>();
        types.add(p.returnType());
        int[] all = p.allArgTypes();
        for (int t : all != null ? all : p.argTypes()) {
            types.add(t);
        }
        String n = p.name();
        if (types.stream().anyMatch(GEOMETRIC::contains)) {
            return "geometric types";
        }
        if (types.stream().anyMatch(TEXT_SEARCH::contains) || n.startsWith("ts_") || n.startsWith("gtsvector")) {
            return "text search";
        }
        if (types.stream().anyMatch(XML::contains) || n.contains("_to_xml") || n.startsWith("xml")) {
            return "xml";
        }
        if (types.contains(INTERNAL) || types.stream().anyMatch(HANDLERS::contains)) {
            return "not callable from SQL (internal arguments, handlers, triggers)";
        }
        if (n.startsWith("lo_") || n.equals("lowrite") || n.equals("loread")) {
            return "large objects";
        }
        if (n.contains("replication")
                || n.contains("logical")
                || n.contains("publication")
                || n.contains("subscription")) {
            return "replication";
        }
        return p.language() == C_LANGUAGE ? "C libraries" : "open";
    }

    private String signature(ProcInfo p) {
        List<String> args = new ArrayList<>();
        for (int t : p.argTypes()) {
            args.add(catalog.formatType(t, -1));
        }
        return p.name() + "(" + String.join(", ", args) + ")";
    }

    @Test
    void theListOfMissingFunctionsIsTrue() throws Exception {
        Map<String, TreeSet<String>> missing = new TreeMap<>();
        for (CatalogRow r : catalog.writer().scan(PgProc.RELATION, 0)) {
            ProcInfo p = catalog.proc(r.intAt(PgProc.OID));
            if (Integer.compareUnsigned(p.oid(), 12000) < 0
                    && (p.language() == INTERNAL_LANGUAGE || p.language() == C_LANGUAGE)
                    && !implemented(p)) {
                missing.computeIfAbsent(reason(p), k -> new TreeSet<>()).add(signature(p));
            }
        }
        StringBuilder b = new StringBuilder(
                "# Functions of pg_proc that are not implemented: a call answers 0A000.\n"
                        + "# Written by MissingFunctionsTest (-Dhathi.missing=update), which compares it with what is looked up.\n");
        missing.forEach((reason, names) -> {
            b.append("\n# ").append(reason).append(": ").append(names.size()).append('\n');
            names.forEach(n -> b.append(n).append('\n'));
        });
        Path file = Path.of("types/MISSING.txt");
        if (!Files.exists(file)) {
            file = Path.of("../types/MISSING.txt");
        }
        if ("update".equals(System.getProperty("hathi.missing"))) {
            Files.writeString(file, b);
        }
        assertThat(b.toString()).isEqualTo(Files.readString(file));
    }
}
