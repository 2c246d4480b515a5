package org.hathi.os;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;

/**
 * Signal handlers. They run on a thread of the JVM's, one signal at a time, so they may do anything but block.
 *
 * <p>The JDK's only interface for this is {@code sun.misc.Signal} (module jdk.unsupported). The compiler warns of every
 * mention of it and cannot be told not to, so this class, and no other, reaches it by name.
 */
public final class Signals {
    private Signals() {}

    /**
     * Installs a handler.
     *
     * @param name without the SIG prefix: HUP, INT, TERM, USR1, CHLD …
     * @return false when the JVM keeps this signal for itself (QUIT unless run with -Xrs, USR2, SEGV …)
     */
    public static boolean install(String name, Runnable handler) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (p, m, args) -> {
                switch (m.getName()) {
                    case "equals" -> {
                        return args != null && p == args[0];
                    }
                    case "hashCode" -> {
                        return System.identityHashCode(p);
                    }
                    case "toString" -> {
                        return "handler of SIG" + name;
                    }
                    default -> handler.run();
                }
                return null;
            });
            return handle(name, type, proxy);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ignores a signal; returns as {@link #install}. */
    public static boolean ignore(String name) {
        return install(name, () -> {});
    }

    private static boolean handle(String name, Class<?> handlerType, Object handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle make = lookup.findConstructor(signal, MethodType.methodType(void.class, String.class));
            MethodHandle handle =
                    lookup.findStatic(signal, "handle", MethodType.methodType(handlerType, signal, handlerType));
            Object unused = handle.invoke(make.invoke(name), handler);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        } catch (Throwable t) {
            throw new IllegalStateException("SIG" + name, t);
        }
    }
}
