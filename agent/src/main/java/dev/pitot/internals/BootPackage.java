package dev.pitot.internals;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.function.Supplier;

/**
 * A package of java.base that Pitot defines a class in.
 *
 * @param neighbour a class of the package
 */
public record BootPackage(Class<?> neighbour) {
    public static final BootPackage JAVA_LANG = new BootPackage(Object.class);

    /**
     * Defines a class in the boot loader, or finds the one that is there.
     *
     * @param name of the class, in this package
     */
    public Class<?> define(Instrumentation instrumentation, String name, Supplier<byte[]> bytes)
            throws ReflectiveOperationException {
        try {
            return Class.forName(name, true, null);
        } catch (ClassNotFoundException e) {
            JdkInternals.open(instrumentation, neighbour.getModule(), neighbour.getPackageName());
            return defineOrFind(name, bytes.get());
        }
    }

    private Class<?> defineOrFind(String name, byte[] bytes) throws ReflectiveOperationException {
        try {
            return MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup())
                    .defineClass(bytes);
        } catch (LinkageError e) {
            return Class.forName(name, true, null); // another thread was faster
        }
    }
}
