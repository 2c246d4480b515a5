package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Which operations a type has. */
final class TypeOpsTable {
    /** Types from here on are users', and may have default operator classes of their own. */
    private static final int FIRST_NORMAL = 16384;

    private TypeOpsTable() {}

    static @Nullable TypeOps find(TypeCatalog types, int typeOid, int collation) {
        return switch (typeOid) {
            case Oids.BOOL -> new LongOps.Signed(1);
            case Oids.INT2 -> new LongOps.Signed(2);
            case Oids.INT4, Oids.DATE -> new LongOps.Signed(4);
            case Oids.INT8, Oids.TIME, Oids.TIMESTAMP, Oids.TIMESTAMPTZ, Oids.MONEY -> new LongOps.Signed(8);
            case Oids.CHAR -> new LongOps.Unsigned(1);
            case Oids.OID,
                    Oids.XID,
                    Oids.CID,
                    Oids.REGCLASS,
                    Oids.REGPROC,
                    Oids.REGPROCEDURE,
                    Oids.REGOPER,
                    Oids.REGOPERATOR,
                    Oids.REGTYPE,
                    Oids.REGROLE,
                    Oids.REGNAMESPACE,
                    Oids.REGCOLLATION,
                    Oids.REGCONFIG,
                    Oids.REGDICTIONARY -> new LongOps.Unsigned(4);
            case Oids.XID8, Oids.PG_LSN -> new LongOps.Unsigned(8);
            case Oids.FLOAT4 -> new LongOps.Float4();
            case Oids.FLOAT8 -> new LongOps.Float8();
            case Oids.TEXT, Oids.VARCHAR, Oids.BYTEA, Oids.PG_NODE_TREE, Oids.REFCURSOR -> new ByRefOps.Binary(-1);
            case Oids.UNKNOWN, Oids.CSTRING -> new ByRefOps.Binary(-2);
            case Oids.BPCHAR -> new ByRefOps.Blank();
            case Oids.NAME -> new ByRefOps.Binary(64);
            case Oids.UUID -> new ByRefOps.Binary(16);
            case Oids.MACADDR -> new ByRefOps.Binary(6);
            case Oids.MACADDR8 -> new ByRefOps.Binary(8);
            case Oids.ACLITEM -> new ByRefOps.Binary(12);
            case Oids.TID -> new ByRefOps.TidOps();
            case Oids.NUMERIC -> new ByRefOps.Numeric();
            case Oids.INTERVAL -> new ByRefOps.IntervalOps();
            case Oids.TIMETZ -> new ByRefOps.TimeTz();
            case Oids.INET, Oids.CIDR -> new Net.Ops();
            case Oids.BIT, Oids.VARBIT -> new BitString.Ops();
            case Oids.JSONB -> new JsonbOps();
            case Oids.OIDVECTOR -> new ArrayOps.OidVector();
            case Oids.RECORD -> new RecordOps(types);
            case Oids.ANYARRAY -> new ArrayOps(types, collation);
            case Oids.POINT,
                    Oids.LSEG,
                    Oids.PATH,
                    Oids.BOX,
                    Oids.POLYGON,
                    Oids.LINE,
                    Oids.CIRCLE,
                    Oids.JSON,
                    Oids.JSONPATH,
                    Oids.XML,
                    Oids.VOID -> null;
            default -> user(types, typeOid, collation);
        };
    }

    private static @Nullable TypeOps user(TypeCatalog types, int typeOid, int collation) {
        TypeInfo t = types.typeIfAny(typeOid);
        if (t == null) {
            return null;
        }
        TypeOps own = Integer.compareUnsigned(typeOid, FIRST_NORMAL) < 0 || t.type() == 'd'
                ? null
                : types.ownOps(typeOid, collation);
        if (own != null) {
            return own;
        }
        return switch (t.type()) {
            case 'e' -> new LongOps.EnumOps(types, typeOid);
            case 'd' -> find(types, t.baseType(), collation);
            case 'c' -> new RecordOps(types);
            case 'r', 'm' -> types.range(typeOid) == null ? null : new RangeOps(types, typeOid, t.type() == 'm');
            default -> t.isArray() ? arrayOps(types, t.elem(), collation) : null;
        };
    }

