package dev.pitot.testkit;

import java.util.List;
import java.util.stream.Stream;

/** Ends what a test has started, and waits until it has ended: until then it may write into the folder that JUnit deletes. */
public final class Ending {
    private static final String COMPILER = "dev.pitot.compiler.CompilerMain";

    private Ending() {}

    /**
     * Kills a process and all that it has started, and waits for them. The compiler child is let alone: it fills the cache when the
     * JVM is gone, and removes what else it has written.
     */
    public static void of(Process process) {
        var all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.stream().filter(one -> !isCompiler(one)).forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
    }

    /** Compiler children whose JVM has ended: they are nobody's descendants any more. */
    static List<ProcessHandle> orphans() {
        return ProcessHandle.allProcesses()
                .filter(Ending::isCompiler)
                .filter(one -> one.parent().filter(Ending::isJvm).isEmpty())
                .toList();
    }

    private static boolean isJvm(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/java");
    }

    private static boolean isCompiler(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(COMPILER);
    }
}
