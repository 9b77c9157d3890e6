package dev.pitot.spans;

import dev.pitot.kernel.SpanSlots;
import dev.pitot.record.SpanTimes;
import dev.pitot.text.Warnings;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The spans of this JVM: which methods they are, and what becomes of them while recordings run. After {@link #install} only
 * the control thread uses it.
 */
public final class Spans {
    /** So many classes the JVM changes while all threads stand still. */
    private static final int AT_ONCE = 50;

    private final Instrumentation instrumentation;
    private final ChosenMethods methods = new ChosenMethods();
    private final RefusedClasses refused;
    private final SpanTransformer transformer;
    private final HookClass hook;
    private final VirtualThreads virtualThreads;
    private @Nullable SpanRecorder recorder;

    private Spans(Instrumentation instrumentation, List<SpanPattern> patterns, Function<Throwable, String> explain)
            throws ReflectiveOperationException {
        this.instrumentation = instrumentation;
        hook = HookClass.define(instrumentation);
        virtualThreads = VirtualThreads.watch(instrumentation, explain);
        refused = new RefusedClasses(explain);
        transformer = new SpanTransformer(patterns, methods, refused);
        // Each class that the JVM loads comes to the transformer. So what it needs itself must be loaded before.
        transformer.mayHaveSpans(Spans.class.getName());
    }

    /**
     * Puts spans into the chosen methods of classes that are loaded, and of those to come.
     *
     * @param explain describes an error
     * @return null if this JVM does not allow it, which a line says
     */
    public static @Nullable Spans install(
            Instrumentation instrumentation, List<SpanPattern> patterns, Function<Throwable, String> explain) {
        try {
            var spans = new Spans(instrumentation, patterns, explain);
            instrumentation.addTransformer(spans.transformer, true);
            spans.retransform();
            return spans;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            Warnings.say("there are no spans, because this JVM does not let Pitot add a class: " + explain.apply(e)
                    + "; report it");
            return null;
        }
    }

    private void retransform() {
        var loaded = new ArrayList<Class<?>>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (transformer.mayHaveSpans(type.getName()) && instrumentation.isModifiableClass(type)) {
                loaded.add(type);
            }
        }
        for (var from = 0; from < loaded.size(); from += AT_ONCE) {
            retransform(loaded.subList(from, Math.min(from + AT_ONCE, loaded.size())));
        }
    }

    /** If one class cannot be changed, the JVM changes none of them. */
    private void retransform(List<Class<?>> classes) {
        try {
            instrumentation.retransformClasses(classes.toArray(Class<?>[]::new));
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
            if (classes.size() == 1) {
                refused.add(classes.getFirst().getName(), e);
            } else {
                classes.forEach(one -> retransform(List.of(one)));
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
            to = new SpanRecorder(methods, new SpanTimes(ticksPerSecond), virtualThreads);
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
