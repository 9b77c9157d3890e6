package dev.pitot.report.collect;

import dev.pitot.report.model.Coverage;
import dev.pitot.report.model.Coverage.Thresholds;
import dev.pitot.report.model.EventFields;
import dev.pitot.report.model.Extent;
import dev.pitot.report.model.Longest;
import dev.pitot.report.model.Phase;
import dev.pitot.report.model.Recorded;
import dev.pitot.report.model.Report;
import dev.pitot.report.model.ThreadRef;
import dev.pitot.report.model.Wait;
import dev.pitot.report.model.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording, event by event, into a {@link Report}. Its memory does not grow with the recording. It keeps only
 * the longest single events, and totals for a bounded number of keys.
 */
public final class RecordingReader {

    private static final String PITOT = "pitot.";
    private static final Set<String> NO_PHASES = Set.of(PITOT + "ThreadCpu", PITOT + "Span");

    private final Path file;
    private final Extent extent;
    private final HeaderCollector header = new HeaderCollector();
    private final CoverageCollector coverage;
    private final SpanCollector spans;
    private final PhaseCollector phases;
    private final DiskCollector disk;
    private final CpuCollector cpu;
    private final HistogramCollector histograms;
    private final CostCollector cost;
    private final Largest<Wait> runQueue;
    private final Largest<Wait> offCpu;
    private final Largest<Wait> majorFaults;

    private RecordingReader(Path file, Extent extent, Nesting nesting, int top) {
        this.file = file;
        this.extent = extent;
        coverage = new CoverageCollector(extent);
        spans = new SpanCollector(top);
        phases = new PhaseCollector(top, nesting);
        disk = new DiskCollector(top);
        cpu = new CpuCollector(top);
        histograms = new HistogramCollector(top);
        cost = new CostCollector(top);
        runQueue = new Largest<>(top, Wait::durationNanos);
        offCpu = new Largest<>(top, Wait::durationNanos);
        majorFaults = new Largest<>(top, Wait::durationNanos);
    }

    /**
     * Reads a whole file.
     *
     * @param top largest number of entries in each list of the report
     * @throws UnreadableRecording when the file is not a recording, or incomplete
     */
    public static Report read(Path file, int top) throws UnreadableRecording {
        requireRecording(file);
        try {
            var extent = Extent.of(file);
            var reader = new RecordingReader(file, extent, nesting(file, extent), top);
            forEach(file, reader::add);
            return reader.report();
        } catch (OutOfMemoryError e) {
            throw new UnreadableRecording(
                    "cannot read " + file + ": not enough memory; run java with a larger -Xmx", e);
        } catch (IOException | RuntimeException | Error damaged) {
            // On damaged data, JFR's parser throws whatever its arithmetic causes, such as an index out of bounds. An
            // impossible type name causes an InternalError.
            throw UnreadableRecording.damaged(file, damaged);
        }
    }

    /** Finds the nesting in a first pass, because the outer of two phases mostly comes later in the file. */
    private static Nesting nesting(Path file, Extent extent) throws IOException {
        var nesting = new Nesting();
        forEach(file, recorded -> {
            if (isPhase(recorded)) {
                var event = new EventFields(recorded);
                nesting.add(ThreadRef.of(event), type(recorded), extent.at(event.start()), event.durationNanos());
            }
        });
        nesting.resolve();
        return nesting;
    }

    private static void forEach(Path file, Consumer<RecordedEvent> consumer) throws IOException {
        try (var recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                consumer.accept(recording.readEvent());
            }
        }
    }

    private static void requireRecording(Path file) throws UnreadableRecording {
        if (!Files.exists(file)) {
            throw new UnreadableRecording("no such file: " + file, null);
        }
        if (!Files.isRegularFile(file)) {
            throw new UnreadableRecording("not a regular file: " + file, null);
        }
        if (!Files.isReadable(file)) {
            throw new UnreadableRecording("no permission to read " + file, null);
        }
        RecordingHeader.check(file);
    }

    private static String type(RecordedEvent event) {
        return event.getEventType().getName();
    }

    /**
     * Returns whether the event is a phase: it has a bill, and is not about a thread or a method. That holds for later
     * versions. A span around the JVM's phases would hide them, since of nested phases the outermost counts.
     */
    private static boolean isPhase(RecordedEvent event) {
        return type(event).startsWith(PITOT) && event.hasField("onCpu") && !NO_PHASES.contains(type(event));
    }

    private void add(RecordedEvent event) {
        var type = type(event);
        header.add(type, event);
        if (isPhase(event)) {
            phases.add(Phase.of(type.substring(PITOT.length()), new EventFields(event)));
        } else if (type.startsWith(PITOT)) {
            addPitot(type.substring(PITOT.length()), new EventFields(event));
        }
    }

    private void addPitot(String type, EventFields event) {
        switch (type) {
            case "Span" -> spans.add(event);
            case "BlockIo" -> disk.add(event);
            case "ThreadCpu" -> cpu.add(event);
            case "RunQueueWait" -> runQueue.add(Wait.runQueue(event));
            case "OffCpu" -> offCpu.add(Wait.offCpu(event));
            case "MajorFault" -> majorFaults.add(Wait.majorFault(event));
            case "BlockIoLatency" -> histograms.addBlockIo(event);
            case "OnCpuTime" -> histograms.addOnCpu(event);
            case "OffCpuTime" -> histograms.addOffCpu(event);
            case "RunQueueLatency" -> histograms.addRunQueue(event);
            case "ProbeCost" -> cost.add(event);
            case "ProbeStatus" -> coverage.add(event);
            default -> {} // counted elsewhere, or of a later version
        }
    }

    private Report report() throws IOException {
        var measured = coverage.coverage();
        return new Report(
                header.header(file, extent),
                measured,
                spans.totals(threshold(measured, "Span")),
                phases.phases(),
                disk.disk(histograms, threshold(measured, "BlockIo")),
                cpu.cpu(),
                new Waits(
                        longest(runQueue, histograms.waitsForCpu(), threshold(measured, "RunQueueWait")),
                        longest(offCpu, 0, threshold(measured, "OffCpu")),
                        longest(majorFaults, cpu.majorFaults(), threshold(measured, "MajorFault"))),
                histograms.histograms(),
                cost.cost());
    }

    private static @Nullable Thresholds threshold(Coverage coverage, String type) {
        return coverage.thresholds().get(PITOT + type);
    }

    private static Longest longest(Largest<Wait> waits, long all, @Nullable Thresholds thresholds) {
        return new Longest(Recorded.of(waits.of(), all, thresholds), waits.sorted());
    }
}
