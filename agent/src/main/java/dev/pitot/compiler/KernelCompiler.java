package dev.pitot.compiler;

import dev.pitot.bpf.BccModule;
import dev.pitot.bpf.BpfException;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.MapSpec;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.fit.KernelLayout;
import dev.pitot.fit.KernelNumbers;
import dev.pitot.fit.KernelTypes;
import dev.pitot.fit.PortablePrograms;
import dev.pitot.usdt.Architecture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compiles in this process, which is the compiler child. */
final class KernelCompiler {
    private KernelCompiler() {}

    /** Compiles for the running kernel, with its numbers in the place of the defines. */
    static Bundle forThisKernel(String key) throws BtfException, BpfException {
        var btf = KernelLayout.btf(Btf.VMLINUX);
        var layout = KernelLayout.numbers(btf);
        var compiled = with(key, flags(layout, PortablePrograms.architecture()));
        return new KernelNumbers(layout, KernelTypes.of(btf, compiled.programNames())).fit(compiled);
    }

    /** Returns the flags for clang. */
    static List<String> flags(Map<String, Integer> layout, Architecture architecture) {
        var flags = new ArrayList<String>();
        new TreeMap<>(layout).forEach((name, number) -> flags.add("-D" + name + "=" + number));
        flags.addAll(Registers.flags(architecture));
        return flags;
    }

    /** Compiles with these flags. The programs are of no kernel yet: they lack the types they attach to. */
    static Bundle with(String key, List<String> flags) throws BpfException {
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
