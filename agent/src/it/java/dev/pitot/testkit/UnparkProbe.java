package dev.pitot.testkit;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfLink;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.kernel.OwnProcess;
import dev.pitot.usdt.Site;
import dev.pitot.usdt.UsdtFile;
import java.io.IOException;
import java.nio.file.Path;

/** A probe of this JVM that only {@code LockSupport.unpark} hits. Programs whose runs are counted are attached there. */
public final class UnparkProbe {
    private static final Path LIBJVM = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");

    private UnparkProbe() {}

    /** Attaches a program to all sites of the probe, until the link is closed. */
    public static BpfLink attach(BpfProgram program) throws IOException, BpfException {
        try (var file = UsdtFile.open(LIBJVM)) {
            var offsets = file.probes().stream()
                    .filter(probe -> probe.name().equals("thread__unpark"))
                    .flatMap(probe -> probe.sites().stream())
                    .mapToLong(Site::offset)
                    .toArray();
            return program.attachUprobes(LIBJVM.toString(), offsets, new long[offsets.length], false, OwnProcess.pid());
        }
    }
}
