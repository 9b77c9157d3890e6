package dev.pitot.spans;

import dev.pitot.kernel.SpanSlots;
import dev.pitot.record.KnownSpans;
import dev.pitot.record.SpanTimes;
import dev.pitot.text.Warnings;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spans of this JVM: which methods they are, and what becomes of them while recordings run. Any thread may add and
 * remove patterns; only the control thread records and stops.
 */
public final class Spans implements KnownSpans {
    private final Instrumentation instrumentation;
    private final Host host;
    private final boolean follows;
    private @Nullable ChosenMethods methods;
    /** Null until some class has spans. */
    private volatile @Nullable HookClass hook;

    private volatile @Nullable ChosenSpans chosen;
    private volatile @Nullable SpanRecorder recorder;
    private volatile boolean isApiUsed;
    private volatile boolean isRefused;

    /** What spans need of the agent. It is no pair of lambdas: these would be the first of every JVM with the agent. */
    public interface Host {
        /** Describes an error. */
        String explain(Throwable thrown);

        /** The span API has come. A thread of the application calls this in the middle of a class load. */
        void spansAreUsed();
    }

    /** @param follows whether spans go on where a task runs on another thread */
    public Spans(Instrumentation instrumentation, Host host, boolean follows) {
        this.instrumentation = instrumentation;
        this.host = host;
        this.follows = follows;
    }

    /**
     * Adds patterns: puts spans into the methods of classes that are loaded, and of those to come.
     *
     * @throws ReflectiveOperationException if this JVM does not allow it
     */
    public void add(Collection<SpanPattern> patterns) throws ReflectiveOperationException {
        hook();
        var known = chosen;
        if (known == null) {
            known = new ChosenSpans(instrumentation, methods(), new RefusedClasses(host::explain));
            chosen = known;
        }
        known.add(patterns);
    }

    /** Takes the spans out that no other pattern chooses. The classes without spans are as they were loaded. */
    public void remove(Collection<SpanPattern> patterns) {
        var known = chosen;
        if (known != null) {
            known.remove(patterns);
        }
    }

    /** Returns the patterns, in the order in which they came. */
    public List<SpanRow> list() {
        var known = chosen;
        return known == null ? List.of() : known.list();
    }

    public boolean has(SpanPattern pattern) {
        var known = chosen;
        return known != null && known.has(pattern);
    }

    /** Returns whether no pattern chooses methods, and no class has come that uses the span API. */
    public boolean areNone() {
        var known = chosen;
        return !isApiUsed && (known == null || known.areNone());
    }

    /**
     * Connects the span API: in classes that are loaded, and in those to come. If this JVM does not allow it, a line says
     * so.
     *
     * <p>A transformer that can also change loaded classes would make every class that is loaded cost more. So there is one
     * only if the API was there before the agent.
     */
    public void connectApi() {
        instrumentation.addTransformer(new ApiTransformer(this));
        var loaded = new ArrayList<Class<?>>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (type.getName().equals(ApiTransformer.BRIDGE)) {
                loaded.add(type);
            }
        }
        if (!loaded.isEmpty()) {
            instrumentation.addTransformer(new ApiTransformer(this), true);
            new ClassChanges(instrumentation, new RefusedClasses(host::explain)).retransform(loaded);
        }
    }

    /**
     * Returns the code of the API's class with the way to the agent; null leaves it as it is. No lock is held: what this
     * needs is loaded meanwhile, and the thread may hold locks of its class loaders.
     */
    byte @Nullable [] connected(byte[] bytes) {
        try {
            hook();
            var connected = ApiBridge.connected(bytes);
            if (!isApiUsed) {
                isApiUsed = true;
                host.spansAreUsed();
            }
            return connected;
        } catch (Throwable t) {
            if (!isRefused) {
                isRefused = true;
                Warnings.say("the span API is not connected, because its class cannot be changed: " + host.explain(t)
                        + "; report it");
            }
            return null;
        }
    }

    private HookClass hook() throws ReflectiveOperationException {
        var known = hook;
        if (known == null) {
            known = HookClass.define(instrumentation);
            hook = known;
        }
        return known;
    }

    private synchronized ChosenMethods methods() {
        var known = methods;
        if (known == null) {
            known = new ChosenMethods();
            methods = known;
        }
        return known;
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
                    methods(),
                    new SpanTimes(ticksPerSecond),
                    VirtualThreads.watch(instrumentation, host::explain),
                    follows && HopWeaver.weave(instrumentation, host::explain));
            recorder = to;
        }
        var next = to.settings().next(threshold.toNanos(), slots, noSlots);
        if (next.equals(to.settings())) {
            return;
        }
        if (slots != null) {
            slots.count(next.number());
        }
        to.follow(next);
        to.rehearse();
        lead(to);
    }

    /** Records no spans any more. */
    public void stop() {
        var was = recorder;
        if (was != null) {
            var slots = was.settings().slots();
            was.follow(was.settings().off()); // first: an end may come after turns that no one sees any more
            if (slots != null) {
                slots.count(0); // ends are not told any more
            }
            lead(null);
        }
    }

    @Override
    public @Nullable String name(int number) {
        var by = recorder;
        return by == null ? null : by.name(number);
    }

    private void lead(@Nullable SpanRecorder to) {
        var by = hook;
        if (by != null) {
            by.lead(to);
        }
    }
}
