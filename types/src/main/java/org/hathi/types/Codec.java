package org.hathi.types;

/**
 * Text and binary forms of one type: what its typinput, typoutput, typreceive and typsend do. Get one with
 * {@link TypeIo#codec}; keep it per column (it may hold scratch space; one thread at a time).
 */
public abstract class Codec {
    /** Parses {@code s} and writes row {@code row} of {@code out}; throws 22P02 and friends. */
    public abstract void input(EvalContext cx, String s, int typmod, Vector out, int row);

    /** Appends the text form (UTF-8) of a non-null row. */
    public abstract void output(EvalContext cx, Vector v, int row, ByteSink sink);

    /** Reads the binary form {@code b[off..off+len)}; throws 22P03 and 08P01. */
    public abstract void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row);

    /** Appends the binary form of a non-null row (without length word). */
    public abstract void send(EvalContext cx, Vector v, int row, ByteSink sink);

    /** Whether vectors of this type are by-reference. */
    public abstract boolean byRef();
}
