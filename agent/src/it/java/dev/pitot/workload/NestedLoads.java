package dev.pitot.workload;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_String;

import dev.pitot.testkit.DirectIo;
import dev.pitot.testkit.MadeClasses;
import java.io.IOException;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Loads in initializations in loads. */
public final class NestedLoads {
    public static final int READS = 23;
    static final int BLOCK = 4096;
    public static final int DEEP = 41;

    private NestedLoads() {}

    /** Arguments: what to do, and the file to read. */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "three" -> Class.forName("nest.Outer", false, new ThreeLevels(Path.of(arguments[1])));
            case "loads" -> Class.forName("nest.Load0", false, new LoadsInLoads());
            case "initializations" -> initializations();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Outer's load initializes Middle, whose initializer loads Inner, whose bytes come from the disk. */
    private static final class ThreeLevels extends ClassLoader {
        private final Path file;

        ThreeLevels(Path file) throws IOException {
            super(NestedLoads.class.getClassLoader());
            this.file = file;
            var inner = new byte[READS * BLOCK];
            var made = MadeClasses.bytes("nest.Inner", code -> {});
            System.arraycopy(made, 0, inner, 0, made.length);
            Files.write(file, inner, StandardOpenOption.SYNC, StandardOpenOption.CREATE);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            return switch (name) {
                case "nest.Outer" -> {
                    Class.forName("nest.Middle", true, this);
                    yield define(name, code -> {});
                }
                case "nest.Middle" -> define(name, load("nest.Inner"));
                case "nest.Inner" -> {
                    readAll();
                    yield define(name, code -> {});
                }
                default -> throw new ClassNotFoundException(name);
            };
        }

        private Class<?> define(String name, Consumer<CodeBuilder> initializer) {
            var bytes = MadeClasses.bytes(name, initializer);
            return defineClass(name, bytes, 0, bytes.length);
        }

        private void readAll() {
            try (var channel = FileChannel.open(file, StandardOpenOption.READ, DirectIo.option())) {
                var buffer = ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(BLOCK);
                while (channel.read(buffer.clear().limit(BLOCK)) > 0) {
                    // a request each
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Each class's load asks for the next before it defines its own. */
    private static final class LoadsInLoads extends ClassLoader {
        LoadsInLoads() {
            super(NestedLoads.class.getClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            var number = Integer.parseInt(name.substring("nest.Load".length()));
            if (number + 1 < DEEP) {
                Class.forName("nest.Load" + (number + 1), false, this);
            }
            var bytes = MadeClasses.bytes(name, code -> {});
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private static void initializations() throws Exception {
        var loader = new MadeClasses();
        for (var i = 0; i < DEEP - 1; i++) {
            loader.add("nest.Init" + i, load("nest.Init" + (i + 1)));
        }
        loader.add("nest.Init" + (DEEP - 1));
        Class.forName("nest.Init0", true, loader);
    }

    /** Loads and initializes a class with the loader of the class that this is in. */
    private static Consumer<CodeBuilder> load(String name) {
        return code -> code.ldc(name)
                .invokestatic(CD_Class, "forName", MethodTypeDesc.of(CD_Class, CD_String))
                .pop();
    }
}
