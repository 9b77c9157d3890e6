package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application whose own system class loader defines Pitot's classes, and does not say where they are from. */
@RequiresKernel
class SystemClassLoaderIT {
    private static final Pattern OF_TESTS = Pattern.compile("dev\\.pitot\\.(it|testkit|workload)\\..*");

    @TempDir
    java.nio.file.Path directory;

    @Test
    void withoutCodeSource() throws Exception {
        try (var jvm = TracedJvm.of(directory)
                .jvm("-Djava.system.class.loader=" + Loader.class.getName())
                .agentOptions("wait=60s,budget=off,cache=" + directory.resolve("cache"))
                .start(ControlledApp.class)) {
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

    /** Public, since the JDK makes one. */
    public static final class Loader extends ClassLoader {
        private final List<String> jars = new CopyOnWriteArrayList<>();

        public Loader(ClassLoader parent) {
            super(parent);
        }

        /** The JDK calls this for the agent's jar. */
        void appendToClassPathForInstrumentation(String jar) {
            jars.add(jar);
        }

        @Override
        protected @Nullable URL findResource(String name) {
            try {
                for (var path : jars) {
                    try (var jar = new JarFile(path)) {
                        if (jar.getEntry(name) != null) {
                            return URI.create("jar:file:" + path + "!/" + name).toURL();
                        }
                    }
                }
                return null;
            } catch (IOException e) {
                return null;
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                var loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith("dev.pitot.") && !OF_TESTS.matcher(name).matches()
                        ? define(name)
                        : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            for (var path : jars) {
                try (var jar = new JarFile(path)) {
                    var entry = jar.getEntry(name.replace('.', '/') + ".class");
                    if (entry != null) {
                        var bytes = jar.getInputStream(entry).readAllBytes();
                        return defineClass(name, bytes, 0, bytes.length);
                    }
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
            throw new ClassNotFoundException(name);
        }
    }
}
