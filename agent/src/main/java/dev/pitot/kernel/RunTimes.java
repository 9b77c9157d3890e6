package dev.pitot.kernel;

import dev.pitot.bpf.BpfException;
import java.util.Map;

/** Counts the runs of the programs and their time. */
public interface RunTimes {
    /** The totals of one program. Only differences are meaningful. */
    record RunTime(long runs, long nanos) {
        public static final RunTime NONE = new RunTime(0, 0);

        public RunTime plus(RunTime other) {
            return new RunTime(runs + other.runs, nanos + other.nanos);
        }

        /**
         * Returns the difference to an earlier total. If the program was reloaded meanwhile, it returns the total of
         * the new one.
         */
        public RunTime since(RunTime earlier) {
            return runs < earlier.runs || nanos < earlier.nanos
                    ? this
                    : new RunTime(runs - earlier.runs, nanos - earlier.nanos);
        }
    }

    /** Starts counting. */
    void on() throws BpfException;

    /** Returns the totals by program name. */
    Map<String, RunTime> read() throws BpfException;

    /** Stops counting. */
    void off();

    /** Returns the nanoseconds that counting adds to each run; 0 if unknown. */
    double overheadNanos();

    /** Returns who counts, for the field {@code source} of {@code pitot.ProbeCost}. */
    String source();
}
