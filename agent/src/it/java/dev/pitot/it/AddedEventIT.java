package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.CompilingJar;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.MixedWork;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/adding-an-event.md, carried out: a toy event is added in the way the page tells, and recorded. */
@RequiresKernel
class AddedEventIT {
    private static final Path JAVA = Path.of("src/main/java");
    private static final Path BPF = Path.of("src/main/bpf");

    private static final String TOY = """
            package dev.pitot.jfr;

            import jdk.jfr.Name;
            import jdk.jfr.Registered;
            import jdk.jfr.Threshold;
            import jdk.jfr.Throttle;

            @Name("pitot.Toy")
            @Threshold("0 ns")
            @Throttle("off")
            @Registered(false)
            public final class Toy extends OnThread {}
            """;

    private static final String PROGRAM = """

            static __always_inline void submit_toy(void) {
                void *task = (void *)bpf_get_current_task_btf();
                struct account *a = is_ours(task) ? account_of(task) : 0;
                struct config *c = get_config();
                if (!a || !c || c->threshold[TOY])
                    return;
                struct fault_record *r = ring.ringbuf_reserve(sizeof(struct fault_record));
                if (!r) {
                    count_one(COUNT_LOST, TOY);
                    return;
                }
                u64 now = bpf_ktime_get_ns();
                fill_header(&r->h, TOY, sizeof(*r), a->tid, now, now);
                count_one(COUNT_RECORDS, TOY);
                ring.ringbuf_submit(r, ring_flags(sizeof(*r)));
            }

            int tp__page_fault_user(void *ctx) {
                submit_toy();
            """;

    @TempDir
    Path directory;

    private final Map<Path, String> edited = new LinkedHashMap<>();

    @Test
    void eventIsAddedInSixFiles() throws Exception {
        var row = "SPAN(43, \"pitot.Span\", OWN, ACCOUNTS, Duration.ofMillis(10))";
        edit(
                java("plan/EventKind"),
                row + ";",
                row + ",\n    TOY(44, \"pitot.Toy\", FAULT, PAGE_FAULTS, Duration.ZERO);");
        edited.put(java("jfr/Toy"), TOY);
        edit(java("jfr/Events"), "MajorFault.class,", "MajorFault.class, Toy.class,");
        var records = java("record/Records");
        edit(
                records,
                "import dev.pitot.jfr.ThreadSleep;",
                "import dev.pitot.jfr.ThreadSleep;\nimport dev.pitot.jfr.Toy;");
        edit(records, "    public Records(Clock", "    private final EventTimes<Toy> toy;\n\n    public Records(Clock");
        var last = "threadCpu = new EventTimes<>(ThreadCpu.class, clock);";
        edit(records, last, last + "\n        toy = new EventTimes<>(Toy.class, clock);");
        edit(records, "case MAJOR_FAULT ->", "case TOY -> onThread(new Toy(), toy);\n            case MAJOR_FAULT ->");
        edit(BPF.resolve("records.h"), "    SPAN, //", "    SPAN,\n    TOY, //");
        edit(BPF.resolve("fault.c"), "\nint tp__page_fault_user(void *ctx) {\n", PROGRAM);
        assertThat(edited).hasSize(6);

        var run = TracedJvm.of(directory)
                .jar(jar())
                .agentOptions("wait=60s,cache=" + directory.resolve("cache"))
                .record("pitot.Toy", "0 ns")
                .run(MixedWork.class, directory.resolve(MixedWork.FILE).toString());
        assertThat(run.err()).matches("pitot: " + CompilingJar.LINE + "\\R");
        assertThat(run.exit()).isZero();
        assertThat(run.events("pitot.Toy"))
                .isNotEmpty()
                .allMatch(event -> event.getLong("osThreadId") != 0)
                .extracting(event -> event.getString("osThreadName"))
                .contains("mixture");
        assertThat(run.events("pitot.ProbeStatus"))
                .filteredOn(status -> status.getBoolean("attached"))
                .extracting(status -> status.getString("event"))
                .contains("pitot.Toy");
    }

    private static Path java(String type) {
        return JAVA.resolve("dev/pitot/" + type + ".java");
    }

    private void edit(Path file, String before, String after) throws IOException {
        var text = edited.containsKey(file) ? edited.get(file) : Files.readString(file);
        assertThat(text).containsOnlyOnce(before);
        edited.put(file, text.replace(before, after));
    }

    /** The packed jar, with what has been edited in the place of what was there. */
    private Path jar() throws IOException {
        var jar = Files.copy(TracedJvm.JAR, directory.resolve("toy.jar"));
        var classes = compile();
        try (var zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
                var compiled = Files.walk(classes)) {
            for (var file : compiled.filter(Files::isRegularFile).toList()) {
                var inside = zip.getPath("/").resolve(classes.relativize(file).toString());
                Files.copy(file, inside, StandardCopyOption.REPLACE_EXISTING);
            }
            CompilingJar.removePrograms(zip);
            for (var edit : edited.entrySet()) {
                if (edit.getKey().startsWith(BPF)) {
                    Files.writeString(
                            zip.getPath("/dev/pitot/bpf/" + edit.getKey().getFileName()), edit.getValue());
                }
            }
        }
        return jar;
    }

    /** The packed jar has them under another name. */
    private static String annotations() {
        return NullMarked.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }

    private Path compile() throws IOException {
        var sources = directory.resolve("sources");
        var classes = directory.resolve("classes");
        for (var edit : edited.entrySet()) {
            if (edit.getKey().startsWith(JAVA)) {
                var source = sources.resolve(JAVA.relativize(edit.getKey()).toString());
                Files.createDirectories(Objects.requireNonNull(source.getParent()));
                Files.writeString(source, edit.getValue());
            }
        }
        try (var files = Files.walk(sources)) {
            var arguments = new ArrayList<>(List.of(
                    "-proc:none",
                    "-nowarn",
                    "-parameters",
                    "-d",
                    classes.toString(),
                    "-cp",
                    TracedJvm.JAR + ":" + annotations()));
            files.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
            var javac = ToolProvider.getSystemJavaCompiler();
            assertThat(javac.run(null, null, null, arguments.toArray(String[]::new)))
                    .isZero();
        }
        return classes;
    }
}
