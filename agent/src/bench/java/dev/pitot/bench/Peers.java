package dev.pitot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The same work by the neighbours: start to first event, their memory, and what a switch costs with them. */
final class Peers {
    private static final String BPFTRACE = """
            BEGIN { printf("ready\\n"); }
            tracepoint:sched:sched_switch { @on[args->prev_pid] = nsecs; @run = hist(nsecs - @on[args->next_pid]); }
            usdt:LIBJVM:hotspot:thread__park__begin { @parked[tid] = nsecs; }
            usdt:LIBJVM:hotspot:thread__park__end { @park = hist(nsecs - @parked[tid]); }
            """;

    private static final String BCC = """
            from bcc import BPF, USDT
            import resource, sys
            text = '''
            BPF_HASH(start, u32, u64);
            BPF_HISTOGRAM(dist, int);
            RAW_TRACEPOINT_PROBE(sched_switch) { u32 cpu = bpf_get_smp_processor_id(); u64 t = bpf_ktime_get_ns();
              u64 *s = start.lookup(&cpu); if (s) dist.increment(bpf_log2l(t - *s)); start.update(&cpu, &t); return 0; }
            '''
            b = BPF(text=text)
            print("ready", flush=True)
            sys.stdin.read()
            """;

    private Peers() {}

    static List<Row> measure() throws Exception {
        var libjvm = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
        var target = Jvm.start(List.of(), KernelCost.Idle.class);
        try {
            var script = Files.createTempFile("peer", ".bt");
            Files.writeString(script, BPFTRACE.replace("LIBJVM", libjvm.toString()));
            var rows = List.of(
                    row(
                            "bpftrace, switch histogram and parks: ready, a switch",
                            "bpftrace",
                            "-p",
                            "" + target.pid(),
                            "" + script),
                    row("BCC (Python), a switch histogram: ready, a switch", "python3-with-bcc"));
            Files.delete(script);
            return rows;
        } finally {
            target.destroyForcibly().waitFor();
        }
    }

    private static Row row(String what, String... command) throws IOException, InterruptedException {
        var from = System.nanoTime();
        var process = start(command);
        try (var out = process.inputReader()) {
            String line;
            while ((line = out.readLine()) != null && !line.contains("ready")) {
                // what it prints before
            }
            var millis = (System.nanoTime() - from) / 1e6;
            if (line == null) {
                return Row.of(what, "does not run", "exit " + process.waitFor());
            }
            var cost = costOfSwitch();
            return Row.of(
                    what,
                    "%.0f ms, %.0f ns".formatted(millis, cost),
                    "resident %.0f MB".formatted(resident(process.pid())));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** By the kernel's own count, of the program that ran most often while threads switch. */
    private static double costOfSwitch() throws IOException, InterruptedException {
        var load = Jvm.start(List.of(), KernelCost.Pipes.class, "6");
        try (var stats = new ProgramStats()) {
            Thread.sleep(1000);
            var from = stats.read();
            Thread.sleep(3000);
            return stats.read().entrySet().stream()
                    .map(program ->
                            program.getValue().minus(from.getOrDefault(program.getKey(), new ProgramStats.Cost(0, 0))))
                    .max(java.util.Comparator.comparingLong(ProgramStats.Cost::runs))
                    .map(ProgramStats.Cost::perRun)
                    .orElse(Double.NaN);
        } finally {
            load.destroyForcibly().waitFor();
        }
    }

    private static Process start(String... command) throws IOException {
        if (command[0].equals("python3-with-bcc")) {
            var builder = new ProcessBuilder("/usr/bin/python3", "-c", BCC);
            builder.environment().put("BCC_KERNEL_SOURCE", System.getProperty("pitot.headers", ""));
            return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        }
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static double resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }
}
