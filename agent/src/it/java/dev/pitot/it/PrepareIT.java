package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.CompilingJar;
import dev.pitot.testkit.DegradedEnvironments;
import dev.pitot.testkit.PublicCopy;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.Sleeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code prepare}, in a world whose {@code /var/cache} is the test's. */
@RequiresKernel
class PrepareIT {
    private static final String SYSTEM = "/var/cache/pitot";

    @TempDir
    Path directory;

    private PublicCopy copy;
    private Path system;

    @BeforeEach
    void makeWorld() throws Exception {
        copy = PublicCopy.in(directory);
        system = Files.createDirectory(directory.resolve("system"));
        Files.setPosixFilePermissions(system, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void whatRootPreparesIsForEveryUser() throws Exception {
        var jar = CompilingJar.in(directory);
        Tool.run("chmod", "a+r", jar.toString());
        assertThat(prepare(jar)).contains("Compiling, ", SYSTEM + " has the programs for kernel ");
        assertThat(prepare(jar)).contains(SYSTEM + " already had the programs for kernel ");

        var run = run(jar, "mount --bind /dev/null " + DegradedEnvironments.library("libbcc.so.0"));
        assertThat(run.err()).isEmpty();
        assertThat(run.events("pitot.ThreadSleep")).isNotEmpty();
    }

    /** It cannot read the kernel's types, and does not have to. */
    @Test
    void numbersThatRootPreparesAreForEveryUser() throws Exception {
        assertThat(prepare(copy.jar())).contains(SYSTEM + " has what the programs of this jar need of kernel ");

        var run = run(copy.jar(), "mount -t tmpfs none /sys/kernel/btf");
        assertThat(run.err()).isEmpty();
        assertThat(run.events("pitot.ThreadSleep")).isNotEmpty();
    }

    /** It may be this user's own: only root's is every user's. */
    @Test
    void whatAnyOtherUserCouldHavePreparedIsNotUsed() throws Exception {
        prepare(copy.jar());
        Tool.run("chown", "-R", "65534", system.resolve("pitot").toString());

        var run = run(copy.jar(), "mount -t tmpfs none /sys/kernel/btf");
        assertThat(run.err()).startsWith("pitot: nothing is measured: /sys/kernel/btf/vmlinux, ");
    }

    /** Runs as nobody with the two capabilities and an empty cache of its own. */
    private Run run(Path jar, String degraded) throws Exception {
        var mine = PublicCopy.open(Files.createDirectory(directory.resolve("nobody")));
        return TracedJvm.of(mine)
                .from(copy)
                .jar(jar)
                .agentOptions("wait=60s,budget=off")
                .jvm("-Duser.home=/nowhere")
                .through(world("mount -t tmpfs -o mode=1777 none /var/tmp", degraded))
                .through(DegradedEnvironments.nobodyWithBpf())
                .record("pitot.ThreadSleep", "0 ns")
                .run(Sleeper.class);
    }

    private String prepare(Path jar) throws Exception {
        var command = new ArrayList<>(List.of(world()));
        command.addAll(List.of(TracedJvm.JAVA.toString(), "-jar", jar.toString(), "prepare"));
        return Tool.run(command.toArray(String[]::new));
    }

    private String[] world(String... more) {
        var commands = new ArrayList<>(List.of("mount --bind " + system + " /var/cache"));
        commands.addAll(List.of(more));
        return DegradedEnvironments.mounts(commands.toArray(String[]::new));
    }
}
