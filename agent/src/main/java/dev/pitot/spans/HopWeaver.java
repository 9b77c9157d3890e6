package dev.pitot.spans;

import dev.pitot.internals.ThreadLocals;
import dev.pitot.text.Warnings;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Has the JDK tell where a task goes to another thread, and where it runs there. The classes are loaded before the agent, so
 * they get calls, but no fields.
 *
 * <p>The names are those of JDK 25. A class that lacks one stays as it is, and then tasks are not followed.
 */
final class HopWeaver implements ClassFileTransformer {
    private static final String CONCURRENT = "java/util/concurrent/";
    private static final String CONTAINER = "(Ljdk/internal/vm/ThreadContainer;)V";
    private static final String FORK_JOIN_TASK = "L" + CONCURRENT + "ForkJoinTask;";

    /** In a method, at its begin: the local that has the task. */
    private record Place(int local, int hop, boolean isInPool, boolean leaves) {
        static Place give(int local) {
            return new Place(local, Hop.GIVE, false, false);
        }
    }

    private static final String RUN_WORKER = "runWorker(L" + CONCURRENT + "ThreadPoolExecutor$Worker;)V";

    private static final Map<String, Map<String, Place>> PLACES = Map.of(
            "java/lang/Thread",
            Map.of("start()V", Place.give(0), "start" + CONTAINER, Place.give(0)),
            "java/lang/VirtualThread",
            Map.of("start" + CONTAINER, Place.give(0)),
            CONCURRENT + "ThreadPoolExecutor",
            Map.of(
                    "execute(Ljava/lang/Runnable;)V",
                    new Place(1, Hop.GIVE_SHARED, false, false),
                    RUN_WORKER,
                    new Place(0, Hop.TAKE_AS_WORKER, false, false)),
            CONCURRENT + "ScheduledThreadPoolExecutor",
            Map.of("delayedExecute(L" + CONCURRENT + "RunnableScheduledFuture;)V", Place.give(1)),
            CONCURRENT + "ForkJoinPool",
            Map.of(
                    "poolSubmit(Z" + FORK_JOIN_TASK + ")" + FORK_JOIN_TASK, new Place(2, Hop.GIVE, true, false),
                    "externalSubmit(" + FORK_JOIN_TASK + ")" + FORK_JOIN_TASK, new Place(1, Hop.GIVE, true, false)),
            CONCURRENT + "ForkJoinTask",
            Map.of("fork()" + FORK_JOIN_TASK, Place.give(0), "doExec()V", new Place(0, Hop.TAKE, false, true)));

    private final Set<String> woven = ConcurrentHashMap.newKeySet();

    /** Changes the classes. If this JDK has not all of the places, it changes none, and a line says so. */
    static boolean weave(Instrumentation instrumentation, Function<Throwable, String> explain) {
        var weaver = new HopWeaver();
        var why = "its threads and pools are other ones";
        try {
            ThreadLocals.open(instrumentation);
            var classes = new ArrayList<Class<?>>();
            for (var name : PLACES.keySet()) {
                classes.add(Class.forName(name.replace('/', '.'), false, null));
            }
            instrumentation.addTransformer(weaver, true);
            instrumentation.retransformClasses(classes.toArray(Class<?>[]::new));
            if (weaver.woven.containsAll(PLACES.keySet())) {
                return true;
            }
            instrumentation.removeTransformer(weaver);
            instrumentation.retransformClasses(classes.toArray(Class<?>[]::new));
        } catch (ClassNotFoundException | UnmodifiableClassException | RuntimeException | LinkageError e) {
            instrumentation.removeTransformer(weaver);
            why = explain.apply(e);
        }
        Warnings.say(
                "spans are not followed to other threads, because this JDK is unlike JDK 25: " + why + "; report it");
        return false;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        var places = name == null || loader != null ? null : PLACES.get(name);
        if (places == null) {
            return null;
        }
        var reader = new ClassReader(bytes);
        var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        var calls = new Calls(writer, places);
        reader.accept(calls, 0);
        if (!calls.areAllThere()) {
            return null;
        }
        woven.add(name);
        return writer.toByteArray();
    }

    private static final class Calls extends ClassVisitor {
        private final Map<String, Place> missing;

        Calls(ClassVisitor to, Map<String, Place> places) {
            super(Opcodes.ASM9, to);
            missing = new HashMap<>(places);
        }

        boolean areAllThere() {
            return missing.isEmpty();
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            var to = super.visitMethod(access, name, descriptor, signature, exceptions);
            var method = name + descriptor;
            var place = missing.get(method);
            if (place == null) {
                return to;
            }
            if (method.equals(RUN_WORKER)) {
                return new AroundRun(to, () -> missing.remove(method));
            }
            missing.remove(method);
            return new AtBegin(to, place);
        }
    }

    private static void call(MethodVisitor to, int hop) {
        to.visitInsn(Opcodes.ICONST_0 + hop);
        to.visitMethodInsn(Opcodes.INVOKESTATIC, HookClass.NAME, "hop", "(Ljava/lang/Object;I)V", false);
    }

    private static final class AtBegin extends MethodVisitor {
        private final Place place;

        AtBegin(MethodVisitor to, Place place) {
            super(Opcodes.ASM9, to);
            this.place = place;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            if (place.isInPool) {
                mv.visitVarInsn(Opcodes.ALOAD, 0);
                mv.visitVarInsn(Opcodes.ALOAD, place.local);
                mv.visitMethodInsn(
                        Opcodes.INVOKESTATIC, HookClass.NAME, "hop", "(Ljava/lang/Object;Ljava/lang/Object;)V", false);
            } else {
                mv.visitVarInsn(Opcodes.ALOAD, place.local);
                call(mv, place.hop);
            }
        }

        @Override
        public void visitInsn(int opcode) {
            if (place.leaves && opcode == Opcodes.RETURN) {
                mv.visitInsn(Opcodes.ACONST_NULL);
                call(mv, Hop.LEAVE);
            }
            super.visitInsn(opcode);
        }
    }

    /** Around the one call of the task. If that throws, the worker ends. */
    private static final class AroundRun extends MethodVisitor {
        private final Runnable found;

        AroundRun(MethodVisitor to, Runnable found) {
            super(Opcodes.ASM9, to);
            this.found = found;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            var isRun = owner.equals("java/lang/Runnable") && name.equals("run");
            if (isRun) {
                found.run();
                mv.visitInsn(Opcodes.DUP);
                call(mv, Hop.TAKE_AS_WORKER);
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            if (isRun) {
                mv.visitInsn(Opcodes.ACONST_NULL);
                call(mv, Hop.LEAVE);
            }
        }
    }
}
