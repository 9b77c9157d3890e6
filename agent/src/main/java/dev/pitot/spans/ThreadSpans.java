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
    private static final int TIME = ThreadAccount.TIME;
    private static final int ID = ThreadAccount.READING;
    /** Not 0: the begin's reading is wrong. */
    private static final int WRONG = ID + 1;

    private static final int FRAME = WRONG + 1;

    private static final int FIRST_DEPTH = 2;
    private static final int MAX_DEPTH = 1024;

    /** A token is the frame's place, counted from 1, and above it the number of the settings that it began under. */
    private static final int PLACE_BITS = 16;

    private static final int READINGS = 3;
    private static final String NO_SLOT =
            "more than " + Layout.MAX_SPAN_THREADS + " threads have spans, or the kernel does not trace this one";

    private final SpanRecorder recorder;
    private long[] frames = new long[FIRST_DEPTH * FRAME];
    private int[] methods = new int[FIRST_DEPTH];
    private int depth;
    private long ids;
    private int number; // of the settings
    private int idPlace; // of the id in the slot that counts
    private @Nullable ThreadAccount account;
    private String noAccount = "";
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
        var its = account;
        var isRead = its != null && its.read(frames, at);
        if (!isRead) {
            frames[at + TIME] = System.nanoTime();
        }
        frames[at + ID] = nextId();
        frames[at + WRONG] = isRead ? 0 : 1;
        methods[depth] = method;
        depth++;
        if (its != null) {
            markSince(its.wrongSince());
            nameOn(its.runsOn());
        }
        return number << PLACE_BITS | depth;
    }

    /** Returns the id of the span that a token is of; 0 if it is not open on this thread. */
    long id(int token) {
        var place = place(token);
        return place >= depth || token >>> PLACE_BITS != number ? 0 : frames[place * FRAME + ID];
    }

    /** Returns whether spans were recorded all the time since the span of a token began. */
    private boolean isOfNow(int token) {
        return token >>> PLACE_BITS == number && number == recorder.settings().number();
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
        if (isBusy || place >= depth || !isOfNow(token)) {
            return;
        }
        depth = place + 1; // frames above it never ended: their end was not called
        try {
            if (System.nanoTime() - frames[place * FRAME + TIME]
                    >= recorder.settings().threshold()) {
                isBusy = true;
                commit(place, thrown, tags);
            }
        } catch (BpfException e) {
            // The session ends.
        } finally {
            isBusy = false;
            leave(place);
        }
    }

    private void leave(int place) {
        depth = place;
        nameOn(account == null ? null : account.runsOn());
    }

    private void commit(int place, @Nullable Throwable thrown, Object @Nullable [] tags) throws BpfException {
        var event = new Span();
        if (event.isEnabled()) {
            fill(event, place, thrown);
            event.tags = SpanTags.text(tags);
            event.commit();
        }
    }

    /** Does once what a span does, but for the commit. */
    void rehearse() throws BpfException {
        begin(-1);
        fill(new Span(), 0, null);
        SpanTags.text(new Object[] {"", ""});
        var its = account == null ? null : account.slot();
        if (its != null) {
            var virtual = new VirtualAccount(its);
            virtual.unmounted(true);
            virtual.submitted(true);
            carry(virtual, number, true);
            virtual.read(new long[ThreadAccount.READING], 0);
            virtual.wrongSince();
            depth = 0;
            nameOn(its);
        }
    }

    /** Takes a turn of this virtual thread; see {@link Turn}. The thread itself does not run. */
    void turn(int what) {
        if (account instanceof VirtualAccount its) {
            var isRead = depth > 0;
            switch (what) {
                case Turn.MOUNT -> {
                    recorder.current().carry(its, number, isRead);
                    renameOn(its.runsOn());
                }
                case Turn.UNMOUNT -> {
                    recorder.current().renameOn(its.runsOn()); // the carrier's own
                    its.unmounted(isRead);
                }
                default -> its.submitted(isRead);
            }
        }
    }

    /** Mounts a virtual thread on this thread. */
    private void carry(VirtualAccount of, int itsNumber, boolean isRead) {
        var current = recorder.settings();
        if (current.number() != number) {
            follow(current);
        }
        var its = account;
        of.mounted(its == null || number != itsNumber ? null : its.slot(), noAccount, isRead);
    }

    /** Tells the kernel the innermost of the open spans, as that of the thread that has a slot. */
    private void nameOn(@Nullable Slot slot) {
        if (slot == null) {
            return;
        }
        nameOn(slot, depth);
    }

    /** Does the same after another has done it. What is there might have its id in the next place. */
    private void renameOn(@Nullable Slot slot) {
        if (slot != null) {
            slot.unname();
            nameOn(slot);
        }
    }

    /** @param open how many of the spans count as open */
    private void nameOn(Slot slot, int open) {
        if (open == 0) {
            slot.unname();
        } else {
            idPlace ^= 1;
            slot.name(idPlace, number, frames[(open - 1) * FRAME + ID], methods[open - 1]);
        }
    }

    /** Marks the open spans whose bills are wrong. */
    private void markSince(long since) {
        if (since == SlotFaults.NEVER) {
            return;
        }
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
        account = null;
        isBusy = true;
        try {
            account = open(next);
            nameOn(account == null ? null : account.slot());
        } catch (BpfException | IllegalStateException e) {
            noAccount = String.valueOf(e.getMessage());
        } finally {
            isBusy = false;
        }
        number = next.number(); // at last: what else is thrown above leaves it to the next span
    }

    private @Nullable ThreadAccount open(SpanSettings next) throws BpfException {
        var slots = next.slots();
        noAccount = slots == null ? next.noSlots() : recorder.whyNoAccount(Thread.currentThread());
        if (slots == null || !noAccount.isEmpty()) {
            return null;
        }
        var slot = slots.claim().orElse(null);
        if (slot == null) {
            noAccount = NO_SLOT;
            return null;
        }
        return recorder.hasCarrier(Thread.currentThread()) ? new VirtualAccount(slot) : new ThreadAccount(slot);
    }

    private void fill(Span event, int place, @Nullable Throwable thrown) throws BpfException {
        var begin = place * FRAME;
        var now = new long[ThreadAccount.READING];
        var its = account;
        var isBilled = its != null && readWhole(its, now, place) && frames[begin + WRONG] == 0;
        if (isBilled) {
            SpanBilling.set(event, frames, begin, now);
        } else {
            now[TIME] = System.nanoTime();
            event.unaccounted = now[TIME] - frames[begin + TIME];
            event.noBill = its == null ? noAccount : its.fault();
        }
        event.osThreadId = its == null ? 0 : its.tid();
        event.spanId = frames[begin + ID];
        event.parentId = place == 0 ? 0 : frames[begin - FRAME + ID];
        event.exception = thrown == null ? null : thrown.getClass().getName();
        recorder.identify(event, methods[place]);
        recorder.setTimes(event, frames[begin + TIME], now[TIME]);
    }

    /** Reads the account, and has the kernel check that what was read lacks nothing. Else it reads again. */
    private boolean readWhole(ThreadAccount its, long[] to, int place) throws BpfException {
        for (var i = 0; i < READINGS; i++) {
            if (!its.read(to, 0)) {
                return false;
            }
            var slot = its.runsOn();
            if (slot != null) {
                nameOn(slot, place); // at once: what follows is not in the bill
            }
            var before = its.stale();
            if (!its.refresh()) {
                return false;
            }
            markSince(its.wrongSince());
            if (its.stale() == before) {
                return true;
            }
        }
        return false;
    }
}
