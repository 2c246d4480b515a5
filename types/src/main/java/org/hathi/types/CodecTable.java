package org.hathi.types;

/** Which codec a type has. */
final class CodecTable {
    private CodecTable() {}

    static Codec make(TypeCatalog types, int typeOid) {
        return switch (typeOid) {
            case Oids.BOOL -> new ScalarCodecs.Bool();
            case Oids.INT2 -> new ScalarCodecs.Int(2);
            case Oids.INT4 -> new ScalarCodecs.Int(4);
            case Oids.INT8 -> new ScalarCodecs.Int(8);
            case Oids.OID -> new ScalarCodecs.Oid("oid");
            case Oids.XID -> new ScalarCodecs.Oid("xid");
            case Oids.CID -> new ScalarCodecs.Oid("cid");
            case Oids.XID8 -> new ScalarCodecs.Xid8();
            case Oids.CHAR -> new ScalarCodecs.Char();
            case Oids.FLOAT4 -> new ScalarCodecs.Float4();
            case Oids.FLOAT8 -> new ScalarCodecs.Float8();
            case Oids.PG_LSN -> new ScalarCodecs.Lsn();
            case Oids.MONEY -> new ScalarCodecs.Money();
            case Oids.TEXT, Oids.UNKNOWN, Oids.CSTRING, Oids.REFCURSOR, Oids.XML -> new TextCodecs.Text();
            case Oids.PG_NODE_TREE -> new OutputOnly(new TextCodecs.Text(), "pg_node_tree");
            case Oids.VARCHAR -> new TextCodecs.Varchar();
            case Oids.BPCHAR -> new TextCodecs.Bpchar();
            case Oids.NAME -> new TextCodecs.Name();
            case Oids.BYTEA -> new TextCodecs.Bytea();
            case Oids.PG_NDISTINCT -> new OutputOnly(new TextCodecs.Bytea(), "pg_ndistinct");
            case Oids.PG_DEPENDENCIES -> new OutputOnly(new TextCodecs.Bytea(), "pg_dependencies");
            case Oids.PG_MCV_LIST -> new OutputOnly(new TextCodecs.Bytea(), "pg_mcv_list");
            case Oids.PG_BRIN_BLOOM_SUMMARY -> new OutputOnly(new TextCodecs.Bytea(), "pg_brin_bloom_summary");
            case Oids.PG_BRIN_MINMAX_MULTI_SUMMARY ->
                new OutputOnly(new TextCodecs.Bytea(), "brin_minmax_multi_summary");
            case Oids.NUMERIC -> new TextCodecs.Numeric();
            case Oids.UUID -> new TextCodecs.Uuid();
            case Oids.TID -> new TextCodecs.Tid();
            case Oids.JSON -> new TextCodecs.Json();
            case Oids.ACLITEM -> new TextCodecs.AclItem();
            case Oids.REGCLASS,
                    Oids.REGPROC,
                    Oids.REGPROCEDURE,
                    Oids.REGOPER,
                    Oids.REGOPERATOR,
                    Oids.REGTYPE,
                    Oids.REGROLE,
                    Oids.REGNAMESPACE,
                    Oids.REGCOLLATION,
                    Oids.REGCONFIG,
                    Oids.REGDICTIONARY -> new ScalarCodecs.Reg(typeOid);
            case Oids.DATE -> new DateCodecs.Date();
            case Oids.TIME -> new DateCodecs.Time();
            case Oids.TIMETZ -> new DateCodecs.TimeTz();
            case Oids.TIMESTAMP -> new DateCodecs.Timestamp(false);
            case Oids.TIMESTAMPTZ -> new DateCodecs.Timestamp(true);
            case Oids.INTERVAL -> new DateCodecs.IntervalCodec();
            case Oids.OIDVECTOR -> new VectorTextCodec(types.type(Oids.OID), new ScalarCodecs.Oid("oid"));
            case Oids.INT2VECTOR -> new VectorTextCodec(types.type(Oids.INT2), new ScalarCodecs.Int(2));
            case Oids.ANYARRAY -> new ArrayCodec.Any();
            case Oids.RECORD -> new RecordCodec(Oids.RECORD);
            case Oids.VOID -> new ScalarCodecs.VoidCodec();
            default -> user(types, typeOid);
        };
    }

    private static Codec user(TypeCatalog types, int typeOid) {
        Codec extra = MoreCodecs.make(types, typeOid);
        if (extra != null) {
            return extra;
        }
        TypeInfo t = types.type(typeOid);
        return switch (t.type()) {
            case 'e' -> new ScalarCodecs.EnumCodec(typeOid);
            case 'c' -> new RecordCodec(typeOid);
            case 'r', 'm' -> new RangeCodec(types, typeOid, t.type() == 'm');
            case 'd' -> new DomainCodec(typeOid, t, make(types, t.baseType()));
            default ->
                t.isArray()
                        ? new ArrayCodec(types.type(t.elem()), make(types, t.elem()))
                        : t.type() == 'b' ? new BaseTypeCodec(types, t) : new ScalarCodecs.Pseudo(t.name(), t.byRef());
        };
    }

    /** Values that only the server makes: they can be shown, never entered. */
    private static final class OutputOnly extends Codec {
        private final Codec shown;
        private final String name;

        OutputOnly(Codec shown, String name) {
            this.shown = shown;
            this.name = name;
        }

        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            throw ScalarCodecs.Pseudo.refused(name);
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            shown.output(cx, v, row, sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            throw ScalarCodecs.Pseudo.refused(name);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            shown.send(cx, v, row, sink);
        }

        @Override
        public boolean byRef() {
            return true;
        }
    }

    /** A domain: its base type's forms plus its constraints. */
    private static final class DomainCodec extends Codec {
        private final int typeOid;
        private final TypeInfo type;
        private final Codec base;

        DomainCodec(int typeOid, TypeInfo type, Codec base) {
            this.typeOid = typeOid;
            this.type = type;
            this.base = base;
        }

        private void check(EvalContext cx, Vector out, int row) {
            TypeCatalog.DomainCheck c = cx.types().domainCheck(typeOid);
            if (c != null) {
                c.check(cx, out.datum(row));
            }
        }

        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            base.input(cx, s, type.typmod(), out, row);
            check(cx, out, row);
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            base.output(cx, v, row, sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            base.recv(cx, b, off, len, type.typmod(), out, row);
            check(cx, out, row);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            base.send(cx, v, row, sink);
        }

        @Override
        public boolean byRef() {
            return base.byRef();
        }
    }
}
