package dev.pitot.compiler;

import dev.pitot.bpf.BccModule;
import dev.pitot.bpf.BpfException;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.btf.BtfKind;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.BundleCodec;
import dev.pitot.bundle.MapSpec;
import dev.pitot.bundle.ProgramSpec;
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
 * <p>{@code CompilerMain DIRECTORY KEY BTF} compiles for the kernel whose types are in the file BTF. It writes the
 * header tree and {@code bundle} into the directory. Its variable {@code BCC_KERNEL_SOURCE} is {@code
 * DIRECTORY/headers}. A failure is exit status 1 and two lines on stderr, cause and remedy. When its stdin ends, the
 * parent JVM is gone: the child then removes the directory and exits.
 */
public final class CompilerMain {
    static final String HEADERS = "headers";
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
            var bundle = compile(arguments[1], layouts(Path.of(arguments[2])));
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

    private static Btf layouts(Path btf) throws BtfException, BpfException {
        if (!Files.isReadable(btf)) {
            throw new BpfException.NotSupported(
                    btf + ", the kernel's type information,",
                    "a kernel with CONFIG_DEBUG_INFO_BTF and, in a container, a /sys that shows it");
        }
        return Btf.read(btf);
    }

    static Bundle compile(String key, Btf btf) throws BpfException, IOException {
        try (var module = BccModule.compile(Sources.text(), KernelLayout.defines(btf))) {
            var indices = new HashMap<Integer, Integer>();
            var maps = maps(module, indices);
            return new Bundle(key, maps, programs(module, indices, btf));
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

    private static List<ProgramSpec> programs(BccModule module, Map<Integer, Integer> indices, Btf btf)
            throws BpfException, IOException {
        var programs = new ArrayList<ProgramSpec>();
        for (var id = 0; id < module.functions(); id++) {
            var name = module.functionName(id);
            var code = module.instructions(id);
            var program = ProgramSpec.symbolic(name, attachType(btf, name), code, fd -> indices.getOrDefault(fd, -1));
            Unpreempted.in(btf, program).ifPresent(programs::add);
        }
        return programs;
    }

    /** Returns the BTF type that the program attaches to; 0 if it needs none or this kernel has none. */
    private static int attachType(Btf btf, String program) throws BtfException {
        if (program.startsWith("tp__")) {
            return btf.typeId(
                            BtfKind.TYPEDEF, "btf_trace_" + program.substring(4).split("__")[0])
                    .orElse(0);
        }
        if (program.startsWith("iter__")) {
            return btf.typeId(BtfKind.FUNC, "bpf_iter_" + program.substring(6)).orElse(0);
        }
        return 0;
    }
}
