package dev.pitot.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.KernelClock;
import dev.pitot.record.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The accounts of threads with spans, in memory that the kernel and this process share (spans.h). A thread reads its
 * own account there without a system call.
 *
 * <p>Thread-safe. After {@link #close} a read throws IllegalStateException: the arena sees to it that no thread reads
 * memory that is gone.
 */
public final class SpanSlots implements AutoCloseable {
    private static final int NO_SLOT = -1;

    /** The slots that a thread tries. A taken one is seen before it is asked for, so that few tries fail. */
    private static final int TRIES = 8;

    private final Arena arena = Arena.ofShared();
    private final AtomicInteger next = new AtomicInteger();
    private final BpfProgram claim;
    private final MemorySegment slots;
    private final MemorySegment words;
    private final long kernelOffset;

    public SpanSlots(LoadedBundle kernel) throws BpfException {
        try {
            kernelOffset = KernelClock.measure().offset();
            slots = kernel.map("span_slots").shared(arena, false);
            words = kernel.map("span_words").shared(arena, true);
            claim = kernel.spanSlot();
        } catch (BpfException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Gives the operating system's thread that runs this a slot, or the one that it has. Empty if all are taken, or if the
     * kernel does not trace the thread.
     */
    public Optional<Slot> claim() throws BpfException {
        for (var tries = 0; tries < TRIES; tries++) {
            var slot = Bpf.call(claim, free());
            if (slot != NO_SLOT) {
                return Optional.of(new Slot(this, slot));
            }
        }
        return Optional.empty();
    }

    private int free() {
        for (var i = 0; i < Layout.MAX_SPAN_THREADS; i++) {
            var slot = Math.floorMod(next.getAndIncrement(), Layout.MAX_SPAN_THREADS);
            if (slots.get(JAVA_LONG, (long) slot * Layout.SPAN_SLOT_SIZE + Layout.SPAN_REFS) == 0) {
                return slot;
            }
        }
        return Layout.MAX_SPAN_THREADS; // the kernel gives that to nobody
    }

    /**
     * Says under which settings spans count from now on. Spans of other settings name nothing any more.
     *
     * @param settings their number, from 1 on; 0: no span counts
     */
    public void count(int settings) {
        words.set(JAVA_LONG, Layout.SPAN_WORDS_SETTINGS, settings);
    }

    /** Frees all. No slot can be read any more. */
    @Override
    public void close() {
        claim.close();
        arena.close();
    }

    /** One thread's account. Only that thread may read its totals; any may ask for its faults. */
    public static final class Slot {
        public static final int NONE = NO_SLOT;

        private static final VarHandle SEQ = JAVA_INT.varHandle();
        private static final VarHandle LONG = JAVA_LONG.varHandle();
        private static final int TRIES = 16;

        private final SpanSlots all;
        private final int number;
        private final MemorySegment slot;
        private final MemorySegment word;
        private final long kernelOffset;

        private Slot(SpanSlots all, int number) {
            this.all = all;
            this.number = number;
            slot = all.slots.asSlice((long) number * Layout.SPAN_SLOT_SIZE, Layout.SPAN_SLOT_SIZE);
            word = all.words.asSlice((long) number * Layout.SPAN_WORD_SIZE, Layout.SPAN_WORD_SIZE);
            kernelOffset = all.kernelOffset;
        }

        /** Returns the operating system's id of the thread. */
        public int tid() {
            return slot.get(JAVA_INT, Layout.SPAN_TID);
        }

        /**
         * Has the kernel look whether the switch by which this thread got its CPU was traced, and correct the account if
         * not. A system call.
         *
         * @return the number of the slot that this thread has; {@link #NONE} if the kernel could not tell
         */
        public int refresh() throws BpfException {
            return Bpf.call(all.claim, number);
        }

        public int number() {
            return number;
        }

        /**
         * Reads {@link Layout#SPAN_VALUES} totals, and the time as of which they are.
         *
         * <p>The thread may lose its CPU in between. Then it reads again. The time is told to the kernel first, so that no
         * later sleep begins before it.
         *
         * @param to gets the time of {@code System.nanoTime()}, then the totals
         * @return whether the totals are of one moment
         */
        public boolean read(long[] to, int at) {
            for (var tries = 0; tries < TRIES; tries++) {
                var seq = (int) SEQ.getAcquire(slot, (long) Layout.SPAN_SEQ);
                var now = System.nanoTime();
                word.set(JAVA_LONG, Layout.SPAN_TOLD_UNTIL, now - kernelOffset);
                to[at] = now;
                for (var i = 0; i < Layout.SPAN_VALUES; i++) {
                    to[at + 1 + i] = slot.get(JAVA_LONG, Layout.SPAN_TOTALS + 8L * i);
                }
                VarHandle.acquireFence();
                if ((int) SEQ.getAcquire(slot, (long) Layout.SPAN_SEQ) == seq) {
                    return true;
                }
            }
            return false;
        }

        /**
         * Tells the kernel which span this thread is in. The id is written where none counts, and a single store then makes it
         * count: the kernel may look between the two stores.
         *
         * @param place of the id, 0 or 1, in turns
         * @param settings number of the settings that it began under
         * @param id is not 0
         */
        public void name(int place, int settings, long id, int method) {
            // Not before the store that made the other count.
            LONG.setRelease(word, Layout.SPAN_IDS + 8L * place, id);
            LONG.setRelease(
                    word,
                    (long) Layout.SPAN_CURRENT,
                    (long) settings << Layout.SPAN_SETTINGS_BIT
                            | (method & 0xffffffffL) << Layout.SPAN_METHOD_BIT
                            | place + 1);
        }

        /** Tells the kernel that this thread is in no span. */
        public void unname() {
            LONG.setRelease(word, (long) Layout.SPAN_CURRENT, 0L);
        }

        /** Returns how often this thread has read while the account lacked a wait that was over. */
        public long stale() {
            return slot.get(JAVA_LONG, Layout.SPAN_STALE);
        }

        /**
         * Returns since when readings were wrong, as {@code System.nanoTime()}.
         *
         * @param time counted from 0; one of the last {@link Layout#STALE_READINGS}
         */
        public long staleSince(long time) {
            var at = Layout.SPAN_STALE_SINCE + 8 * (time & Layout.STALE_READINGS - 1);
            return slot.get(JAVA_LONG, at) + kernelOffset;
        }

        /** Returns how often this thread has left its CPU unseen, so that a wait counts as running. */
        public long lost() {
            return slot.get(JAVA_LONG, Layout.SPAN_LOST);
        }
    }
}
