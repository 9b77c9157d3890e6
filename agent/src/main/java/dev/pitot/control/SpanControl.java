package dev.pitot.control;

import dev.pitot.spans.SpanPattern;
import dev.pitot.spans.SpanRow;
import dev.pitot.spans.Spans;
import java.lang.instrument.Instrumentation;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The spans of this JVM, from the first pattern on. Until then nothing of Byte Buddy is loaded. */
public final class SpanControl {
    private final Instrumentation instrumentation;
    private final OwnJar jar;
    private volatile @Nullable Spans spans;

    SpanControl(Instrumentation instrumentation, OwnJar jar) {
        this.instrumentation = instrumentation;
        this.jar = jar;
    }

    /** Returns null if no method ever was a span. */
    @Nullable
    Spans spans() {
        return spans;
    }

    boolean areNone() {
        var known = spans;
        return known == null || known.areNone();
    }

    /**
     * Adds patterns. One that is there stays as it is.
     *
     * @return why that is not possible; empty if it is
     */
    public synchronized Optional<String> add(Collection<SpanPattern> patterns) {
        if (patterns.isEmpty()) {
            return Optional.empty();
        }
        var overwritten = jar.overwritten();
        if (overwritten.isPresent()) {
            return overwritten;
        }
        try {
            var known = spans;
            if (known == null) {
                known = new Spans(instrumentation, jar::explain);
                spans = known;
            }
            known.add(patterns);
            return Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return Optional.of("there are no spans, because this JVM does not let Pitot add a class: " + jar.explain(e)
                    + "; report it");
        }
    }

    /**
     * Removes all of these patterns, or none.
     *
     * @return why that is not possible; empty if it is
     */
    public synchronized Optional<String> remove(Collection<SpanPattern> patterns) {
        var known = spans;
        for (var pattern : patterns) {
            if (known == null || !known.has(pattern)) {
                return Optional.of(noSuch(pattern));
            }
        }
        if (known != null) {
            known.remove(patterns);
        }
        return Optional.empty();
    }

    /** Returns the refusal to remove a pattern. */
    public static String noSuch(SpanPattern pattern) {
        return "there is no pattern '" + pattern.text() + "'; list prints those that are there";
    }

    /** Returns the patterns, in the order in which they came. */
    public List<SpanRow> list() {
        var known = spans;
        return known == null ? List.of() : known.list();
    }
}
