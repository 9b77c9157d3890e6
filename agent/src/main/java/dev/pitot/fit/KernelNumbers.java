package dev.pitot.fit;

import dev.pitot.bpf.BpfException;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.PortableBundle;
import dev.pitot.bundle.ProgramSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * All that the programs take from one kernel.
 *
 * @param layout the numbers of {@link KernelLayout} by name
 */
public record KernelNumbers(Map<String, Integer> layout, KernelTypes types) {
    public KernelNumbers {
        layout = Map.copyOf(layout);
    }

    /** Reads them from the kernel's BTF, for these programs. It takes some 50 ms of CPU and 8 MB of garbage. */
    public static KernelNumbers of(Btf btf, Collection<String> programs) throws BtfException, BpfException {
        return new KernelNumbers(KernelLayout.numbers(btf), KernelTypes.of(btf, programs));
    }

    /**
     * Returns the programs for this kernel.
     *
     * @throws IllegalArgumentException if a number does not fit into the instructions; the message names it
     */
    public Bundle fit(PortableBundle portable) {
        return fit(portable.bundle(), portable.with(layout));
    }

    /** Returns programs that have the layout's numbers already, with the types they attach to and call. */
    public Bundle fit(Bundle compiled) {
        return fit(
                compiled,
                compiled.programs().stream().map(ProgramSpec::instructions).toList());
    }

    private Bundle fit(Bundle compiled, List<byte[]> instructions) {
        var programs = new ArrayList<ProgramSpec>();
        for (var i = 0; i < instructions.size(); i++) {
            var name = compiled.programs().get(i).name();
            var program = new ProgramSpec(name, types.attach().getOrDefault(name, 0), instructions.get(i));
            if (Unpreempted.concerns(program)) {
                Unpreempted.in(types, program).ifPresent(programs::add);
            } else {
                programs.add(program);
            }
        }
        return new Bundle(compiled.key(), compiled.maps(), programs);
    }
}
