package dev.pitot.kernel;

import dev.pitot.bpf.BpfException;
import java.util.Map;

/** How often the programs ran and how long that took, from whoever counts it. */
public interface RunTimes {
    /** Of one program, totals: only differences mean something. */
    record RunTime(long runs, long nanos) {
        public static final RunTime NONE = new RunTime(0, 0);

        public RunTime plus(RunTime other) {
            return new RunTime(runs + other.runs, nanos + other.nanos);
        }

        /** Of a program that has been loaded anew meanwhile, what the new one did. */
        public RunTime since(RunTime earlier) {
            return runs < earlier.runs || nanos < earlier.nanos
                    ? this
                    : new RunTime(runs - earlier.runs, nanos - earlier.nanos);
        }
    }

    /** From now on it is counted. */
    void on() throws BpfException;

    /** By the program's name. */
    Map<String, RunTime> read() throws BpfException;

    /** It need not be counted any more. */
    void off();

    /** Nanoseconds that counting itself adds to the time of each run; 0 when not known. */
    double overheadNanos();

    /** Who counts: for the field {@code source} of {@code pitot.ProbeCost}. */
    String source();
}
