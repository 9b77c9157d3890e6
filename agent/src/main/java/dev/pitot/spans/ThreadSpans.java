package dev.pitot.spans;

import dev.pitot.bpf.BpfException;
import dev.pitot.jfr.Span;
import dev.pitot.kernel.SpanSlots.Slot;
import dev.pitot.record.Layout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The spans that one thread is in. A frame has the time of the begin, the account as of then, and the span's id. Nothing
 * is allocated for a span that is shorter than the threshold, and nothing leaves the thread.
 */
final class ThreadSpans {
    private static final int TIME = 0;
    private static final int ID = 1 + Layout.SPAN_VALUES;
    /** Not 0: the begin's account lacked a wait. */
    private static final int WRONG = ID + 1;

    private static final int FRAME = WRONG + 1;

    private static final int FIRST_DEPTH = 4;
    private static final int MAX_DEPTH = 1024;

    /** A token is the frame's place, counted from 1, and above it the number of the settings that it began under. */
    private static final int PLACE_BITS = 16;

    private static final String UNTRACED = "the kernel did not trace a switch of the thread";
    private static final String NOT_TOLD = "the kernel did not tell the account";
    private static final int READINGS = 3;

    private final SpanRecorder recorder;
    private long[] frames = new long[FIRST_DEPTH * FRAME];
    private int[] methods = new int[FIRST_DEPTH];
    private final long[] now = new long[FRAME];
    private int depth;
    private long ids;
    private int number; // of the settings
    private @Nullable Slot slot;
    private String noBill = "";
    private long stale;
    private long lost;
    /** The thread is in Pitot's code or JFR's, where a chosen method is no span. */
    private boolean isBusy;

    ThreadSpans(SpanRecorder recorder) {
        this.recorder = recorder;
    }

    int begin(int method) {
        if (isBusy) {
            return 0;
        }
        var current = recorder.settings();
        if (current.number() != number) {
            follow(current);
        }
        if (depth == methods.length && !grow()) {
            return 0;
        }
        var at = depth * FRAME;
        var its = slot;
        if (its == null) {
            frames[at + TIME] = System.nanoTime();
        } else if (!its.read(frames, at)) {
            return 0;
        }
        frames[at + ID] = nextId();
        frames[at + WRONG] = 0;
        methods[depth] = method;
        depth++;
        if (its != null) {
            noteUntraced(its);
        }
        return number << PLACE_BITS | depth;
    }

    /** Returns the id of the span that a token is of; 0 if it is not open on this thread. */
    long id(int token) {
        var place = place(token);
        return place >= depth || token >>> PLACE_BITS != number ? 0 : frames[place * FRAME + ID];
    }

    private static int place(int token) {
        return (token & (1 << PLACE_BITS) - 1) - 1;
    }

    void end(int token, @Nullable Throwable thrown) {
        end(token, thrown, null);
    }

    /** @param tags of the span API; they become text only here */
    void end(int token, @Nullable Throwable thrown, Object @Nullable [] tags) {
        var place = place(token);
        if (isBusy || place >= depth || token >>> PLACE_BITS != number) {
            return;
        }
        depth = place + 1; // frames above it never ended: their end was not called
        if (System.nanoTime() - frames[place * FRAME + TIME]
                >= recorder.settings().threshold()) {
            isBusy = true;
            try {
                var event = new Span();
                if (event.isEnabled()) {
                    fill(event, place, thrown);
                    event.tags = SpanTags.text(tags);
                    event.commit();
                }
            } catch (BpfException e) {
                // The session ends.
            } finally {
                isBusy = false;
            }
        }
        depth = place;
    }

    /** Does once what a span does, but for the commit. */
    void rehearse() throws BpfException {
        begin(-1);
        fill(new Span(), 0, null);
        SpanTags.text(new Object[] {"", ""});
    }

    /**
     * Marks the open spans whose bills are wrong, since a switch of the thread went untraced. Each reading looks, so none is
     * missed.
     */
    private void noteUntraced(Slot its) {
        if (its.lost() != lost) {
            lost = its.lost();
            markSince(Long.MIN_VALUE);
        }
        if (its.stale() != stale) {
            stale = its.stale();
            markSince(its.staleSince());
        }
    }

    private void markSince(long since) {
        for (var at = (depth - 1) * FRAME; at >= 0 && frames[at + TIME] >= since; at -= FRAME) {
            frames[at + WRONG] = 1;
        }
    }

