package dev.pitot.spans;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is above a class that the JVM is about to load, from class files. The JVM loads the super types later. They must not
 * be loaded here: a class that is loaded inside a transformer goes past all transformers.
 *
 * <p>Only loaders of the JDK are asked for files. Another one would run code of its own, in the middle of a load, and may
 * take its classes from where it has no files. Thread-safe.
 */
final class SuperFiles {
    private final Map<ClassLoader, Map<String, List<String>>> known = new WeakHashMap<>();

    /**
     * Names of types.
     *
     * @param areAll false if there may be more, because a class file was not found
     */
    record Above(Set<String> names, boolean areAll) {}

    /** What is read must be loaded before a class comes, like that of {@link SpanTransformer}. */
    void rehearse() {
        for (var loader : new ClassLoader[] {null, SuperFiles.class.getClassLoader()}) {
            above(List.of("java.util.ArrayList", SuperFiles.class.getName()), loader);
        }
    }

    /** @param loader that of the class; null for the boot loader */
    Above above(byte[] classFile, @Nullable ClassLoader loader) {
        return above(ClassFileSupers.names(classFile), loader);
    }

    private Above above(List<String> nearest, @Nullable ClassLoader loader) {
        var names = new LinkedHashSet<String>();
        var areAll = true;
        var next = new ArrayDeque<>(nearest);
        while (!next.isEmpty()) {
            var name = next.remove();
            if (!names.add(name) || name.equals("java.lang.Object")) {
                continue;
            }
            var supers = supers(name, loader);
            areAll &= supers != null;
            next.addAll(supers == null ? List.of() : supers);
        }
        return new Above(names, areAll);
    }

    private @Nullable List<String> supers(String name, @Nullable ClassLoader loader) {
        var from = loader == null || name.startsWith("java.") ? ClassLoader.getPlatformClassLoader() : loader;
        if (!isOfJdk(from)) {
            return null;
        }
        synchronized (known) {
            var before = known.computeIfAbsent(from, any -> new HashMap<>()).get(name);
            if (before != null) {
                return before;
            }
        }
        var supers = read(name, from); // without the lock: it takes those of the loader
        if (supers != null) {
            synchronized (known) {
                known.computeIfAbsent(from, any -> new HashMap<>()).put(name, supers);
            }
        }
        return supers;
    }

    /** Returns whether no code but that of the JDK runs when it is asked. */
    private static boolean isOfJdk(ClassLoader loader) {
        for (var each = loader; each != null; each = each.getParent()) {
            if (each.getClass().getClassLoader() != null) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable List<String> read(String name, ClassLoader from) {
        try {
            var url = from.getResource(name.replace('.', '/') + ".class");
            if (url == null) {
                return null;
            }
            var connection = url.openConnection();
            connection.setUseCaches(false); // a cached jar stays open
            try (var in = connection.getInputStream()) {
                return List.copyOf(ClassFileSupers.names(in.readAllBytes()));
            }
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
