package dev.pitot.hotspot;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.usdt.KernelText;
import dev.pitot.usdt.PathText;
import dev.pitot.usdt.UsdtFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tries a probe at a function's return on a child, which inherits this process's seccomp filter.
 *
 * <p>The child is a shell that waits for a line and then writes one. The probe is at the return of {@code write} in its
 * C library. If the filter kills for that, it kills the shell.
 */
final class ReturnTrial {
    private static final List<String> CHILD = List.of("/bin/sh", "-c", "ulimit -c 0; read -r go; echo done");
    private static final String FUNCTION = "write";
    private static final int SECONDS = 2;

    private ReturnTrial() {}

    /** Returns whether the shell survived. Also false if the trial was not possible. */
    static boolean passes() {
        try {
            var builder = new ProcessBuilder(CHILD);
            // the application's environment may hold shell functions and preloaded libraries
            builder.environment().clear();
            var shell = builder.directory(Path.of("/").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return passes(shell);
            } finally {
                shell.destroyForcibly().waitFor(SECONDS, TimeUnit.SECONDS);
                shell.getOutputStream().close();
            }
        } catch (IOException | BpfException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean passes(Process shell) throws IOException, BpfException, InterruptedException {
        var library = library(shell);
        if (library.isEmpty()) {
            return false;
        }
        var offsets = new long[] {offset(library.get())};
        var bpf = new Bpf();
        try (var hits = bpf.counter();
                var program = bpf.countingUprobe("return_trial", hits)) {
            var link = program.attachUprobes(library.get().toString(), offsets, new long[1], true, (int) shell.pid());
            try (link) {
                return livesOn(shell) && value(hits) > 0;
            }
        }
    }

    /** Returns the shell's C library, glibc or musl, once it is loaded. */
    private static Optional<Path> library(Process shell) throws IOException, InterruptedException {
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        var maps = Path.of("/proc", Long.toString(shell.pid()), "maps");
        while (System.nanoTime() < until && shell.isAlive()) {
            var found = KernelText.lines(maps)
                    .filter(line -> line.matches(".* r-xp .*/(libc\\.so\\.6|libc-[^/]*\\.so|ld-musl-[^/]*)"))
                    .flatMap(line -> PathText.path(line.substring(line.indexOf('/'))).stream())
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            Thread.sleep(1);
        }
        return Optional.empty();
    }

    private static long offset(Path library) throws IOException {
        try (var file = UsdtFile.open(library)) {
            return file.function(FUNCTION)
                    .orElseThrow(() -> new IOException(library + " has no function " + FUNCTION))
                    .offset();
        }
    }

    private static boolean livesOn(Process shell) throws IOException, InterruptedException {
        shell.getOutputStream().write('\n');
        shell.getOutputStream().flush();
        if (!shell.waitFor(SECONDS, TimeUnit.SECONDS)) {
            return false;
        }
        var said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        return shell.exitValue() == 0 && said.equals("done\n");
    }

    private static long value(BpfMap counter) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var value = arena.allocate(ValueLayout.JAVA_LONG);
            counter.get(0, value);
            return value.get(ValueLayout.JAVA_LONG, 0);
        }
    }
}
