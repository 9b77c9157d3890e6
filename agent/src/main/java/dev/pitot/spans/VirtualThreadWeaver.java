package dev.pitot.spans;

import java.util.Arrays;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Has {@code java.lang.VirtualThread} tell of its turns: at the begin of {@code mount} and at the end of {@code unmount},
 * where the current thread is the carrier, and where it is submitted to its scheduler. At these places of {@code mount} and
 * {@code unmount} no other carrier can run the thread. {@code yieldContinuation} would not do: the JVM itself unmounts a
 * thread that waits for a monitor.
 *
 * <p>The names are those of JDK 25. Where one is missing, the class stays as it is.
 */
final class VirtualThreadWeaver extends OneClassTransformer {
    static final String CLASS = "java.lang.VirtualThread";

    /** In the names of five methods: submit, lazySubmit, externalSubmit and others. */
    private static final String SUBMIT = "ubmitRunContinuation";

    private volatile boolean isWoven;

    VirtualThreadWeaver() {
        super(CLASS);
    }

    /** Returns whether the class tells of all of its turns, as of the last time that it was changed. */
    boolean isWoven() {
        return isWoven;
    }

    @Override
    byte @Nullable [] changed(byte[] bytes) {
        var reader = new ClassReader(bytes);
        var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        var visitor = new Hooks(writer);
        reader.accept(visitor, 0);
        isWoven = visitor.areAllThere();
        return isWoven ? writer.toByteArray() : null;
    }

    private static final class Hooks extends ClassVisitor {
        private final int[] found = new int[Turn.SUBMIT + 1];

        Hooks(ClassVisitor to) {
            super(Opcodes.ASM9, to);
        }

        boolean areAllThere() {
            return Arrays.stream(found).allMatch(times -> times > 0);
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            var to = super.visitMethod(access, name, descriptor, signature, exceptions);
            if ((access & (Opcodes.ACC_STATIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
                return to;
            }
            if (name.equals("mount") && descriptor.equals("()V")) {
                return new AtBegin(to, Turn.MOUNT);
            }
            if (name.equals("unmount") && descriptor.equals("()V")) {
                return new AtReturn(to);
            }
            return name.contains(SUBMIT) ? new AtBegin(to, Turn.SUBMIT) : to;
        }

        private void call(MethodVisitor to, int turn) {
            found[turn]++;
            to.visitVarInsn(Opcodes.ALOAD, 0);
            to.visitInsn(Opcodes.ICONST_0 + turn);
            to.visitMethodInsn(Opcodes.INVOKESTATIC, HookClass.NAME, "turn", "(Ljava/lang/Thread;I)V", false);
        }

        private final class AtBegin extends MethodVisitor {
            private final int turn;

            AtBegin(MethodVisitor to, int turn) {
                super(Opcodes.ASM9, to);
                this.turn = turn;
            }

            @Override
            public void visitCode() {
                super.visitCode();
                call(mv, turn);
            }
        }

        private final class AtReturn extends MethodVisitor {
            AtReturn(MethodVisitor to) {
                super(Opcodes.ASM9, to);
            }

            @Override
            public void visitInsn(int opcode) {
                if (opcode == Opcodes.RETURN) {
                    call(mv, Turn.UNMOUNT);
                }
                super.visitInsn(opcode);
            }
        }
    }
}
