package acme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Objects;
import java.util.Scanner;

/** A hierarchy whose classes come one by one, from the class path and from a loader that has no files. */
public final class Stock {
    private Stock() {}

    /** The far type. */
    public interface Source {
        String find(int key);

        default String findAny() {
            return "any";
        }
    }

    /** Between. */
    public abstract static class Base implements Source {
        public abstract String findAbstract();
    }

    /** Names neither {@link Source} nor any other interface. */
    public static class Shelf extends Base {
        @Override
        public String find(int key) {
            return "shelf " + key;
        }

        @Override
        public String findAbstract() {
            return "abstract";
        }

        String other() {
            return "other";
        }
    }

    /** The last. */
    public static final class Drawer extends Shelf {
        @Override
        public String find(int key) {
            return "drawer " + super.find(key);
        }
    }

    /** A task, and no source. */
    public static final class Stranger implements Runnable {
        String find(int key) {
            return "stranger " + key;
        }

        @Override
        public void run() {
            runStrangely();
        }

        void runStrangely() {}
    }

    /** Defines this file's classes itself, and gives no files. */
    static final class Own extends ClassLoader {
        Own() {
            super(Stock.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            var known = findLoadedClass(name);
            return known != null
                    ? known
                    : name.startsWith("acme.Stock$") ? define(name) : super.loadClass(name, resolve);
        }

        private Class<?> define(String name) {
            try (var in = Stock.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                var bytes = Objects.requireNonNull(in).readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public URL getResource(String name) {
            throw new IllegalStateException(name);
        }
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        Object own = null;
        try (var in = new Scanner(System.in)) {
            while (in.hasNextLine()) {
                switch (in.nextLine()) {
                    case "use" -> use(new Drawer());
                    case "strange" -> {
                        new Stranger().find(1);
                        new Stranger().run();
                    }
                    case "load" ->
                        own = new Own()
                                .loadClass("acme.Stock$Drawer")
                                .getConstructor()
                                .newInstance();
                    case "call" ->
                        System.out.println(Objects.requireNonNull(own)
                                .getClass()
                                .getMethod("find", int.class)
                                .invoke(own, 3));
                    default -> System.exit(0);
                }
                System.out.println("ok");
            }
        }
    }

    private static void use(Shelf shelf) {
        System.out.println(shelf.find(1) + shelf.findAny() + shelf.findAbstract() + shelf.other());
    }
}