    private boolean grow() {
        if (depth == MAX_DEPTH) {
            return forgetUnended();
        }
        frames = Arrays.copyOf(frames, 2 * frames.length);
        methods = Arrays.copyOf(methods, 2 * methods.length);
        return true;
    }

    /** A program may never end spans of the API. They must not be in the way of others. */
    private boolean forgetUnended() {
        while (depth > 0 && GivenNames.is(methods[depth - 1])) {
            depth--;
        }
        return depth < MAX_DEPTH;
    }

    private long nextId() {
        if ((ids & SpanRecorder.ID_BLOCK - 1) == 0) {
            ids = recorder.idBlock();
        }
        return ids++;
    }

    /** Forgets the spans that began under settings with other accounts. */
    private void follow(SpanSettings next) {
        depth = 0;
        frames = new long[FIRST_DEPTH * FRAME];
        methods = new int[FIRST_DEPTH];
        number = next.number();
        slot = null;
        noBill = NOT_TOLD;
        isBusy = true;
        try {
            slot = claim(next);
        } catch (BpfException | IllegalStateException e) {
            noBill = String.valueOf(e.getMessage());
        } finally {
            isBusy = false;
        }
        stale = slot == null ? 0 : slot.stale();
        lost = slot == null ? 0 : slot.lost();
    }

    private @Nullable Slot claim(SpanSettings next) throws BpfException {
        var slots = next.slots();
        if (slots == null) {
            noBill = next.noSlots();
            return null;
        }
        if (Thread.currentThread().isVirtual()) {
            noBill = "the account of a virtual thread is not known";
            return null;
        }
        var claimed = slots.claim();
        if (claimed.isEmpty()) {
            noBill = "more than " + Layout.MAX_SPAN_THREADS
                    + " threads have spans, or the kernel does not trace this one";
        }
        return claimed.orElse(null);
    }

    private void fill(Span event, int place, @Nullable Throwable thrown) throws BpfException {
        var begin = place * FRAME;
        var its = slot;
        var isBilled = its != null && readWhole(its);
        if (!isBilled) {
            now[TIME] = System.nanoTime();
        }
        var duration = now[TIME] - frames[begin + TIME];
        var isRight = isBilled && frames[begin + WRONG] == 0;
        bill(event, begin, duration, isRight);
        event.noBill = isRight ? null : isBilled ? UNTRACED : noBill;
        event.osThreadId = its == null ? 0 : its.tid();
        event.spanId = frames[begin + ID];
        event.parentId = place == 0 ? 0 : frames[begin - FRAME + ID];
        event.exception = thrown == null ? null : thrown.getClass().getName();
        recorder.identify(event, methods[place]);
        recorder.setTimes(event, frames[begin + TIME], now[TIME]);
    }

    /** Reads the account, and has the kernel check that what was read lacks nothing. Else it reads again. */
    private boolean readWhole(Slot its) throws BpfException {
        for (var i = 0; i < READINGS; i++) {
            if (!its.read(now, 0)) {
                return false;
            }
            var before = its.stale();
            if (!its.refresh()) {
                return false;
            }
            noteUntraced(its);
            if (its.stale() == before) {
                return true;
            }
        }
        return false;
    }

    /** The thread runs at both ends of the span, so what is not in the totals is time on a CPU. */
    private void bill(Span event, int begin, long duration, boolean isBilled) {
        if (!isBilled) {
            event.unaccounted = duration;
            return;
        }
        event.runQueue = since(begin, 0);
        event.ioWait = since(begin, 1);
        event.blocked = since(begin, 2);
        event.onCpu = duration - event.runQueue - event.ioWait - event.blocked;
        event.blockReads = since(begin, 3);
        event.blockReadBytes = since(begin, 4);
        event.blockWrites = since(begin, 5);
        event.blockWriteBytes = since(begin, 6);
        event.blockFlushes = since(begin, 7);
        event.blockDiscards = since(begin, 8);
        event.blockDiscardBytes = since(begin, 9);
        event.blockOthers = since(begin, 10);
        event.voluntarySwitches = since(begin, 11);
        event.involuntarySwitches = since(begin, 12);
        event.migrations = since(begin, 13);
    }

    private long since(int begin, int value) {
        return now[1 + value] - frames[begin + 1 + value];
    }
}
