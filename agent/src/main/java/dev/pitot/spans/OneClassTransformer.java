package dev.pitot.spans;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Changes the class of one name, in any class loader. Each class that the JVM loads comes here, and goes by its name. */
abstract class OneClassTransformer implements ClassFileTransformer {
    private final String internalName;

    /** @param name with dots */
    OneClassTransformer(String name) {
        internalName = name.replace('.', '/');
    }

    /** Returns the changed class; null leaves it as it is. */
    abstract byte @Nullable [] changed(byte[] bytes);

    @Override
    public final byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        return internalName.equals(name) ? changed(bytes) : null;
    }
}
