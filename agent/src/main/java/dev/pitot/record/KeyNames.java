package dev.pitot.record;

import dev.pitot.plan.EventKind;

/** What the keys of histograms are called. Not thread-safe. */
public final class KeyNames {
    private static final String NONE = "(none)";
    private static final String NOT_KNOWN = "(not known)";
    private static final String REST = "(others, for which there was no room)";

    private final KnownSpans spans;
    private final ThreadNames threads;

    public KeyNames(KnownSpans spans, ThreadNames threads) {
        this.spans = spans;
        this.threads = threads;
    }

    public String of(Series.Keyed key) {
        var what = key.what();
        if (what == 0 || what == Layout.KEY_REST || what == Layout.KEY_NOT_KNOWN) {
            return what == 0 ? NONE : what == Layout.KEY_REST ? REST : NOT_KNOWN;
        }
        var name =
                switch (key.by()) {
                    case SPAN -> spans.name((int) what);
                    case PHASE -> EventKind.phaseName((int) what);
                    case THREAD -> threads.of((int) what).name() + " (" + what + ")";
                    case NOTHING -> null;
                };
        return name == null ? NOT_KNOWN : name;
    }
}
