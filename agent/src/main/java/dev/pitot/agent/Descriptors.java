package dev.pitot.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.channels.Pipe;

/**
 * {@code dup} and {@code dup2}, out of the JDK's own native code: for answering a command, native access is not enabled, which
 * would be for all code on the class path.
 */
final class Descriptors {
    private static final String CHANNELS = "sun.nio.ch";

    private final Class<?> natives;

    Descriptors(Instrumentation instrumentation) throws ReflectiveOperationException {
        Access.open(instrumentation, Object.class.getModule(), CHANNELS);
        Access.open(instrumentation, Object.class.getModule(), "java.io");
        // The channel that a super-server passes on as standard input: it is there on every Unix.
        natives = Class.forName(CHANNELS + ".InheritedChannel");
    }

    /** To write to what a descriptor is of, and to close it for ourselves. */
    OutputStream duplicate(int descriptor) throws ReflectiveOperationException {
        var dup = natives.getDeclaredMethod("dup", int.class);
        dup.setAccessible(true);
        var constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
        constructor.setAccessible(true);
        return new FileOutputStream(constructor.newInstance((int) dup.invoke(null, descriptor)));
    }

    /** Makes a descriptor one of a pipe's end, at once for who uses it. */
    void replace(int descriptor, Pipe.SinkChannel sink) throws ReflectiveOperationException {
        var number = Class.forName(CHANNELS + ".SelChImpl").getMethod("getFDVal");
        number.setAccessible(true);
        var replacement = (int) number.invoke(sink);
        var dup2 = natives.getDeclaredMethod("dup2", int.class, int.class);
        dup2.setAccessible(true);
        dup2.invoke(null, replacement, descriptor);
    }
}