    private static @Nullable TypeOps arrayOps(TypeCatalog types, int elem, int collation) {
        return find(types, elem, collation) == null ? null : new ArrayOps(types, collation);
    }

    private static int base(TypeCatalog types, int typeOid) {
        int t = typeOid;
        for (TypeInfo i = types.type(t); i.type() == 'd'; i = types.type(t)) {
            t = i.baseType();
        }
        return t;
    }

    static @Nullable TypeOps bySupport(TypeCatalog types, String prosrc, int typeOid, int collation) {
        return switch (prosrc) {
            case "btint2cmp" -> new LongOps.Signed(2);
            case "btint4cmp", "date_cmp" -> new LongOps.Signed(4);
            case "btint8cmp", "timestamp_cmp", "time_cmp", "cash_cmp" -> new LongOps.Signed(8);
            case "btboolcmp" -> new LongOps.Signed(1);
            case "btint24cmp", "btint28cmp" -> new LongOps.Signed(2);
            case "btint42cmp", "btint48cmp" -> new LongOps.Signed(4);
            case "btint82cmp", "btint84cmp" -> new LongOps.Signed(8);
            case "btcharcmp" -> new LongOps.Unsigned(1);
            case "btoidcmp" -> new LongOps.Unsigned(4);
            case "xid8cmp", "pg_lsn_cmp" -> new LongOps.Unsigned(8);
            case "btfloat4cmp" -> new LongOps.Float4();
            case "btfloat8cmp" -> new LongOps.Float8();
            case "bttextcmp", "byteacmp", "bttext_pattern_cmp" -> new ByRefOps.Binary(-1);
            case "btnamecmp" -> new ByRefOps.Binary(64);
            case "btnametextcmp" -> new NameText(true);
            case "bttextnamecmp" -> new NameText(false);
            case "uuid_cmp" -> new ByRefOps.Binary(16);
            case "bpcharcmp" -> new ByRefOps.Blank();
            case "btbpchar_pattern_cmp" -> new ByRefOps.Blank();
            case "btarraycmp" -> new ArrayOps(types, collation);
            case "btrecordcmp" -> new RecordOps(types);
            case "btfloat48cmp",
                    "btfloat84cmp",
                    "date_cmp_timestamp",
                    "date_cmp_timestamptz",
                    "timestamp_cmp_date",
                    "timestamp_cmp_timestamptz",
                    "timestamptz_cmp_date",
                    "timestamptz_cmp_timestamp",
                    "btrecordimagecmp" -> null;
            case "numeric_cmp" -> new ByRefOps.Numeric();
            case "interval_cmp" -> new ByRefOps.IntervalOps();
            case "timetz_cmp" -> new ByRefOps.TimeTz();
            case "network_cmp" -> new Net.Ops();
            case "macaddr_cmp" -> new ByRefOps.Binary(6);
            case "macaddr8_cmp" -> new ByRefOps.Binary(8);
            case "bttidcmp" -> new ByRefOps.TidOps();
            case "bitcmp", "varbitcmp" -> new BitString.Ops();
            case "jsonb_cmp" -> new JsonbOps();
            case "btoidvectorcmp" -> new ArrayOps.OidVector();
            case "enum_cmp" -> new LongOps.EnumOps(types, base(types, typeOid));
            case "range_cmp", "multirange_cmp" -> find(types, typeOid, collation);
            default -> null;
        };
    }

    /** name against text and the reverse: the name's padding does not count. */
    private static final class NameText extends ByRefOps {
        NameText(boolean storedIsName) {
            super(storedIsName ? 64 : -1);
        }

        @Override
        int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            return Bytes.compare(a, ao, length(a, ao, al), b, bo, length(b, bo, bl));
        }

        private static int length(byte[] a, int ao, int al) {
            int n = al;
            while (n > 0 && a[ao + n - 1] == 0) {
                n--;
            }
            return n;
        }

        @Override
        int hashBytes(byte[] a, int ao, int al) {
            return Hash.bytes(a, ao, length(a, ao, al));
        }
    }
}
