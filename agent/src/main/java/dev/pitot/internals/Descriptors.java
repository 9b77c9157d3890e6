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
 * {@code dup}, {@code dup2} and what is known of a socket, out of the JDK's own native code: for answering a command, native access is
 * not enabled, which would be for all code on the class path.
 */
public final class Descriptors {
    private static final String CHANNELS = "sun.nio.ch";

    /** Of Linux on x86-64 and aarch64 (asm-generic/socket.h). */
    private static final int SOL_SOCKET = 1;

    private static final int SO_PEERCRED = 17;
    private static final int SO_ACCEPTCONN = 30;

    private final Class<?> natives;
    private final Method address;
    private final Method option;

    public Descriptors(Instrumentation instrumentation) throws ReflectiveOperationException {
        JdkInternals.open(instrumentation, Object.class.getModule(), CHANNELS);
        JdkInternals.open(instrumentation, Object.class.getModule(), "java.io");
        // The channel that a super-server passes on as standard input: it is there on every Unix.
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

    /** The path of a Unix domain socket that has one; empty for any other descriptor. */
    public String path(int descriptor) throws ReflectiveOperationException {
        try {
            var bytes = (byte[]) address.invoke(null, of(descriptor));
            return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (InvocationTargetException e) {
            return ""; // no socket, or not there any more
        }
    }

    /** Whether a socket is one that accepts others. */
    public boolean listens(int descriptor) throws ReflectiveOperationException {
        return option(descriptor, SO_ACCEPTCONN) != 0;
    }

    /** The process that connected to a Unix domain socket, by the kernel's word; 0 for one in a PID namespace that is not ours to see. */
    public int peer(int descriptor) throws ReflectiveOperationException {
        return option(descriptor, SO_PEERCRED); // whose first number is the process
    }

    private int option(int descriptor, int name) throws ReflectiveOperationException {
        return (int) option.invoke(null, of(descriptor), false, SOL_SOCKET, name);
    }

    /** To write to what a descriptor is of, and to close it for ourselves. */
    public OutputStream duplicate(int descriptor) throws ReflectiveOperationException {
        var dup = natives.getDeclaredMethod("dup", int.class);
        dup.setAccessible(true);
        return new FileOutputStream(of((int) dup.invoke(null, descriptor)));
    }

    /** Makes a descriptor one of a pipe's end, at once for who uses it. */
    public void replace(int descriptor, Pipe.SinkChannel sink) throws ReflectiveOperationException {
        var number = Class.forName(CHANNELS + ".SelChImpl").getMethod("getFDVal");
        number.setAccessible(true);
        var replacement = (int) number.invoke(sink);
        var dup2 = natives.getDeclaredMethod("dup2", int.class, int.class);
        dup2.setAccessible(true);
        dup2.invoke(null, replacement, descriptor);
    }
}
