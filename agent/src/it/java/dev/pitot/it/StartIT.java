package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line asks for a recording: the probes are attached before the application begins, without the option wait. */
@RequiresKernel
class StartIT {
    private static final int CLASSES = 137;
    private static final String NAME = "dev.pitot.it.Generated";

    @TempDir
    Path directory;

    @RepeatedTest(3)
    void classesThatMainLoadsAtOnceAreSeen() throws Exception {
        var run = launch("budget=off");
        assertAllAreSeen(run);
        assertThat(run.events("pitot.ClassLoad"))
                .as("the launcher's own, before main")
                .anyMatch(event -> event.getString("className").equals(Loader.class.getName()));
    }

    /** As where an operator's environment names the agent, and the command line again. */
    @Test
    void agentThatIsNamedTwicePreparesOnce() throws Exception {
        assertAllAreSeen(launch("budget=off", "-javaagent:" + TracedJvm.JAR + "=budget=off"));
    }

    /** Whether the classes are there is then a matter of time. */
    @Test
    void waitOfZeroIsNoFault() throws Exception {
        launch("budget=off,wait=0s");
    }

    private Run launch(String agentOptions, String... jvmOptions) throws Exception {
        var run = TracedJvm.of(directory)
                .agentOptions(agentOptions)
                .jvm(jvmOptions)
                .record("pitot.ClassLoad", "0 ns")
                .run(Loader.class);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        return run;
    }

    private static void assertAllAreSeen(Run run) throws IOException {
        assertThat(run.events("pitot.ClassLoad"))
                .filteredOn(event -> event.getString("className").startsWith(NAME))
                .hasSize(CLASSES);
    }

    static final class Loader {
        public static void main(String[] arguments) throws IllegalAccessException {
            var lookup = MethodHandles.lookup();
            for (var i = 0; i < CLASSES; i++) {
                lookup.defineClass(ClassFile.of().build(ClassDesc.of(NAME + i), type -> {}));
            }
        }
    }
}
