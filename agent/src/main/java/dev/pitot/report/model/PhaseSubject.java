package dev.pitot.report.model;

import java.util.List;

/** Describes the subject of a phase in a few words, from the fields that are present. */
final class PhaseSubject {

    private static final List<String> CLASSES = List.of("className", "monitorClass");
    private static final List<String> NAMES = List.of("operation", "method", "span", "name");

    private PhaseSubject() {}

    static String of(String type, EventFields event) {
        return switch (type) {
            case "Compilation" -> compilation(event);
            case "GarbageCollection" -> event.flag("full") ? "full" : "not full";
            default -> named(event);
        };
    }

    private static String compilation(EventFields event) {
        var compiler = event.text("compiler");
        var outcome = event.event().hasField("succeeded") && !event.flag("succeeded") ? " (failed)" : "";
        return (compiler == null ? "" : compiler + " ") + named(event) + outcome;
    }

    private static String named(EventFields event) {
        for (var field : CLASSES) {
            var name = event.text(field);
            if (name != null) {
                // HotSpot's probes have the VM's own form of a class name.
                return name.replace('/', '.');
            }
        }
        for (var field : NAMES) {
            var name = event.text(field);
            if (name != null) {
                return name;
            }
        }
        return "";
    }
}
