package dev.pitot.bpf;

import java.nio.file.Path;
import java.util.Objects;

/** A refusal or failure of the kernel or of libbcc, with one line for the cause and one for the remedy. */
public sealed class BpfException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    BpfException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** Never without one. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** Returns what the user can do about it, as half a sentence. */
    public String remedy() {
        return remedy;
    }

    /** The kernel has the feature, but this process may not use it. */
    public static final class NotPermitted extends BpfException {
        private static final long serialVersionUID = 1L;

        public NotPermitted(String what) {
            this(
                    what,
                    "run as root, or give the process CAP_BPF and CAP_PERFMON outside of a user namespace, or have an"
                            + " administrator install the helper");
        }

        public NotPermitted(String what, String remedy) {
            super(what + " is not permitted", remedy);
        }
    }

    /** This kernel lacks the feature. */
    public static final class NotSupported extends BpfException {
        private static final long serialVersionUID = 1L;

        public NotSupported(String what, String since) {
            super(what + " is not supported by this kernel", "use " + since);
        }
    }

    /** A library is missing, or lacks a function. */
    public static final class MissingLibrary extends BpfException {
        private static final long serialVersionUID = 1L;

        public MissingLibrary(String library, String why) {
            super(library + " " + why, "install the package libbpfcc (Debian, Ubuntu) or bcc (Fedora, RHEL)");
        }
    }

    /** clang rejected the sources and printed why. */
    public static final class CompilationFailed extends BpfException {
        private static final long serialVersionUID = 1L;

        CompilationFailed() {
            super("libbcc could not compile Pitot's programs", "report it with the output of doctor");
        }
    }

    /** The verifier rejected a program: a defect of Pitot on this kernel. */
    public static final class VerifierRefused extends BpfException {
        private static final long serialVersionUID = 1L;

        private final String log;

        public VerifierRefused(String program, String log) {
            this(
                    "the verifier refused " + program + ": " + lastReason(log),
                    log,
                    "the output of java -jar pitot.jar doctor");
        }

        private VerifierRefused(String message, String log, String what) {
            super(message, "please open an issue in Pitot's repository with " + what);
            this.log = log;
        }

        /** Returns a copy that also names the file with the log. */
        VerifierRefused keptIn(Path file) {
            return new VerifierRefused(getMessage(), log, file + " and the output of java -jar pitot.jar doctor");
        }

        /** Returns the verifier's log; only its end if it is longer than 16 MB. */
        public String log() {
            return log;
        }

        private static String lastReason(String log) {
            var lines = log.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("processed "))
                    .toList();
            return lines.isEmpty() ? "no reason given" : lines.getLast();
        }
    }

    /** The helper does not serve this process, or failed to. */
    public static final class HelperRefused extends BpfException {
        private static final long serialVersionUID = 1L;

        public static final String REINSTALL = "install the helper of this version of Pitot";

        public HelperRefused(String message, String remedy) {
            super(message, remedy);
        }

        static HelperRefused notStarted(Path helper, int errno) {
            return errno == EACCES || errno == EPERM
                    ? new HelperRefused(
                            "this user may not run the helper " + helper,
                            "have an administrator add the user to the group pitot, and log in again")
                    : new HelperRefused(
                            "the helper " + helper + " could not be started, errno " + errno,
                            "install it, or correct the option helper");
        }
    }

    /** The process has too few free file descriptors. */
    public static final class NoRoom extends BpfException {
        private static final long serialVersionUID = 1L;

        public NoRoom(long open, long limit, int needed) {
            super(
                    "this process has " + open + " of " + limit + " permitted files open, and Pitot needs " + needed,
                    "raise the limit (ulimit -n) by " + 2 * needed);
        }
    }

    /** Signals interrupted a system call again and again. */
    public static final class Interrupted extends BpfException {
        private static final long serialVersionUID = 1L;

        Interrupted(String what) {
            super(
                    what + " was repeatedly interrupted by signals",
                    "use a longer interval in the profiler that sends them, and start the recording again");
        }
    }

    /** A system call failed for any other reason. */
    public static final class SystemCallFailed extends BpfException {
        private static final long serialVersionUID = 1L;

        private final int errno;

        SystemCallFailed(String what, int errno) {
            super(what + " failed with errno " + errno, "see the output of doctor");
            this.errno = errno;
        }

        /** Returns the error number, as in errno(3). */
        public int errno() {
            return errno;
        }
    }

    static final int EPERM = 1;
    static final int EINVAL = 22;
    static final int ENOENT = 2;
    static final int EACCES = 13;

    static BpfException of(String what, int errno) {
        if (Signals.wasInterrupted(-errno)) {
            return new Interrupted(what);
        }
        return errno == EPERM || errno == EACCES ? new NotPermitted(what) : new SystemCallFailed(what, errno);
    }
}
