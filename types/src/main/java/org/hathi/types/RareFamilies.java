package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Families whose classes are loaded only when one of their functions is asked for: found by the name's beginning. */
final class RareFamilies implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        if (p.startsWith("jsonb_path_")) {
            return JsonPathFamily.lookup(p, c);
        }
        if (p.startsWith("jsonb_") || p.equals("to_jsonb")) {
            return JsonbFamily.lookup(p, c);
        }
        if (p.startsWith("json_") || p.equals("to_json") || p.contains("_to_json")) {
            return JsonFamily.lookup(p, c);
        }
        if (p.startsWith("range_")
                || p.startsWith("multirange_")
                || p.startsWith("elem_contained_by_")
                || p.startsWith("hash_range")
                || p.startsWith("hash_multirange")
                || p.endsWith("range_canonical")
                || p.endsWith("_subdiff")) {
            return RangeFamily.lookup(p, c);
        }
        return other(p, c);
    }

    private static @Nullable Kernel other(String p, CallInfo c) {
        if (p.startsWith("bit") || p.equals("varbit")) {
            return BitFamily.lookup(p, c);
        }
        if (p.startsWith("float8_")
                || p.equals("float4_accum")
                || p.startsWith("interval_")
                || p.startsWith("int") && (p.contains("_avg") || p.endsWith("_sum") || p.endsWith("_float8"))) {
            return AggSteps.lookup(p, c);
        }
        if (p.startsWith("macaddr")) {
            return MacFamily.lookup(p, c);
        }
        if (p.startsWith("in_range_")) {
            return InRangeFamily.lookup(p, c);
        }
        if (p.startsWith("pg_snapshot_") || p.equals("pg_visible_in_snapshot")) {
            return SnapshotFamily.lookup(p, c);
        }
        if (p.startsWith("pg_convert")
                || p.startsWith("unicode_")
                || p.startsWith("to_ascii")
                || p.equals("length_in_encoding")) {
            return EncodingFamily.lookup(p, c);
        }
        if (p.startsWith("inet")
                || p.startsWith("record_image_")
                || p.equals("btrecordimagecmp")
                || p.equals("parse_ident")
                || p.equals("cidr_set_masklen")
                || p.equals("hashinetextended")
                || p.equals("pg_wal_lsn_diff")
                || p.equals("pg_size_pretty_numeric")) {
            return RareFunctions.lookup(p, c);
        }
        return null;
    }

    @Override
    public @Nullable SetFunction lookupSet(String p, CallInfo c) {
        return p.startsWith("json")
                ? JsonSets.lookup(p, c)
                : p.equals("multirange_unnest")
                        ? RangeFamily.unnest(c)
                        : p.equals("pg_snapshot_xip") ? SnapshotFamily.xip() : null;
    }
}
