package org.hathi.executor.command;

import java.util.List;
import org.hathi.planner.tree.CoerceToDomain;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.Var;
import org.hathi.types.Oids;

/**
 * Decides whether a column's new values are stored as the old ones are (ATColumnChangeRequiresRewrite): the value is
 * the column itself behind conversions that change nothing, such as a length limit that only grows.
 */
final class RewriteTest {
    private static final int TIMESTAMP_TO_TIMESTAMPTZ = 2028;
    private static final int TIMESTAMPTZ_TO_TIMESTAMP = 2027;

    private final Ddl ddl;

    RewriteTest(Ddl ddl) {
        this.ddl = ddl;
    }

    boolean needed(Expr value, int column) {
        Expr e = value;
        for (; ; ) {
            switch (e) {
                case Var v -> {
                    return v.varattno() != column;
                }
                case RelabelType r -> e = r.arg();
                case CoerceToDomain d -> {
                    if (ddl.catalog.domainHasConstraints(d.resulttype())) {
                        return true;
                    }
                    e = d.arg();
                }
                case FuncExpr f -> {
                    boolean zone = f.funcid() == TIMESTAMP_TO_TIMESTAMPTZ || f.funcid() == TIMESTAMPTZ_TO_TIMESTAMP;
                    if (!(zone ? zoneIsUtc() : widens(f))) {
                        return true;
                    }
                    e = f.args().get(0);
                }
                default -> {
                    return true;
                }
            }
        }
    }

    /** Local time is UTC always: then both timestamp types hold the same numbers. */
    private boolean zoneIsUtc() {
        String zone = ddl.settings.string("TimeZone");
        try {
            var rules = java.time.ZoneId.of(zone.equals("GMT0") ? "GMT" : zone).getRules();
            return rules.isFixedOffset()
                    && rules.getOffset(java.time.Instant.EPOCH).getTotalSeconds() == 0;
        } catch (java.time.DateTimeException e) {
            return false;
        }
    }

    /** A length or precision cast that takes every value as it is. */
    private boolean widens(FuncExpr f) {
        List<Expr> args = f.args();
        if (args.size() < 2 || !(args.get(1) instanceof Const c) || c.isNull() || !(c.constvalue() instanceof Long n)) {
            return false;
        }
        Expr arg = args.get(0);
        if (arg.type() != f.type()) {
            return false;
        }
        int to = n.intValue();
        int from = arg.typmod();
        if (to < 0) {
            return true;
        }
        return switch (f.type()) {
            case Oids.VARCHAR -> from >= 4 && from <= to;
            case 1562 -> from > 0 && from <= to || to <= 0;
            case Oids.NUMERIC -> from >= 4 && scale(from) == scale(to) && precision(from) <= precision(to);
            case 1083, 1266, Oids.TIMESTAMP, Oids.TIMESTAMPTZ -> to >= 6 || from >= 0 && from <= to;
            case Oids.INTERVAL -> interval(from, to);
            default -> false;
        };
    }

    private static int scale(int typmod) {
        return ((typmod - 4) & 0x7FF ^ 1024) - 1024;
    }

    private static int precision(int typmod) {
        return (typmod - 4) >> 16 & 0xFFFF;
    }

    private static final int FULL_PRECISION = 0xFFFF;
    private static final int FULL_RANGE = 0x7FFF;

    private static boolean interval(int from, int to) {
        int toRange = to >> 16 & 0x7FFF;
        int toPrecision = to & 0xFFFF;
        int fromRange = from < 0 ? FULL_RANGE : from >> 16 & 0x7FFF;
        int fromPrecision = from < 0 ? FULL_PRECISION : from & 0xFFFF;
        boolean precisionFits = toPrecision >= 6 || fromPrecision != FULL_PRECISION && fromPrecision <= toPrecision;
        if (toRange == FULL_RANGE) {
            return precisionFits;
        }
        // the lowest field kept must reach as low as that of the old type
        int toLow = Integer.lowestOneBit(order(toRange));
        int fromLow = fromRange == FULL_RANGE ? 1 : Integer.lowestOneBit(order(fromRange));
        return toLow <= fromLow && ((order(toRange) & 1) == 0 || precisionFits);
    }

    /** The fields of an interval's range, lowest unit in the lowest bit: second, minute, hour, day, month, year. */
    private static int order(int range) {
        int out = 0;
        int[] bits = {1 << 12, 1 << 11, 1 << 10, 1 << 3, 1 << 1, 1 << 2};
        for (int i = 0; i < bits.length; i++) {
            if ((range & bits[i]) != 0) {
                out |= 1 << i;
            }
        }
        return out == 0 ? 1 : out;
    }
}
