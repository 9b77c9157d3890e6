package dev.pitot.jfr;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;

/** Writes {@code docs/events.md} from the event classes. */
final class EventDocs {
    private EventDocs() {}

    static String markdown() {
        var text = new StringBuilder("""
                # Events

                This page lists the events that Pitot writes into a recording. It is generated from the event classes. A test
                fails when it is out of date; `-Dpitot.writeDocs=true` writes it again.

                Every event has JFR's `startTime`. All but `pitot.DataLoss` and `pitot.ClockError` also have a `duration`. The
                kernel measures both for events on a thread. The fields `thread` and `eventThread` have the thread that the event
                is about, not the thread of Pitot that wrote it. VM threads have no Java thread: they appear in `osThreadId` and
                `osThreadName` only. Histograms and the agent's own events are about no thread. Their `eventThread` is the thread
                that wrote them.

                Set a threshold or a period as for any JFR event: `jcmd PID JFR.start '+pitot.ClassLoad#threshold=0ms'`. Events
                with a threshold also have JFR's setting `throttle`, as in `+pitot.ThreadPark#throttle=100/s`. Records above
                that rate do not leave the kernel. They do not count as lost.

                """);
        text.append("| event | category | default | description |\n|---|---|---|---|\n");
        for (var type : Events.ALL) {
            text.append("| [`%s`](#%s) | %s | %s | %s |\n"
                    .formatted(name(type), anchor(type), category(type), setting(type), description(type)));
        }
        group(
                text,
                "Fields of events on a thread",
                OnThread.class,
                "All events have these fields, except histograms and the agent's own events.");
        group(
                text,
                "The phase and the span",
                InSpan.class,
                "`pitot.BlockIo`, `pitot.RunQueueWait`, `pitot.OffCpu` and `pitot.MajorFault` have these. For a wait it is what"
                        + " the thread was in when the wait began. [More](spans.md#what-happens-in-a-span).");
        group(
                text,
                "The bill",
                BilledTime.class,
                "`duration = onCpu + runQueue + ioWait + blocked + unaccounted`, for exactly"
                        + " the thread and the time of the event. The sections below name the events that have the bill. All but `pitot.Span` also have the"
                        + " page faults. A span has `unmounted` as well, which is part of its duration on a virtual thread.");
        fields(text, Billed.class);
        group(
                text,
                "Rows of a histogram",
                Bucket.class,
                "Each event is one row of a histogram, for one period. Histograms of threads also have `kind`.");
        fields(text, CpuBucket.class);
        for (var type : Events.ALL) {
            text.append("\n## ")
                    .append(name(type))
                    .append("\n\n")
                    .append(description(type))
                    .append(".\n");
            text.append("\nCategory: ")
                    .append(category(type))
                    .append(". Default: ")
                    .append(setting(type));
            text.append(BilledTime.class.isAssignableFrom(type) ? ". Has [the bill](#the-bill).\n" : ".\n");
            fields(text, type);
        }
        return text.toString();
    }

    /** Names, as in the recording, of all fields of a class and of those above it. */
    static Set<String> fieldNames(Class<?> type) {
        var names = new LinkedHashSet<String>();
        for (Class<?> at = type; at != Event.class; at = at.getSuperclass()) {
            declared(at).forEach(field -> names.add(fieldName(field)));
        }
        return names;
    }

    private static void group(StringBuilder text, String title, Class<?> type, String what) {
        text.append("\n## ").append(title).append("\n\n").append(what).append('\n');
        fields(text, type);
    }

    private static void fields(StringBuilder text, Class<?> type) {
        var fields = declared(type);
        if (fields.isEmpty()) {
            return;
        }
        text.append("\n| field | label | type | description |\n|---|---|---|---|\n");
        for (var field : fields) {
            text.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            fieldName(field),
                            field.getAnnotation(Label.class).value(),
                            unit(field),
                            field.getAnnotation(Description.class).value()));
        }
    }

    private static List<Field> declared(Class<?> type) {
        var fields = new ArrayList<Field>();
        for (var field : type.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && !Modifier.isStatic(field.getModifiers())) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static String fieldName(Field field) {
        var name = field.getAnnotation(Name.class);
        return name == null ? field.getName() : name.value();
    }

    private static String unit(Field field) {
        if (field.isAnnotationPresent(Timespan.class)) {
            return "time span";
        }
        if (field.isAnnotationPresent(Timestamp.class)) {
            return "point in time";
        }
        if (field.isAnnotationPresent(DataAmount.class)) {
            return "bytes";
        }
        return field.isAnnotationPresent(MemoryAddress.class)
                ? "address"
                : field.getType().getSimpleName();
    }

    private static String name(Class<?> type) {
        return type.getAnnotation(Name.class).value();
    }

    private static String anchor(Class<?> type) {
        return name(type).replace(".", "").toLowerCase(java.util.Locale.ROOT);
    }

    private static String description(Class<?> type) {
        return type.getAnnotation(Description.class).value();
    }

    private static String category(Class<?> type) {
        return String.join(" / ", type.getAnnotation(Category.class).value());
    }

    private static String setting(Class<?> type) {
        var threshold = type.getAnnotation(Threshold.class);
        if (threshold != null) {
            return "from " + threshold.value();
        }
        var period = type.getAnnotation(Period.class);
        if (period == null) {
            return "all";
        }
        return period.value().equals("endChunk") ? "at the end of a chunk" : "every " + period.value();
    }
}
