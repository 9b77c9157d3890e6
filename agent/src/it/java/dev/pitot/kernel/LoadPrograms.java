package dev.pitot.kernel;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.compiler.Bundles;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code LoadPrograms FOLDER}: loads each program of this kernel's bundle alone, in each way in which it can be attached, and
 * prints a line for each: {@code ok}, {@code absent} (the kernel has no such way) or {@code refused}, program, way. Why one was
 * refused, which is the verifier's log, is in the folder.
 */
final class LoadPrograms {
    private final LoadedBundle kernel;
    private final Path logs;

    private LoadPrograms(LoadedBundle kernel, Path logs) {
        this.kernel = kernel;
        this.logs = logs;
    }

    interface Load {
        AutoCloseable load() throws BpfException;
    }

    public static void main(String[] arguments) throws Exception {
        var jar = Path.of(LoadedBundle.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var bundle = new Bundles(jar, null, null, Bundles.Observer.NONE).get();
        var logs = Files.createDirectories(Path.of(arguments[0]));
        try (var kernel = new LoadedBundle(new OwnObjects(new Bpf(), bundle, 0), bundle)) {
            for (var program : bundle.programs()) {
                new LoadPrograms(kernel, logs).load(program);
            }
        }
    }

    private void load(ProgramSpec program) throws Exception {
        var name = program.name();
        if (name.startsWith("tp__")) {
            var tracepoint = name.substring("tp__".length());
            load(name, "tracepoint", kernel.has(tracepoint), () -> closing(kernel.trace(tracepoint)));
        } else if (name.startsWith("iter__")) {
            load(name, "iterator", true, kernel::iterator);
        } else if (name.startsWith("call__")) {
            load(name, "call", true, () -> kernel.callable(name));
        } else {
            load(name, "uprobe_multi", hasUprobeMulti(), kernel::uprobeMulti);
            load(name, "perf", true, kernel::uprobe);
        }
    }

    private static AutoCloseable closing(TracepointProgram probe) {
        return probe::close;
    }

    private boolean hasUprobeMulti() {
        try {
            kernel.own().orElseThrow().uprobeMulti("probe", Bpf.NOTHING).close();
            return true;
        } catch (BpfException e) {
            return false;
        }
    }

    private void load(String name, String way, boolean there, Load load) throws Exception {
        System.out.println((there ? attempt(name, way, load) : "absent") + " " + name + " " + way);
    }

    private String attempt(String name, String way, Load load) throws Exception {
        try {
            load.load().close();
            return "ok";
        } catch (BpfException e) {
            var log = e instanceof BpfException.VerifierRefused refused ? refused.log() : e.getMessage();
            Files.writeString(logs.resolve(name + "." + way), log);
            return "refused";
        }
    }
}
