package dev.pitot.cli.tplist;

import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.usdt.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kernel's tracepoints in {@code tracefs}: a directory for each category, and in it one for each event. */
record TracefsTracepoints(Path events) {
    private static final List<Path> MOUNTS =
            List.of(Path.of("/sys/kernel/tracing"), Path.of("/sys/kernel/debug/tracing"));
    private static final Pattern FIELD = Pattern.compile("field:([^;]*);");

    /** Returns those of this kernel; throws with a remedy where tracefs is not mounted. */
    static TracefsTracepoints ofKernel() throws CommandFailure {
        return MOUNTS.stream()
                .map(mount -> mount.resolve("events"))
                .filter(Files::isDirectory)
                .findFirst()
                .map(TracefsTracepoints::new)
                .orElseThrow(() -> new CommandFailure("tracefs is not mounted or not visible;"
                        + " as root: mount -t tracefs nodev /sys/kernel/tracing"));
    }

    /** Returns all as {@code category:event}, sorted. */
    List<String> names() throws IOException {
        var names = new ArrayList<String>();
        for (var category : directories(events)) {
            for (var event : directories(category)) {
                names.add(category.getFileName() + ":" + event.getFileName());
            }
        }
        return names;
    }

    /** Returns the event's own fields as C declarations, without those common to all events. */
    List<String> fields(String name) throws IOException {
        var format = events.resolve(name.replace(':', '/')).resolve("format");
        if (!Files.exists(format)) {
            // ftrace's own events have no format.
            return List.of();
        }
        return KernelText.lines(format)
                .map(line -> FIELD.matcher(line).results().findFirst().map(field -> field.group(1)))
                .flatMap(Optional::stream)
                .filter(field -> !field.contains(" common_"))
                .map(field -> String.join(" ", field.split("\\s+")))
                .toList();
    }

    private static List<Path> directories(Path parent) throws IOException {
        try (var children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        }
    }
}
