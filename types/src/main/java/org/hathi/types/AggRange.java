package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** range_agg (the union as a multirange) and range_intersect_agg, of ranges and of multiranges. */
final class AggRange extends AggState {
    private final CallInfo call;
    private final boolean intersect;
    private final List<@Nullable List<RangeValue>> values = new ArrayList<>();
    private @Nullable RangeType type;
    private boolean multi;
    private long bytes;

    AggRange(CallInfo call, boolean intersect) {
        this.call = call;
        this.intersect = intersect;
    }

    private RangeType type(EvalContext cx) {
        RangeType t = type;
        if (t == null) {
            t = RangeType.of(cx.types(), call.argType(0));
            multi = cx.types().type(call.argType(0)).type() == 'm';
            type = t;
        }
        return t;
    }

    @Override
    public void resize(int groups) {
        while (values.size() < groups) {
            values.add(null);
        }
    }

    @Override
    public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
        RangeType t = type(cx);
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            if (args[0].isNull(r)) {
                continue;
            }
            List<RangeValue> v = multi ? t.decodeMulti(args[0], r) : List.of(t.decode(args[0], r));
            List<RangeValue> old = values.get(groups[r]);
            if (old == null) {
                values.set(groups[r], new ArrayList<>(v));
            } else if (!intersect) {
                old.addAll(v);
            } else if (multi) {
                values.set(groups[r], t.intersectMulti(old, v));
            } else {
                old.set(0, t.intersect(old.get(0), v.get(0)));
            }
            bytes += 64;
        }
    }

    @Override
    public void finish(EvalContext cx, int group, Vector out, int row) {
        List<RangeValue> v = values.get(group);
        if (v == null) {
            out.setNull(row);
        } else if (intersect && !multi) {
            type(cx).store(v.get(0), out, row);
        } else {
            type(cx).storeMulti(type(cx).normalise(v), out, row);
        }
    }

    @Override
    public void clear(int group) {
        values.set(group, null);
    }

    @Override
    public long memory() {
        return bytes;
    }
}
