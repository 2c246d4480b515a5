package org.hathi.types;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The built-in types, read from the fact file {@code builtin-types.tsv}: a catalog for tests and bootstrap. */
public final class BuiltinTypes implements TypeCatalog {
    private final Map<Integer, TypeInfo> byOid = new HashMap<>();
    private final Map<String, TypeInfo> byName = new HashMap<>();

    public BuiltinTypes() {
        try (BufferedReader r = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(BuiltinTypes.class.getResourceAsStream("builtin-types.tsv")),
                StandardCharsets.UTF_8))) {
            for (String line = r.readLine(); line != null; line = r.readLine()) {
                TypeInfo t = parse(line.split("\t", -1));
                byOid.put(t.oid(), t);
                byName.put(t.name(), t);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TypeInfo parse(String[] f) {
        return new TypeInfo(
                Integer.parseInt(f[0]),
                f[1],
                Integer.parseInt(f[2]),
                Integer.parseInt(f[3]),
                f[4].equals("t"),
                f[5].charAt(0),
                f[6].charAt(0),
                f[7].charAt(0),
                f[8].charAt(0),
                f[9].equals("t"),
                f[10].charAt(0),
                Integer.parseInt(f[11]),
                Integer.parseInt(f[12]),
                Integer.parseInt(f[13]),
                Integer.parseInt(f[14]),
                Integer.parseInt(f[15]),
                f[16],
                f[17],
                f[18],
                f[19],
                f[20],
                f[21],
                f[22],
                Integer.parseInt(f[23]),
                f[24].equals("t"),
                Integer.parseInt(f[25]));
    }

    @Override
    public @Nullable TypeInfo typeIfAny(int oid) {
        return byOid.get(oid);
    }

    /** The type called {@code name} (as in pg_type.typname), or null. */
    public @Nullable TypeInfo byName(String name) {
        return byName.get(name);
    }

    /** The base type one of whose input and output functions has this prosrc; null when none has. */
    @Nullable
    TypeInfo byFunction(String source, java.util.function.Function<TypeInfo, String> which) {
        TypeInfo best = null;
        for (TypeInfo t : byOid.values()) {
            boolean plain = t.type() == 'b' && !t.isArray();
            if (plain
                    && !source.isEmpty()
                    && which.apply(t).equals(source)
                    && (best == null || Integer.compareUnsigned(t.oid(), best.oid()) < 0)) {
                best = t;
            }
        }
        return best;
    }

    @Override
    public @Nullable RangeInfo range(int typeOid) {
        return switch (typeOid) {
            case Oids.INT4RANGE, Oids.INT4MULTIRANGE ->
                new RangeInfo(
                        Oids.INT4RANGE,
                        Oids.INT4,
                        0,
                        "int4range_canonical",
                        "int4range_subdiff",
                        Oids.INT4MULTIRANGE,
                        0);
            case Oids.INT8RANGE, Oids.INT8MULTIRANGE ->
                new RangeInfo(
                        Oids.INT8RANGE,
                        Oids.INT8,
                        0,
                        "int8range_canonical",
                        "int8range_subdiff",
                        Oids.INT8MULTIRANGE,
                        0);
            case Oids.NUMRANGE, Oids.NUMMULTIRANGE ->
                new RangeInfo(Oids.NUMRANGE, Oids.NUMERIC, 0, "", "numrange_subdiff", Oids.NUMMULTIRANGE, 0);
            case Oids.TSRANGE, Oids.TSMULTIRANGE ->
                new RangeInfo(Oids.TSRANGE, Oids.TIMESTAMP, 0, "", "tsrange_subdiff", Oids.TSMULTIRANGE, 0);
            case Oids.TSTZRANGE, Oids.TSTZMULTIRANGE ->
                new RangeInfo(Oids.TSTZRANGE, Oids.TIMESTAMPTZ, 0, "", "tstzrange_subdiff", Oids.TSTZMULTIRANGE, 0);
            case Oids.DATERANGE, Oids.DATEMULTIRANGE ->
                new RangeInfo(
                        Oids.DATERANGE,
                        Oids.DATE,
                        0,
                        "daterange_canonical",
                        "daterange_subdiff",
                        Oids.DATEMULTIRANGE,
                        0);
            default -> null;
        };
    }
}
