package dev.pitot.compiler;

import dev.pitot.bpf.BpfException;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.fit.KernelLayout;
import dev.pitot.fit.KernelNumbers;
import dev.pitot.fit.KernelTypes;
import dev.pitot.fit.PortablePrograms;
import dev.pitot.usdt.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compiles Pitot's programs for one kernel, with its numbers in the place of the defines. */
final class KernelCompiler {
    private KernelCompiler() {}

    static Bundle compile(Compiler compiler, String key, Btf btf) throws CompilerException, BtfException, BpfException {
        var layout = KernelLayout.numbers(btf);
        var compiled = compiler.compile(key, flags(layout, PortablePrograms.architecture()));
        var programs = compiled.programs().stream().map(ProgramSpec::name).toList();
        return new KernelNumbers(layout, KernelTypes.of(btf, programs)).fit(compiled);
    }

    /** Returns the flags for clang. */
    static List<String> flags(Map<String, Integer> layout, Architecture architecture) {
        var flags = new ArrayList<String>();
        new TreeMap<>(layout).forEach((name, number) -> flags.add("-D" + name + "=" + number));
        flags.addAll(Registers.flags(architecture));
        return flags;
    }
}
