package dev.pitot.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.compiler.Instructions.Instruction;
import dev.pitot.testkit.RequiresKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The programs as they are compiled for other kernels, held to what these ask of them; no kernel but the running one is booted. */
@RequiresKernel
class CompiledProgramsIT {
    private static final String KEY = "0".repeat(64);
    private static final String UPROBE = "uprobe__hotspot";
    private static final int MOST_INSTRUCTIONS =
            4096; // what a program may have without CAP_BPF, and a good bound with it

    /** Those for which the sources differ in more than numbers; each takes seconds. */
    @ParameterizedTest
    @EnumSource(names = {"LINUX_6_1", "LINUX_6_18", "LINUX_7_3"})
    void olderVerifiersHaveNoObjection(Kernels kernel, @TempDir Path directory) throws Exception {
        var bundle = compile(kernel, directory);
        assertThat(bundle.programs()).extracting(ProgramSpec::name).contains(UPROBE, "tp__sched_switch", "iter__task");
        for (var program : bundle.programs()) {
            var instructions = Instructions.of(program.instructions());
            assertThat(CheckCfg.objection(instructions)).as(program.name()).isEmpty();
            assertThat(deepest(instructions)).as("stack of " + program.name()).isLessThanOrEqualTo(512);
            assertThat(instructions.size()).as(program.name()).isLessThan(MOST_INSTRUCTIONS);
        }
        requireUnpreempted(bundle, !kernel.isBefore(Kernels.LINUX_6_12));
    }

    private static Bundle compile(Kernels kernel, Path directory) throws Exception {
        var btf = Files.write(directory.resolve("btf"), kernel.bytes());
        return new Compiler(Path.of(System.getProperty("pitot.jar")), null).compile(KEY, btf);
    }

    private static int deepest(Instructions program) {
        return program.all().stream()
                .filter(instruction -> instruction.isStackAccess() && !instruction.takesStackAddress())
                .mapToInt(instruction -> -instruction.offset())
                .max()
                .orElse(0);
    }

    /** Preemption is disabled before anything is on the stack, and enabled after the last of it. */
    private static void requireUnpreempted(Bundle bundle, boolean callable) {
        var code = bundle.programs().stream()
                .filter(program -> program.name().equals(UPROBE))
                .findFirst()
                .orElseThrow()
                .instructions();
        var program = Instructions.of(code);
        var calls = IntStream.range(0, program.size())
                .filter(at -> program.at(at).isKernelFunction())
                .toArray();
        if (!callable) {
            assertThat(calls).isEmpty();
            return;
        }
        assertThat(calls).hasSize(2);
        assertThat(program.all().subList(0, calls[0]))
                .allMatch(instruction -> instruction.isMove() && !instruction.takesStackAddress());
        assertThat(program.all()).filteredOn(Instruction::isExit).hasSize(1);
        var after = calls[1] + 1;
        while (!program.at(after).isExit()) {
            assertThat(program.at(after).isStackAccess()).isFalse();
            assertThat(program.at(after).isJumpClass()).isFalse();
            after = program.after(after);
        }
    }
}
