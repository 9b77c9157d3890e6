package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application whose own system class loader defines Pitot's classes, and does not say where they are from. */
class SystemClassLoaderIT {
    @TempDir
    java.nio.file.Path directory;

    @Test
    void withoutCodeSource() throws Exception {
        try (var jvm = TracedJvm.of(directory)
                .jvm("-Djava.system.class.loader=" + Loader.class.getName())
                .agentOptions("wait=60s,budget=off,cache=" + directory.resolve("cache"))
                .start(Subject.class)) {
            jvm.awaitLine("ready");
            var file = directory.resolve("cycle.jfr");
            jvm.ask("cycle " + file + " 5", "cycled cycle.jfr");
            jvm.tell("exit 0");
            var run = jvm.await();
            assertThat(run.err()).isEmpty();
            assertThat(new Run(0, "", "", file).events("pitot.ThreadSleep"))
                    .filteredOn(event -> event.getString("osThreadName").equals("main"))
                    .hasSize(5);
        }
    }

    static final class Loader extends ClassLoader {
        public Loader(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                var loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith("dev.pitot.") && !name.startsWith("dev.pitot.it.")
                        ? define(name)
                        : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            for (var path : System.getProperty("java.class.path").split(":")) {
                if (path.endsWith(".jar")) {
                    try (var jar = new JarFile(path)) {
                        var bytes = jar.getInputStream(jar.getEntry(name.replace('.', '/') + ".class"))
                                .readAllBytes();
                        return defineClass(name, bytes, 0, bytes.length);
                    } catch (IOException e) {
                        throw new ClassNotFoundException(name, e);
                    }
                }
            }
            throw new ClassNotFoundException(name);
        }
    }
}
