package dev.pitot.matrix;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.btf.BtfKind;
import dev.pitot.usdt.UsdtFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Shows whether this kernel lets one thread's program at a uprobe write over another's stack, and whether {@code bpf_preempt_disable}
 * keeps it from that: many more threads than CPUs hit {@code hotspot:thread__unpark}, where a {@link CanaryProgram} takes its time.
 *
 * <p>Two lines on stdout: {@code canary bare: 12 of 34567 runs overwritten}, and the same for {@code guarded}. Exit status 1 if a
 * guarded one was. Arguments: for how many seconds each.
 */
public final class Canary {
    private static final int ARRAY = 2; // BPF_MAP_TYPE_ARRAY
    private static final int THREADS = 24;

    private static volatile boolean stopping;

    private Canary() {}

    public static void main(String[] arguments) throws Exception {
        var seconds = Integer.parseInt(arguments[0]);
        var btf = Btf.read(Btf.VMLINUX);
        var disable = function(btf, "bpf_preempt_disable");
        var enable = function(btf, "bpf_preempt_enable");
        try {
            run("bare", 0, 0, seconds);
            if (disable == 0) {
                System.out.println("canary guarded: this kernel has no bpf_preempt_disable");
            } else if (run("guarded", disable, enable, seconds) > 0) {
                System.exit(1);
            }
        } catch (BpfException.NotSupported e) {
            System.out.println("canary not tried: " + e.getMessage());
        }
    }

    private static int function(Btf btf, String name) throws BtfException {
        return btf.typeId(BtfKind.FUNC, name).orElse(0);
    }

    private static long run(String name, int disable, int enable, int seconds)
            throws BpfException, IOException, InterruptedException {
        var bpf = new Bpf();
        var libjvm = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
        var offsets = offsets(libjvm);
        var pid = (int) ProcessHandle.current().pid();
        try (var counts = bpf.map("canary", ARRAY, 4, 8, 2, 0);
                var program = bpf.uprobeMulti("canary", CanaryProgram.of(counts.number(), disable, enable))) {
            var link = program.attachUprobes(libjvm.toString(), offsets, new long[offsets.length], false, pid);
            try (link) {
                hit(seconds);
            }
            var overwritten = value(counts, 1);
            System.out.printf("canary %s: %d of %d runs overwritten%n", name, overwritten, value(counts, 0));
            return overwritten;
        }
    }

    private static long value(BpfMap counts, int element) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var value = arena.allocate(ValueLayout.JAVA_LONG);
            counts.get(element, value);
            return value.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    private static long[] offsets(Path libjvm) throws IOException {
        try (var file = UsdtFile.open(libjvm)) {
            return file.probes().stream()
                    .filter(probe -> probe.name().equals("thread__unpark"))
                    .flatMap(probe -> probe.sites().stream())
                    .mapToLong(site -> site.offset())
                    .toArray();
        }
    }

    private static void hit(int seconds) throws InterruptedException {
        stopping = false;
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                while (!stopping) {
                    LockSupport.unpark(Thread.currentThread());
                }
            }));
        }
        Thread.sleep(seconds * 1000L);
        stopping = true;
        for (var thread : threads) {
            thread.join();
        }
    }
}
