package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.DegradedEnvironments;
import dev.pitot.testkit.PublicCopy;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.Tool;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.MixedWork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ordinary user with CAP_BPF and CAP_PERFMON gets what root gets. */
@RequiresKernel
class PrivilegeIT {
    @TempDir
    Path directory;

    @Test
    void twoCapabilitiesSuffice() throws Exception {
        var copy = PublicCopy.in(directory);

        var root = run(copy, "root");
        var nobody = run(copy, "nobody", DegradedEnvironments.nobodyWithBpf());

        assertThat(nobody.err()).isEmpty();
        assertThat(nobody.out()).isEqualTo("uid 65534 CapEff 000000c000000000\n");
        assertThat(attached(nobody)).isEqualTo(attached(root)).containsKeys("pitot.ClassLoad", "pitot.BlockIo");
        assertThat(names(nobody)).isEqualTo(names(root));
        for (var run : List.of(root, nobody)) {
            assertThat(run.events("pitot.BlockIo"))
                    .filteredOn(read -> MixedWork.FILE.equals(fileName(read)) && !read.getBoolean("async"))
                    .filteredOn(read -> read.getString("operation").equals("read"))
                    .isNotEmpty() // how many exactly is the matter of BlockIoIT
                    .allSatisfy(read ->
                            assertThat(read.getThread("thread").getJavaName()).isEqualTo("mixture"));
            assertThat(run.events("pitot.ThreadSleep"))
                    .filteredOn(sleep -> sleep.getString("osThreadName").equals("mixture"))
                    .hasSizeGreaterThanOrEqualTo(MixedWork.SLEEPS);
            assertThat(run.events("pitot.ThreadCpu"))
                    .filteredOn(cpu -> cpu.getString("osThreadName").equals("mixture"))
                    .isNotEmpty();
            assertThat(run.events("pitot.DataLoss")) // a phase may have begun before the probes were there
                    .allSatisfy(
                            loss -> assertThat(loss.getString("reason")).isEqualTo("ends whose begin was not seen"));
        }
    }

    private Run run(PublicCopy copy, String name, String... through) throws Exception {
        var mine = PublicCopy.open(Files.createDirectory(directory.resolve(name)));
        var cache = directory.resolve(name + "-cache");
        Files.createDirectory(cache);
        if (through.length > 0) {
            Tool.run("chown", "65534", cache.toString());
        }
        return TracedJvm.of(mine)
                .from(copy)
                .agentOptions("wait=60s,cache=" + cache)
                .through(through)
                .setting("pitot.ThreadCpu#period", "1 s")
                .record("pitot.BlockIo", "0 ns")
                .record("pitot.ClassLoad", "0 ns")
                .record("pitot.ClassInitialization", "0 ns")
                .record("pitot.Compilation", "0 ns")
                .record("pitot.GarbageCollection", "0 ns")
                .record("pitot.VMOperation", "0 ns")
                .record("pitot.Safepoint", "0 ns")
                .record("pitot.ThreadSleep", "0 ns")
                .record("pitot.ThreadPark", "0 ns")
                .run(MixedWork.class, mine.resolve(MixedWork.FILE).toString());
    }

    private static Map<String, String> attached(Run run) throws Exception {
        var ways = new TreeMap<String, String>();
        run.events("pitot.ProbeStatus")
                .forEach(status -> ways.put(
                        status.getString("event"),
                        status.getBoolean("attached") + " " + status.getString("mechanism")));
        return ways;
    }

    /** What must come from that program; events that need chance, as a wait for a CPU, are left out. */
    private static TreeSet<String> names(Run run) throws Exception {
        var names = new TreeSet<String>();
        run.events().forEach(event -> names.add(event.getEventType().getName()));
        names.removeIf(name -> !name.startsWith("pitot."));
        names.removeAll(List.of("pitot.RunQueueWait", "pitot.MajorFault", "pitot.OffCpu", "pitot.ThreadPark"));
        return names;
    }

    private static String fileName(RecordedEvent event) {
        var file = event.getString("file");
        return file == null ? "" : file.substring(file.lastIndexOf('/') + 1);
    }
}
