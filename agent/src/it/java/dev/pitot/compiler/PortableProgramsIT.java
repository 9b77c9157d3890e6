package dev.pitot.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.PortableCodec;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.compiler.Instructions.Instruction;
import dev.pitot.fit.KernelLayout;
import dev.pitot.fit.KernelNumbers;
import dev.pitot.fit.Kernels;
import dev.pitot.fit.PortablePrograms;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.usdt.Architecture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs that the build compiled for every kernel; no kernel but the running one is booted. */
@RequiresKernel
class PortableProgramsIT {
    private static final String KEY = "0".repeat(64);
    private static final String UPROBE = "uprobe__hotspot";
    private static final Path JAR = Path.of(System.getProperty("pitot.jar"));
    private static final int MOST_INSTRUCTIONS =
            4096; // what a program may have without CAP_BPF, and a good bound with it

    @TempDir
    Path directory;

    /** What a kernel says of itself. */
    record Kernel(String name, Btf btf) {
        static Kernel of(Kernels kernel) {
            try {
                return new Kernel(kernel.toString(), kernel.btf());
            } catch (BtfException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Those that differ the most; -Dpitot.kernels=all compiles for each, which takes minutes. */
    static Stream<Kernel> compiledKernels() throws BtfException {
        var kernels = "all".equals(System.getProperty("pitot.kernels"))
                ? List.of(Kernels.values())
                : List.of(Kernels.LINUX_6_1, Kernels.LINUX_6_16, Kernels.LINUX_7_3);
        return Stream.concat(
                Stream.of(new Kernel("this kernel", Btf.read(Btf.VMLINUX))),
                kernels.stream().map(Kernel::of));
    }

    @ParameterizedTest
    @MethodSource("compiledKernels")
    void fittedProgramsEqualTheCompiledOnes(Kernel kernel) throws Exception {
        var compiled = compiled(kernel.btf());
        var fitted = fitted(Architecture.X86_64, kernel.btf());
        assertThat(fitted.maps()).isEqualTo(compiled.maps());
        assertThat(fitted.programs()).isEqualTo(compiled.programs());
    }

    @ParameterizedTest
    @EnumSource(Kernels.class)
    void olderVerifiersHaveNoObjection(Kernels kernel) throws Exception {
        for (var architecture : Architecture.values()) {
            var bundle = fitted(architecture, kernel.btf());
            assertThat(bundle.programs())
                    .extracting(ProgramSpec::name)
                    .contains(UPROBE, "tp__sched_switch", "iter__task");
            for (var program : bundle.programs()) {
                var instructions = Instructions.of(program.instructions());
                assertThat(CheckCfg.objection(instructions)).as(program.name()).isEmpty();
                assertThat(deepest(instructions))
                        .as("stack of " + program.name())
                        .isLessThanOrEqualTo(512);
                assertThat(instructions.size()).as(program.name()).isLessThan(MOST_INSTRUCTIONS);
            }
            requireUnpreempted(bundle, !kernel.isBefore(Kernels.LINUX_6_12));
        }
    }

    /** A jar whose programs are of other sources than those in it would trace something else. */
    @Test
    void programsAreOfTheSourcesInTheJar() throws Exception {
        Files.createDirectories(directory.resolve(PortablePrograms.FOLDER));
        for (var architecture : Architecture.values()) {
            Files.write(directory.resolve(PortablePrograms.file(architecture)), content(architecture));
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var main = new ProcessBuilder(
                        java.toString(), "-cp", JAR.toString(), PortableMain.class.getName(), directory.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(main.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .as("what it would have compiled")
                .isEmpty();
        assertThat(main.waitFor()).isZero();
    }

    private static Bundle compiled(Btf btf) throws Exception {
        var flags = KernelCompiler.flags(KernelLayout.numbers(btf), PortablePrograms.architecture());
        var compiled = new Compiler(JAR.toString(), null, () -> {}).compile(KEY, flags);
        return KernelNumbers.of(btf, compiled.programNames()).fit(compiled);
    }

    private static Bundle fitted(Architecture architecture, Btf btf) throws Exception {
        var portable = PortableCodec.decode(content(architecture), architecture.name());
        return KernelNumbers.of(btf, portable.bundle().programNames()).fit(portable);
    }

    private static byte[] content(Architecture architecture) throws IOException {
        try (var jar = new JarFile(JAR.toFile())) {
            return jar.getInputStream(jar.getEntry(PortablePrograms.file(architecture)))
                    .readAllBytes();
        }
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
