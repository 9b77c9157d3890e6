package dev.pitot.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Reads a recording, event by event, into a {@link Report}. Memory does not grow with the recording: single events are
 * kept for the longest only, totals for a bounded number of keys.
 */
public final class RecordingReader {

    private static final String PITOT = "pitot.";

    private final HeaderCollector header = new HeaderCollector();
    private final PhaseCollector phases;
    private final DiskCollector disk;
    private final CpuCollector cpu;
    private final HistogramCollector histograms;
    private final CostCollector cost;
    private final Largest<Wait> runQueue;
    private final Largest<Wait> offCpu;
    private final Largest<Wait> majorFaults;

    private RecordingReader(int top) {
        phases = new PhaseCollector(top);
        disk = new DiskCollector(top);
        cpu = new CpuCollector(top);
        histograms = new HistogramCollector(top);
        cost = new CostCollector(top);
        runQueue = new Largest<>(top, Wait::durationNanos);
        offCpu = new Largest<>(top, Wait::durationNanos);
        majorFaults = new Largest<>(top, Wait::durationNanos);
    }

    /**
     * Reads all of a file.
     *
     * @param top how many entries each list of the report has at most
     * @throws UnreadableRecording when it is not a recording, or not a whole one
     */
    public static Report read(Path file, int top) throws UnreadableRecording {
        requireRecording(file);
        var reader = new RecordingReader(top);
        try (var recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                reader.add(recording.readEvent());
            }
            return reader.report(file);
        } catch (IOException | RuntimeException damaged) {
            // JFR's parser meets damage with whatever its arithmetic throws, an index out of bounds as well as an I/O
            // error.
            throw UnreadableRecording.damaged(file, damaged);
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

    private void add(RecordedEvent event) {
        var type = event.getEventType().getName();
        header.add(type, event);
        if (type.startsWith(PITOT)) {
            addPitot(type.substring(PITOT.length()), new Fields(event));
        }
    }

    private void addPitot(String type, Fields event) {
        switch (type) {
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
            default -> addPhase(type, event);
        }
    }

    /** Whatever else carries a bill is a phase or a span, of this version or of a later one. */
    private void addPhase(String type, Fields event) {
        if (event.event().hasField("onCpu")) {
            phases.add(Phase.of(type, event));
        }
    }

    private Report report(Path file) throws IOException {
        return new Report(
                header.header(file),
                phases.slowest(),
                phases.slowestWaits(),
                phases.longestIoWaits(),
                phases.totals(),
                disk.disk(),
                cpu.threads(),
                new Waits(runQueue.sorted(), offCpu.sorted(), majorFaults.sorted()),
                histograms.histograms(),
                cost.cost());
    }
}
