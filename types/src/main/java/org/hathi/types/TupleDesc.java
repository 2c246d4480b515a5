package org.hathi.types;

/** The columns of a relation, composite type or result, and the row type's identity (0/RECORD when anonymous). */
public final class TupleDesc {
    private final Attribute[] attributes;
    private final int typeOid;
    private final int typmod;

    public TupleDesc(Attribute... attributes) {
        this(Oids.RECORD, -1, attributes);
    }

    public TupleDesc(int typeOid, int typmod, Attribute... attributes) {
        this.typeOid = typeOid;
        this.typmod = typmod;
        this.attributes = attributes;
    }

    /** Number of columns, dropped ones included. */
    public int size() {
        return attributes.length;
    }

    /** Column {@code i}, 0-based. */
    public Attribute get(int i) {
        return attributes[i];
    }

    /** OID of the row type. */
    public int typeOid() {
        return typeOid;
    }

    public int typmod() {
        return typmod;
    }

    /** Index (0-based) of the live column called {@code name}, or -1. */
    public int indexOf(String name) {
        for (int i = 0; i < attributes.length; i++) {
            if (!attributes[i].dropped() && attributes[i].name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
