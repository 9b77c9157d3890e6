package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.DegradedEnvironments;
import dev.pitot.testkit.InstalledHelper;
import dev.pitot.testkit.PublicCopy;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.MixedWork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the helper does not serve a JVM, the program runs all the same, and one line says why. */
@RequiresKernel
class HelperRefusedIT {
    private InstalledHelper helper;

    @TempDir
    Path directory;

    @BeforeEach
    void install() throws Exception {
        helper = new InstalledHelper();
    }

    @AfterEach
    void remove() throws Exception {
        helper.remove();
    }

    @Test
    void thereIsNone() throws Exception {
        assertThat(line(Path.of("/nowhere/pitot-helper")))
                .endsWith(
                        "the helper /nowhere/pitot-helper could not be started, errno 2; install it, or correct the option"
                                + " helper");
    }

    @Test
    void theUserIsNotInTheGroup() throws Exception {
        assertThat(line(helper.program(), "setpriv", "--reuid", "65534", "--regid", "65533", "--clear-groups"))
                .endsWith("this user may not run the helper " + helper.program()
                        + "; have an administrator add the user to the group pitot, and log in again");
    }

    @Test
    void theProcessMayGetNoPrivileges() throws Exception {
        var through = Stream.concat(Stream.of(DegradedEnvironments.nobody()), Stream.of("--no-new-privs"));
        assertThat(line(helper.program(), through.toArray(String[]::new)))
                .contains("the helper " + helper.program() + " has no capabilities, errno 1; ");
    }

    @Test
    void thereAreNoProgramsForThisKernel() throws Exception {
        Files.delete(helper.bundle());
        assertThat(line(helper.program(), DegradedEnvironments.nobody()))
                .endsWith(
                        "the helper " + helper.program() + " has no programs of this version of Pitot for this kernel,"
                                + " errno 2; have an administrator run java -jar pitot.jar bundles install");
    }

    @Test
    void theProgramsAreDamaged() throws Exception {
        var bytes = Files.readAllBytes(helper.bundle());
        bytes[bytes.length / 2]++;
        Files.write(helper.bundle(), bytes);
        assertThat(line(helper.program(), DegradedEnvironments.nobody()))
                .contains("the helper " + helper.program() + " found damaged programs in /var/lib/pitot/bundles; ");
    }

    @Test
    void inAPidNamespaceItCannotTellWhomToTrace() throws Exception {
        var through = Stream.concat(
                Stream.of("unshare", "--pid", "--fork", "--mount-proc"), Stream.of(DegradedEnvironments.nobody()));
        assertThat(line(helper.program(), through.toArray(String[]::new)))
                .contains("the helper " + helper.program()
                        + " works in the initial PID, user and time namespaces only; ");
    }

    private String line(Path program, String... through) throws Exception {
        var mine = PublicCopy.open(Files.createDirectory(directory.resolve("mine")));
        PublicCopy.open(directory);
        var run = TracedJvm.of(mine)
                .from(helper.copy())
                .agentOptions("wait=30s,budget=off,helper=" + program)
                .through(through)
                .environment("XDG_CACHE_HOME", mine.toString())
                .record("pitot.ThreadSleep", "0 ns")
                .run(MixedWork.class, mine.resolve(MixedWork.FILE).toString());
        assertThat(run.exit()).isZero();
        assertThat(run.out()).matches("uid \\d+ CapEff [0-9a-f]+\n");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.events("pitot.ThreadSleep")).isEmpty();
        assertThat(run.events("pitot.ProbeStatus"))
                .isNotEmpty()
                .allSatisfy(status -> assertThat(status.getString("reason")).contains("helper"));
        return run.err().strip();
    }
}
