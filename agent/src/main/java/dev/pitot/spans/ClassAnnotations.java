package dev.pitot.spans;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * The names of a class's annotations and of those of its methods, of any retention. Byte Buddy's own description leaves out an
 * annotation whose class it does not find.
 */
final class ClassAnnotations extends ClassVisitor {
    private final Set<String> ofClass = new HashSet<>();
    private final Map<String, Set<String>> ofMethods = new HashMap<>();

    private ClassAnnotations() {
        super(OpenedClassReader.ASM_API);
    }

    static ClassAnnotations read(byte[] bytes) {
        var annotations = new ClassAnnotations();
        OpenedClassReader.of(bytes)
                .accept(annotations, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return annotations;
    }

    /** Returns the annotations of a method and of the class. */
    Set<String> of(String name, String descriptor) {
        var all = new HashSet<>(ofClass);
        all.addAll(ofMethods.getOrDefault(name + descriptor, Set.of()));
        return all;
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean isVisible) {
        ofClass.add(TypeNames.ofDescriptor(descriptor));
        return null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        var ofMethod = ofMethods.computeIfAbsent(name + descriptor, any -> new HashSet<>());
        return new MethodVisitor(api) {
            @Override
            public @Nullable AnnotationVisitor visitAnnotation(String type, boolean isVisible) {
                ofMethod.add(TypeNames.ofDescriptor(type));
                return null;
            }
        };
    }
}
