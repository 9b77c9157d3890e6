package dev.pitot.spans;

import dev.pitot.kernel.SpanSlots;
import dev.pitot.record.SpanTimes;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The spans of this JVM: which methods they are, and what becomes of them while recordings run. After {@link #install} only
 * the control thread uses it.
 */
public final class Spans {
    private final Instrumentation instrumentation;
    private final ChosenMethods methods = new ChosenMethods();
    private final RefusedClasses refused = new RefusedClasses();
    private final SpanTransformer transformer;
    private @Nullable HookClass hook;
    private @Nullable SpanRecorder recorder;
    private SpanSettings settings = SpanSettings.OFF;

    private Spans(Instrumentation instrumentation, List<SpanPattern> patterns) {
        this.instrumentation = instrumentation;
        transformer = new SpanTransformer(instrumentation, patterns, methods, refused);
    }

    /** Puts spans into the chosen methods of classes that are loaded, and of those to come. */
    public static Spans install(Instrumentation instrumentation, List<SpanPattern> patterns) {
        var spans = new Spans(instrumentation, patterns);
        instrumentation.addTransformer(spans.transformer, true);
        spans.retransform();
        return spans;
    }

    private void retransform() {
        var loaded = Stream.of(instrumentation.getAllLoadedClasses())
                .filter(type -> transformer.mayHaveSpans(type.getName()) && instrumentation.isModifiableClass(type))
                .toArray(Class<?>[]::new);
        if (loaded.length == 0) {
            return;
        }
        try {
            instrumentation.retransformClasses(loaded);
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
            refused.add(loaded[0].getName(), e);
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
    public void record(Duration threshold, @Nullable SpanSlots slots, String noSlots, long ticksPerSecond)
            throws ReflectiveOperationException {
        var next = settings.next(threshold.toNanos(), slots, noSlots);
        if (next.isLike(settings)) {
            return;
        }
        settings = next;
        var to = recorder;
        if (to == null) {
            to = new SpanRecorder(methods, new SpanTimes(ticksPerSecond));
            recorder = to;
        }
        to.follow(next);
        var known = hook;
        if (known == null) {
            known = HookClass.define(instrumentation);
            hook = known;
        }
        known.lead(to);
    }

    /** Records no spans any more. */
    public void stop() {
        var known = hook;
        var was = recorder;
        if (known != null && was != null) {
            known.lead(null);
            settings = settings.next(Long.MAX_VALUE, null, "");
            was.follow(settings);
        }
    }
}
