package dev.pitot.bench;

import dev.pitot.bpf.Bpf;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfKind;
import dev.pitot.usdt.UsdtFile;
import java.nio.file.Path;

/** Programs that return 0, at sched_switch and at a process's park probes: what being attached costs at the least. */
final class EmptyPrograms {
    /** {@code r0 = 0; exit}. */
    public static void main(String[] arguments) throws Exception {
        var bpf = new Bpf();
        var type = Btf.read(Btf.VMLINUX)
                .typeId(BtfKind.TYPEDEF, "btf_trace_sched_switch")
                .orElseThrow();
        bpf.tracepoint("empty_switch", Bpf.NOTHING, type).attach();
        var libjvm = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
        try (var file = UsdtFile.open(libjvm)) {
            var offsets = file.probes().stream()
                    .filter(probe -> probe.name().startsWith("thread__park"))
                    .flatMap(probe -> probe.sites().stream())
                    .mapToLong(site -> site.offset())
                    .toArray();
            var program = bpf.uprobeMulti("empty_hit", Bpf.NOTHING);
            program.attachUprobes(
                    libjvm.toString(), offsets, new long[offsets.length], false, Integer.parseInt(arguments[0]));
        }
        Thread.sleep(60_000);
    }
}
