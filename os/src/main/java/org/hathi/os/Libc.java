package org.hathi.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Linkage to libc. Every function is called through one shape: six {@code long} arguments, a {@code long} result, and
 * {@code errno} captured. Integer and pointer arguments travel in registers in the 64-bit Linux calling conventions, so
 * surplus arguments are ignored, and one shape means that the linker builds one stub for all functions: linking a
 * further function costs microseconds, which is what keeps the start of a backend short.
 *
 * <p>Results of C type {@code int} must be narrowed with {@code (int)}: the upper half of the register is undefined.
 */
@SuppressWarnings("restricted")
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final FunctionDescriptor SHAPE =
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final Linker.Option CRITICAL = Linker.Option.critical(false);

    /** Bytes needed to capture errno. */
    static final long STATE_SIZE = Linker.Option.captureStateLayout().byteSize();

    private Libc() {}

    /** A handle of type {@code (MemorySegment errnoState, long×6) long}. */
    static MethodHandle link(String name) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), SHAPE, ERRNO);
    }

    /** A handle of type {@code (long×6) long} for calls that return at once and whose errno nobody reads. */
    static MethodHandle linkCritical(String name) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), SHAPE, CRITICAL);
    }

    /** Calls a function with C result {@code int} off the hot path: the result, or −errno. */
    static int callInt(MethodHandle h, long a, long b, long c, long d, long e, long f) {
        Scratch s = Scratch.get();
        try {
            int r = (int) (long) h.invokeExact(s.errno, a, b, c, d, e, f);
            return r != -1 ? r : -s.errno();
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Calls a function with C result {@code long} or pointer off the hot path: the result, or −errno. */
    static long callLong(MethodHandle h, long a, long b, long c, long d, long e, long f) {
        Scratch s = Scratch.get();
        try {
            long r = (long) h.invokeExact(s.errno, a, b, c, d, e, f);
            return r != -1 ? r : -s.errno();
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    static int callInt(MethodHandle h, long a) {
        return callInt(h, a, 0, 0, 0, 0, 0);
    }

    static int callInt(MethodHandle h, long a, long b) {
        return callInt(h, a, b, 0, 0, 0, 0);
    }

    static int callInt(MethodHandle h, long a, long b, long c) {
        return callInt(h, a, b, c, 0, 0, 0);
    }

    static int callInt(MethodHandle h, long a, long b, long c, long d) {
        return callInt(h, a, b, c, d, 0, 0);
    }

    static int callInt(MethodHandle h, long a, long b, long c, long d, long e) {
        return callInt(h, a, b, c, d, e, 0);
    }

    /** What a downcall handle can throw is unchecked: a programming error. */
    static RuntimeException rethrow(Throwable t) {
        if (t instanceof RuntimeException r) {
            throw r;
        }
        if (t instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException(t);
    }

    /** The NUL-terminated string at a native address; at most {@code max} bytes are looked at. */
    static String string(long address, long max) {
        return MemorySegment.ofAddress(address).reinterpret(max).getString(0);
    }

    /** A copy of {@code address} in native memory is what libc wants where Java has a segment. */
    static long address(MemorySegment m, long off) {
        return m.address() + off;
    }

    static final long POINTER_SIZE = ADDRESS.byteSize();
    static final long INT_SIZE = JAVA_INT.byteSize();
}
