package dev.pitot.internals;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;

/**
 * Calls {@code dup}, {@code dup2} and socket queries through the JDK's own native code. Answering a command needs no
 * native access then, which would be enabled for all code on the class path.
 */
public final class Descriptors {
    private static final String CHANNELS = "sun.nio.ch";

    /** Linux on x86-64 and aarch64 (asm-generic/socket.h). */
    private static final int SOL_SOCKET = 1;

    private static final int SO_PEERCRED = 17;
    private static final int SO_ACCEPTCONN = 30;

    private final Class<?> natives;
    private final Method address;
    private final Method option;

    public Descriptors(Instrumentation instrumentation) throws ReflectiveOperationException {
        JdkInternals.open(instrumentation, Object.class.getModule(), CHANNELS);
        JdkInternals.open(instrumentation, Object.class.getModule(), "java.io");
        // The channel that a super-server passes as standard input; every Unix has this class.
        natives = Class.forName(CHANNELS + ".InheritedChannel");
        address = method("UnixDomainSockets", "localAddress0", FileDescriptor.class);
        option = method("Net", "getIntOption0", FileDescriptor.class, boolean.class, int.class, int.class);
    }

    private static Method method(String type, String name, Class<?>... parameters) throws ReflectiveOperationException {
        var method = Class.forName(CHANNELS + "." + type).getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    private static FileDescriptor of(int descriptor) throws ReflectiveOperationException {
        var constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
        constructor.setAccessible(true);
        return constructor.newInstance(descriptor);
    }

    /** Returns the path of a Unix domain socket; empty for any other descriptor. */
    public String path(int descriptor) throws ReflectiveOperationException {
        try {
            var bytes = (byte[]) address.invoke(null, of(descriptor));
            return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (InvocationTargetException e) {
            return ""; // no socket, or closed by now
        }
    }

    /** Returns whether the descriptor is a listening socket. */
    public boolean listens(int descriptor) throws ReflectiveOperationException {
        return option(descriptor, SO_ACCEPTCONN) != 0;
    }

    /**
     * Returns the process that connected to a Unix domain socket, as the kernel knows it; 0 if its PID namespace is not
     * visible.
     */
    public int peer(int descriptor) throws ReflectiveOperationException {
        return option(descriptor, SO_PEERCRED); // the structure's first number is the process id
    }

    private int option(int descriptor, int name) throws ReflectiveOperationException {
        return (int) option.invoke(null, of(descriptor), false, SOL_SOCKET, name);
    }

    /** Duplicates a descriptor as a stream that the caller can write and close. */
    public OutputStream duplicate(int descriptor) throws ReflectiveOperationException {
        var dup = natives.getDeclaredMethod("dup", int.class);
        dup.setAccessible(true);
        return new FileOutputStream(of((int) dup.invoke(null, descriptor)));
    }

    /** Replaces a descriptor by the end of a pipe, atomically for its users. */
    public void replace(int descriptor, Pipe.SinkChannel sink) throws ReflectiveOperationException {
        var number = Class.forName(CHANNELS + ".SelChImpl").getMethod("getFDVal");
        number.setAccessible(true);
        var replacement = (int) number.invoke(sink);
        var dup2 = natives.getDeclaredMethod("dup2", int.class, int.class);
        dup2.setAccessible(true);
        dup2.invoke(null, replacement, descriptor);
    }
}
