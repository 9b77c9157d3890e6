package dev.pitot.spans;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * The class of the span API that leads to the agent. Its methods do nothing. Each gets the body of a call to the method of
 * {@link SpanHook} that has its name and type.
 */
final class ApiBridge extends ClassVisitor {
    private static final String BEGIN = "(Ljava/lang/String;)J";
    private static final String END = "(J[Ljava/lang/Object;)V";

    private ApiBridge(ClassWriter writer) {
        super(Opcodes.ASM9, writer);
    }

    static byte[] connected(byte[] bytes) {
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        new ClassReader(bytes).accept(new ApiBridge(writer), 0);
        return writer.toByteArray();
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        var method = super.visitMethod(access, name, descriptor, signature, exceptions);
        if (!(name.equals("begin") && descriptor.equals(BEGIN)) && !(name.equals("end") && descriptor.equals(END))) {
            return method;
        }
        method.visitCode();
        var local = 0;
        for (var parameter : Type.getArgumentTypes(descriptor)) {
            method.visitVarInsn(parameter.getOpcode(Opcodes.ILOAD), local);
            local += parameter.getSize();
        }
        method.visitMethodInsn(Opcodes.INVOKESTATIC, HookClass.NAME, name, descriptor, false);
        method.visitInsn(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
        method.visitMaxs(0, 0);
        method.visitEnd();
        return null; // instead of the body that it had
    }
}
