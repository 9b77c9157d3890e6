package acme;

import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Classes and methods that are hard to change, or to call. Prints what each of them gives. */
public final class Odd {
    private static final int HUGE = 65_500; // bytes; a method has 65,535 at most
    private static final int OLD = 49; // Java 5: a class file without stack maps

    private static int depth;

    private Odd() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("default " + new Shape() {}.area());
        System.out.println("static " + Shape.unit());
        System.out.println("constructor " + new Built(3).value);
        System.out.println("lambda " + lambda().get());
        System.out.println("wide " + wide(1L, 2.0, 3, 4L));
        System.out.println("generic " + new Named().compareTo(new Named()));
        System.out.println("isolated " + isolated());
        System.out.println("hidden " + hidden());
        System.out.println("huge "
                + made("acme.Huge", ClassFile.JAVA_17_VERSION, code -> {
                    for (var i = 0; i < HUGE; i++) {
                        code.nop();
                    }
                }));
        System.out.println("old " + made("acme.Old", OLD, code -> {}));
        System.out.println("overflow " + overflow());
        System.out.println("thrown " + thrown());
        System.out.println("many " + many());
    }

    interface Shape {
        default int area() {
            return 2 * unit();
        }

        static int unit() {
            return 1;
        }
    }

    static final class Built {
        final int value;

        static {
            depth = 0;
        }

        Built(int value) {
            this.value = doubled(value);
        }

        static int doubled(int value) {
            return 2 * value;
        }
    }

    /** Its {@code compareTo(Object)} is a bridge. */
    static final class Named implements Comparable<Named> {
        @Override
        public int compareTo(Named other) {
            return 7;
        }
    }

    static Supplier<String> lambda() {
        return () -> "value";
    }

    static double wide(long a, double b, int c, long d) {
        return a + b + c + d;
    }

    /** By a class loader that finds nothing but itself and the JDK, as those of OSGi do. */
    static Object isolated() throws Exception {
        var loader = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (!name.equals(Isolated.class.getName())) {
                    throw new ClassNotFoundException(name);
                }
                var bytes = bytes(Isolated.class);
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
        return Class.forName(Isolated.class.getName(), true, loader)
                .getMethod("answer")
                .invoke(null);
    }

    public static final class Isolated {
        private Isolated() {}

        public static int answer() {
            return 42;
        }
    }

    static Object hidden() throws Exception {
        var type = MethodHandles.lookup()
                .defineHiddenClass(bytes(Isolated.class), true)
                .lookupClass();
        return type.getMethod("answer").invoke(null);
    }

    private static byte[] bytes(Class<?> type) {
        try (var in = Odd.class.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A class without debug information, with one method that returns 5. */
    private static Object made(String name, int version, Consumer<CodeBuilder> before) throws Exception {
        var bytes = ClassFile.of().build(ClassDesc.of(name), type -> type.withVersion(version, 0)
                .withFlags(ACC_PUBLIC)
                .withMethodBody("five", MethodTypeDesc.of(ConstantDescs.CD_int), ACC_PUBLIC | ACC_STATIC, code -> {
                    before.accept(code);
                    code.iconst_5().ireturn();
                }));
        return MethodHandles.lookup().defineClass(bytes).getMethod("five").invoke(null);
    }

    static boolean overflow() {
        for (var i = 0; i < 20; i++) {
            try {
                endless();
            } catch (StackOverflowError e) {
                continue;
            }
            return false;
        }
        return depth > 1000;
    }

    static void endless() {
        depth++;
        endless();
    }

    static String thrown() {
        try {
            fail();
            return "nothing";
        } catch (Failure e) {
            return e.getMessage();
        }
    }

    static void fail() throws Failure {
        throw new Failure();
    }

    /** Pitot asks it for nothing but its class. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            return "as it was";
        }

        @Override
        public String toString() {
            throw new IllegalStateException("asked");
        }
    }

    /** Classes with names of their own. */
    private static int many() throws Exception {
        var sum = 0;
        for (var i = 0; i < 2000; i++) {
            sum += (int) made("acme.Made" + i, ClassFile.JAVA_17_VERSION, code -> {});
        }
        return sum;
    }
}
