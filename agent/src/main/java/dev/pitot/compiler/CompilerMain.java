package dev.pitot.compiler;

import dev.pitot.bpf.BccModule;
import dev.pitot.bpf.BpfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleCodec;
import dev.pitot.bundle.MapSpec;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The child process that compiles.
 *
 * <p>{@code CompilerMain DIRECTORY KEY} compiles with the flags in {@code DIRECTORY/flags}, one on each line. It writes
 * the header tree and {@code bundle} into the directory. Its variable {@code BCC_KERNEL_SOURCE} is {@code
 * DIRECTORY/headers}. A failure is exit status 1 and two lines on stderr, cause and remedy. When its stdin ends, the
 * parent JVM is gone: the child then removes the directory and exits.
 */
public final class CompilerMain {
    static final String HEADERS = "headers";
    static final String FLAGS = "flags";
    static final String OUTPUT = "bundle";
    static final String CAUSE = "pitot cause: ";
    static final String REMEDY = "pitot remedy: ";

    /** Held while files are written, so that no file appears in a directory that is being removed. */
    private static final Object WRITING = new Object();

    private CompilerMain() {}

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        var directory = Path.of(arguments[0]);
        Thread.ofPlatform().daemon().name("parent").start(() -> endWithParent(directory));
        standInFront();
        try {
            synchronized (WRITING) {
                Sources.writeHeaders(directory.resolve(HEADERS));
            }
            var bundle = compile(
                    arguments[1], KernelText.lines(directory.resolve(FLAGS)).toList());
            synchronized (WRITING) {
                Files.write(directory.resolve(OUTPUT), BundleCodec.encode(bundle));
            }
        } catch (BpfException e) {
            fail(e.getMessage(), e.remedy());
        } catch (IOException e) {
            fail(e.toString(), "see java -jar pitot.jar doctor");
        }
    }

    private static void fail(String cause, String remedy) {
        System.err.println(CAUSE + cause);
        System.err.println(REMEDY + remedy);
        System.exit(1);
    }

    /** Makes the kernel kill this process first when memory runs out, and not the application. */
    private static void standInFront() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
        } catch (IOException e) {
            // /proc is read-only; only this precaution is lost.
        }
    }

    /** Waits for the end of stdin, which means that the parent has ended, however it did. The parent never writes. */
    private static void endWithParent(Path directory) {
        try {
            while (System.in.read() >= 0) {
                // The parent never writes.
            }
        } catch (IOException e) {
            // A missing pipe is as good as an end.
        }
        synchronized (WRITING) {
            Scratch.delete(directory);
            Runtime.getRuntime().halt(1);
        }
    }

    private static Bundle compile(String key, List<String> flags) throws BpfException {
        try (var module = BccModule.compile(Sources.text(), flags)) {
            var indices = new HashMap<Integer, Integer>();
            var maps = maps(module, indices);
            return new Bundle(key, maps, programs(module, indices));
        }
    }

    private static List<MapSpec> maps(BccModule module, Map<Integer, Integer> indices) throws BpfException {
        var maps = new ArrayList<MapSpec>();
        for (var id = 0; id < module.tables(); id++) {
            indices.put(module.tableDescriptor(id), id);
            maps.add(new MapSpec(
                    module.tableName(id),
                    module.tableType(id),
                    module.tableKeySize(id),
                    module.tableValueSize(id),
                    module.tableEntries(id),
                    module.tableFlags(id)));
        }
        return maps;
    }

    private static List<ProgramSpec> programs(BccModule module, Map<Integer, Integer> indices) throws BpfException {
        var programs = new ArrayList<ProgramSpec>();
        for (var id = 0; id < module.functions(); id++) {
            var code = module.instructions(id);
            programs.add(ProgramSpec.symbolic(module.functionName(id), 0, code, fd -> indices.getOrDefault(fd, -1)));
        }
        return programs;
    }
}
