package dev.pitot.control;

import dev.pitot.spans.SpanPattern;
import dev.pitot.spans.SpanRow;
import dev.pitot.spans.Spans;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What commands and options ask of the spans of this JVM. */
public final class SpanControl {
    private final Spans spans;
    private final OwnJar jar;

    SpanControl(Spans spans, OwnJar jar) {
        this.spans = spans;
        this.jar = jar;
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
            spans.add(patterns);
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
        for (var pattern : patterns) {
            if (!spans.has(pattern)) {
                return Optional.of(noSuch(pattern));
            }
        }
        spans.remove(patterns);
        return Optional.empty();
    }

    /** Returns the refusal to remove a pattern. */
    public static String noSuch(SpanPattern pattern) {
        return "there is no pattern '" + pattern.text() + "'; list prints those that are there";
    }

    /** Returns the patterns, in the order in which they came. */
    public List<SpanRow> list() {
        return spans.list();
    }
}
