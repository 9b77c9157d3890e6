package dev.pitot.cost;

import dev.pitot.attach.Session;
import dev.pitot.bpf.BpfException;
import dev.pitot.kernel.LoadedProgram;
import dev.pitot.kernel.RunTimes;
import dev.pitot.kernel.TracepointProgram;
import dev.pitot.record.Layout;
import dev.pitot.threads.OwnThreads;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The current session as the subject of a meter. Everything is empty while there is no session. */
public final class CurrentSession implements CostMeter.Subject {
    private final Supplier<@Nullable Session> sessions;

    public CurrentSession(Supplier<@Nullable Session> sessions) {
        this.sessions = sessions;
    }

    /**
     * Returns a meter that uses the kernel's statistics or, where these are not permitted, the programs' own timing.
     */
    public CostMeter meter(TrapCost trap) {
        return new CostMeter(
                this,
                List.of(new Locked(new KernelRunTimes(this::programs, this::idle, trap)), new OwnRunTimes()),
                trap);
    }

    @Override
    public long[] hits() {
        var session = sessions.get();
        return session == null
                ? new long[Layout.RECORD_TYPES]
                : session.reader().hits();
    }

    @Override
    public long[] records() {
        var session = sessions.get();
        return session == null
                ? new long[Layout.RECORD_TYPES]
                : session.reader().records();
    }

    @Override
    public Map<String, Long> threads() {
        return OwnThreads.times();
    }

    private List<LoadedProgram> programs() {
        var session = sessions.get();
        return session == null ? List.of() : session.programs();
    }

    private @Nullable TracepointProgram idle() throws BpfException {
        var session = sessions.get();
        return session == null ? null : session.idleProbe();
    }

    /** Holds the session's lock while it reads, so that no program is freed meanwhile. */
    private final class Locked implements RunTimes {
        private final RunTimes times;

        Locked(RunTimes times) {
            this.times = times;
        }

        @Override
        public void on() throws BpfException {
            times.on();
        }

        @Override
        public Map<String, RunTime> read() throws BpfException {
            var session = sessions.get();
            if (session == null) {
                return Map.of();
            }
            synchronized (session.programsLock()) {
                return times.read();
            }
        }

        @Override
        public void off() {
            times.off();
        }

        @Override
        public double overheadNanos() {
            return times.overheadNanos();
        }

        @Override
        public String source() {
            return times.source();
        }
    }

    /** The timing of the frequent programs by themselves, from their first instruction almost to their last. */
    private final class OwnRunTimes implements RunTimes {
        @Override
        public void on() throws BpfException {
            var session = sessions.get();
            if (session != null && !session.isTiming()) {
                throw new BpfException.NotSupported(
                        "timing of the programs by themselves",
                        "the kernel's statistics, which are permitted but failed");
            }
            time(true);
        }

        @Override
        public Map<String, RunTime> read() throws BpfException {
            var session = sessions.get();
            return session == null ? Map.of() : session.reader().ownRunTimes();
        }

        @Override
        public void off() {
            try {
                time(false);
            } catch (BpfException e) {
                // The programs go on timing themselves, which costs a few ns per run.
            }
        }

        private void time(boolean on) throws BpfException {
            var session = sessions.get();
            if (session != null) {
                session.reader().timeRuns(on);
            }
        }

        @Override
        public double overheadNanos() {
            return 0;
        }

        @Override
        public String source() {
            return "sampling by the programs themselves";
        }
    }
}
