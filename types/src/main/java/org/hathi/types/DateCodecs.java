package org.hathi.types;

/** Codecs of date, time, timetz, timestamp, timestamptz and interval. */
final class DateCodecs {
    private DateCodecs() {}

    static final class Date extends ScalarCodecs.ByValue {
        Date() {
            super(4);
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            DateParser p = new DateParser(cx, s, "date", false);
            if (!p.parse()) {
                return switch (p.special) {
                    case EPOCH -> -10957;
                    case INFINITY -> Cal.DATE_INFINITY;
                    default -> Cal.DATE_NINFINITY;
                };
            }
            Cal.Broken b = p.tm;
            if (!Cal.validJulian(b.year, b.month) || b.date() < Cal.MIN_DATE || b.date() >= Cal.END_DATE) {
                throw Err.of(org.hathi.base.SqlState.DATETIME_FIELD_OVERFLOW, "date out of range: \"" + s + "\"");
            }
            return b.date();
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            DateText.date((int) v, cx, out);
        }
    }

    static final class Time extends ScalarCodecs.ByValue {
        Time() {
            super(8);
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            DateParser p = new DateParser(cx, s, "time", true);
            p.parse();
            return Cal.round(p.tm.time(), typmod);
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            DateText.time(v, out);
        }

        @Override
        long fromWire(long v) {
            if (v < 0 || v > Cal.DAY) {
                throw Err.dateRange("time");
            }
            return v;
        }
    }

    static final class Timestamp extends ScalarCodecs.ByValue {
        private final boolean zoned;

        Timestamp(boolean zoned) {
            super(8);
            this.zoned = zoned;
        }

        @Override
        long parse(EvalContext cx, String s, int typmod) {
            DateParser p = new DateParser(cx, s, zoned ? "timestamp with time zone" : "timestamp", false);
            if (!p.parse()) {
                return switch (p.special) {
                    case EPOCH -> -946_684_800_000_000L;
                    case INFINITY -> Cal.INFINITY;
                    default -> Cal.NINFINITY;
                };
            }
            try {
                long t = p.tm.local();
                if (zoned) {
                    t -= p.tm.offset * Cal.SECOND;
                }
                return Cal.round(Cal.checked(t), typmod);
            } catch (org.hathi.base.SqlError e) {
                throw Err.of(e.state(), "timestamp out of range: \"" + s + "\"");
            }
        }

        @Override
        void print(EvalContext cx, long v, ByteSink out) {
            DateText.timestamp(v, zoned, cx, out);
        }

        @Override
        long fromWire(long v) {
            return Cal.isInfinite(v) ? v : Cal.checked(v);
        }
    }

    /** Stores a timetz: microseconds of the day, then seconds WEST of Greenwich. */
    static void storeTimeTz(long time, int east, Vector out, int row) {
        int at = out.reserve(12);
        Bytes.longL(out.arena, at, time);
        Bytes.intL(out.arena, at + 8, -east);
        out.setSlice(row, at, 12);
    }

    static final class TimeTz extends TextCodecs.ByRef {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            DateParser p = new DateParser(cx, s, "time with time zone", true);
            p.parse();
            storeTimeTz(Cal.round(p.tm.time(), typmod), p.tm.offset, out, row);
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            DateText.time(Bytes.longL(v.arena, v.off[row]), sink);
            DateText.offset(-Bytes.intL(v.arena, v.off[row] + 8), sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            if (len != 12) {
                throw NumberText.binarySize(len, 12);
            }
            long t = Bytes.longB(b, off);
            if (t < 0 || t > Cal.DAY) {
                throw Err.dateRange("time");
            }
            storeTimeTz(Cal.round(t, typmod), -Bytes.intB(b, off + 8), out, row);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.putLong(Bytes.longL(v.arena, v.off[row])).putInt(Bytes.intL(v.arena, v.off[row] + 8));
        }
    }

    static final class IntervalCodec extends TextCodecs.ByRef {
        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            IntervalParser.parse(cx, s, typmod).store(out, row);
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            DateText.interval(Interval.decode(v, row), cx.intervalStyle, sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            if (len != 16) {
                throw NumberText.binarySize(len, 16);
            }
            Interval i = new Interval(Bytes.longB(b, off), Bytes.intB(b, off + 8), Bytes.intB(b, off + 12));
            IntervalParser.adjust(i, typmod).store(out, row);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            Interval i = Interval.decode(v, row);
            sink.putLong(i.time()).putInt(i.day()).putInt(i.month());
        }
    }
}
