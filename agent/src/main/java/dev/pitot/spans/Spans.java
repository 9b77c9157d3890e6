package dev.pitot.spans;

import dev.pitot.kernel.SpanSlots;
import dev.pitot.record.SpanTimes;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The spans of this JVM: which methods they are, and what becomes of them while recordings run. Any thread may change the
 * patterns. Only the control thread records.
 */
public final class Spans {
    /** So many classes the JVM changes while all threads stand still. */
    private static final int AT_ONCE = 50;

    private final Instrumentation instrumentation;
    private final LoadedClasses loaded;
    private final ChosenMethods methods = new ChosenMethods();
    private final SpanMatches matches = new SpanMatches();
    private final RefusedClasses refused;
    private final SpanTransformer transformer;
    private final HookClass hook;
    private final Map<String, SpanPattern> patterns = new LinkedHashMap<>();
    private @Nullable SpanRecorder recorder;

    /**
     * Makes it possible to have spans.
     *
     * @param explain describes an error
     * @throws ReflectiveOperationException if this JVM does not allow it
     */
    public Spans(Instrumentation instrumentation, Function<Throwable, String> explain)
            throws ReflectiveOperationException {
        this.instrumentation = instrumentation;
        loaded = new LoadedClasses(instrumentation);
        hook = HookClass.define(instrumentation);
        refused = new RefusedClasses(explain);
        transformer = new SpanTransformer(methods, matches, refused);
    }

    /** Returns whether no pattern chooses methods. */
    public boolean areNone() {
        return transformer.rules().areEmpty();
    }

    /** Puts spans into the chosen methods of classes that are loaded, and of those to come. */
    public synchronized void add(Collection<SpanPattern> more) {
        var added = more.stream()
                .filter(pattern -> patterns.putIfAbsent(pattern.text(), pattern) == null)
                .toList();
        follow(type -> isMeantBy(added, type));
    }

    /** Takes the spans out that no other pattern chooses. The classes without spans are as they were loaded. */
    public synchronized void remove(Collection<SpanPattern> unwanted) {
        var removed = unwanted.stream()
                .map(pattern -> patterns.remove(pattern.text()))
                .filter(Objects::nonNull)
                .toList();
        var had = new HashSet<String>();
        for (var pattern : removed) {
            had.addAll(matches.classes(pattern.text()));
            matches.forgetPattern(pattern.text());
        }
        var exclusions = removed.stream().filter(SpanPattern::excludes).toList();
        follow(type -> had.contains(type.getName()) || isMeantBy(exclusions, type));
    }

    /** Returns the patterns, in the order in which they came. */
    public synchronized List<SpanRow> list() {
        return patterns.values().stream().map(this::row).toList();
    }

    public synchronized boolean has(SpanPattern pattern) {
        return patterns.containsKey(pattern.text());
    }

    private SpanRow row(SpanPattern pattern) {
        var found = matches.of(pattern.text());
        var why = pattern.excludes() || found.methods() > 0 ? "" : new EmptyMatches(loaded).why(pattern, found);
        return new SpanRow(pattern.text(), pattern.excludes(), found.classes(), found.methods(), why);
    }

    /** @param isConcerned whether the rules have changed for a loaded class */
    private void follow(Predicate<Class<?>> isConcerned) {
        var before = transformer.rules();
        var now = new SpanRules(patterns.values());
        if (before.areEmpty() && !now.areEmpty()) {
            instrumentation.addTransformer(transformer, true);
        }
        transformer.follow(now);
        retransform(loaded.changeable(type -> isConcerned.test(type) && (chooses(before, type) || chooses(now, type))));
        if (now.areEmpty()) {
            instrumentation.removeTransformer(transformer);
        }
    }

    private boolean isMeantBy(List<SpanPattern> any, Class<?> type) {
        return any.stream().anyMatch(pattern -> pattern.mayMean(type.getName(), loaded.typesOf(type)));
    }

    private boolean chooses(SpanRules rules, Class<?> type) {
        return rules.mayChooseOf(type.getName(), loaded.typesOf(type));
    }

    private void retransform(List<Class<?>> classes) {
        for (var from = 0; from < classes.size(); from += AT_ONCE) {
            retransformAtOnce(classes.subList(from, Math.min(from + AT_ONCE, classes.size())));
        }
    }

    /** If one class cannot be changed, the JVM changes none of them. */
    private void retransformAtOnce(List<Class<?>> classes) {
        try {
            instrumentation.retransformClasses(classes.toArray(Class<?>[]::new));
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
            if (classes.size() == 1) {
                matches.forgetClass(classes.getFirst().getName());
                refused.add(classes.getFirst().getName(), e);
            } else {
                classes.forEach(one -> retransformAtOnce(List.of(one)));
            }
        }
    }

    /**
     * Records spans from now on.
     *
     * @param threshold of the shortest span that becomes an event
     * @param slots where accounts are read; null if there is no session
     * @param noSlots why there is none
     * @param ticksPerSecond rate of JFR's clock
     */
    public void record(Duration threshold, @Nullable SpanSlots slots, String noSlots, long ticksPerSecond) {
        var to = recorder;
        if (to == null) {
            to = new SpanRecorder(methods, new SpanTimes(ticksPerSecond));
            recorder = to;
        }
        var next = to.settings().next(threshold.toNanos(), slots, noSlots);
        if (next.equals(to.settings())) {
            return;
        }
        to.follow(next);
        to.rehearse();
        hook.lead(to);
    }

    /** Records no spans any more. */
    public void stop() {
        var was = recorder;
        if (was != null) {
            hook.lead(null);
            was.follow(was.settings().off());
        }
    }
}
