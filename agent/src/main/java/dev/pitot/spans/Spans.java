package dev.pitot.spans;

import dev.pitot.kernel.SpanSlots;
import dev.pitot.record.SpanTimes;
import dev.pitot.text.Warnings;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spans of this JVM: which methods they are, and what becomes of them while recordings run. After {@link #install} only
 * the control thread uses it.
 */
public final class Spans {
    /** So many classes the JVM changes while all threads stand still. */
    private static final int AT_ONCE = 50;

    private final Instrumentation instrumentation;
    private final Host host;
    private @Nullable ChosenMethods methods;
    /** Null until some class has spans. */
    private volatile @Nullable HookClass hook;

    private @Nullable SpanRecorder recorder;
    private volatile boolean isRefused;

    /** What spans need of the agent. It is no pair of lambdas: these would be the first of every JVM with the agent. */
    public interface Host {
        /** Describes an error. */
        String explain(Throwable thrown);

        /** The span API has come. A thread of the application calls this in the middle of a class load. */
        void spansAreUsed();
    }

    public Spans(Instrumentation instrumentation, Host host) {
        this.instrumentation = instrumentation;
        this.host = host;
    }

    /**
     * Puts spans into the chosen methods, and connects the span API: in classes that are loaded, and in those to come. If
     * this JVM does not allow it, a line says so.
     */
    public void install(List<SpanPattern> patterns) {
        if (!patterns.isEmpty()) {
            choose(patterns);
        }
        connectApi();
    }

    private void choose(List<SpanPattern> patterns) {
        if (!hasHook()) {
            return;
        }
        var refused = new RefusedClasses(host::explain);
        var transformer = new SpanTransformer(patterns, methods(), refused);
        // Each class that the JVM loads comes to the transformer. So what it needs itself must be loaded before.
        transformer.mayHaveSpans(Spans.class.getName());
        instrumentation.addTransformer(transformer, true);
        retransform(loaded(transformer), refused);
    }

    /**
     * A transformer that can also change loaded classes would make every class that is loaded cost more. So there is one
     * only if the API was there before the agent.
     */
    private void connectApi() {
        instrumentation.addTransformer(new ApiTransformer(this));
        var loaded = new ArrayList<Class<?>>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (type.getName().equals(ApiTransformer.BRIDGE)) {
                loaded.add(type);
            }
        }
        if (!loaded.isEmpty()) {
            instrumentation.addTransformer(new ApiTransformer(this), true);
            retransform(loaded, new RefusedClasses(host::explain));
        }
    }

    /**
     * Returns the code of the API's class with the way to the agent; null leaves it as it is. No lock is held: what this
     * needs is loaded meanwhile, and the thread may hold locks of its class loaders.
     */
    byte @Nullable [] connected(byte[] bytes) {
        try {
            var isFirst = hook == null;
            if (!hasHook()) {
                return null;
            }
            var connected = ApiBridge.connected(bytes);
            if (isFirst) {
                host.spansAreUsed();
            }
            return connected;
        } catch (Throwable t) {
            refused("the span API is not connected, because its class cannot be changed", t);
            return null;
        }
    }

    private boolean hasHook() {
        if (hook == null && !isRefused) {
            try {
                hook = HookClass.define(instrumentation);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                refused("there are no spans, because this JVM does not let Pitot add a class", e);
            }
        }
        return hook != null;
    }

    private void refused(String what, Throwable why) {
        if (!isRefused) {
            isRefused = true;
            Warnings.say(what + ": " + host.explain(why) + "; report it");
        }
    }

    private ChosenMethods methods() {
        var known = methods;
        if (known == null) {
            known = new ChosenMethods();
            methods = known;
        }
        return known;
    }

    /** Returns whether some class has spans. */
    public boolean isUsed() {
        return hook != null;
    }

    private List<Class<?>> loaded(SpanTransformer transformer) {
        var loaded = new ArrayList<Class<?>>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (transformer.mayHaveSpans(type.getName()) && instrumentation.isModifiableClass(type)) {
                loaded.add(type);
            }
        }
        return loaded;
    }

    private void retransform(List<Class<?>> loaded, RefusedClasses refused) {
        for (var from = 0; from < loaded.size(); from += AT_ONCE) {
            retransformAtOnce(loaded.subList(from, Math.min(from + AT_ONCE, loaded.size())), refused);
        }
    }

    /** If one class cannot be changed, the JVM changes none of them. */
    private void retransformAtOnce(List<Class<?>> classes, RefusedClasses refused) {
        try {
            instrumentation.retransformClasses(classes.toArray(Class<?>[]::new));
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
            if (classes.size() == 1) {
                refused.add(classes.getFirst().getName(), e);
            } else {
                classes.forEach(one -> retransformAtOnce(List.of(one), refused));
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
            to = new SpanRecorder(
                    methods(), new SpanTimes(ticksPerSecond), VirtualThreads.watch(instrumentation, host::explain));
            recorder = to;
        }
        var next = to.settings().next(threshold.toNanos(), slots, noSlots);
        if (next.equals(to.settings())) {
            return;
        }
        to.follow(next);
        to.rehearse();
        lead(to);
    }

    /** Records no spans any more. */
    public void stop() {
        var was = recorder;
        if (was != null) {
            lead(null);
            was.follow(was.settings().off());
        }
    }

    private void lead(@Nullable SpanRecorder to) {
        var by = hook;
        if (by != null) {
            by.lead(to);
        }
    }
}
