package dev.pitot.bench;

import acme.Steps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a span adds to a call of its method, beside what JFR's own tracing of the method adds. */
final class SpanCost {
    private static final int PAIRS = 5;
    private static final String SPAN = Jvm.agent("wait=30s,span=acme.Steps::step");
    private static final String METHOD = "acme.Steps::step";

    private static final String A_YIELD = "a yield without the agent";

    private SpanCost() {}

    static List<Row> measure() throws Exception {
        var settings = settings("pitot.Span", "<setting name=\"threshold\">10 ms</setting>");
        var traced = settings(
                "jdk.MethodTrace",
                "<setting name=\"threshold\">10 ms</setting><setting name=\"filter\">" + METHOD
                        + "</setting><setting name=\"stackTrace\">true</setting>");
        var idle = added(List.of(SPAN));
        var below = added(List.of(SPAN, record(settings)));
        var peer = added(List.of(record(traced)));
        var virtual = added(List.of(SPAN, record(settings)), "virtual");
        var agentAlone = added(List.of(Jvm.agent("wait=30s"), record(settings)), "yield");
        var noSpan = added(List.of(SPAN, record(settings)), "yield");
        var inSpan = added(List.of(Jvm.agent("wait=30s,span=acme.Steps::yields"), record(settings)), "yield");
        Files.delete(settings);
        Files.delete(traced);
        return List.of(
                row("a method that is a span, no recording", idle, 5),
                row("a span below its threshold", below, 100),
                Row.of("a call below the threshold of jdk.MethodTrace", text(peer), "a call alone"),
                row("a span below its threshold on a virtual thread", virtual, 200),
                Row.of("a yield of a virtual thread, agent without spans", nanos(agentAlone), A_YIELD),
                Row.of("a yield of a virtual thread, outside spans", nanos(noSpan), A_YIELD),
                Row.of("a yield of a virtual thread, in a span", nanos(inSpan), A_YIELD));
    }

    private static Row row(String what, Cost cost, int budget) {
        return Row.of(what, text(cost), "a call alone", budget + " ns, 0 B", cost.nanos <= budget && cost.bytes < 0.5);
    }

    private static String nanos(Cost cost) {
        return "%.0f ns".formatted(cost.nanos);
    }

    private static String text(Cost cost) {
        return "%.1f ns, %.0f B".formatted(cost.nanos, cost.bytes);
    }

    /** The median of paired runs with these options and without. */
    private static Cost added(List<String> options, String... arguments) throws Exception {
        var nanos = new double[PAIRS];
        var bytes = 0.0;
        for (var i = 0; i < PAIRS; i++) {
            var alone = Jvm.lines(List.of(), Steps.class, arguments);
            var with = Jvm.lines(options, Steps.class, arguments);
            nanos[i] = Double.parseDouble(with.get(0)) - Double.parseDouble(alone.get(0));
            bytes = Math.max(bytes, Double.parseDouble(with.get(1)));
        }
        return new Cost(Jvm.median(nanos), bytes);
    }

    private record Cost(double nanos, double bytes) {}

    private static String record(Path settings) {
        return "-XX:StartFlightRecording:settings=" + settings;
    }

    private static Path settings(String event, String more) throws Exception {
        var file = Files.createTempFile("span", ".jfc");
        return Files.writeString(
                file,
                "<configuration version=\"2.0\"><event name=\"" + event + "\"><setting name=\"enabled\">true</setting>"
                        + more + "</event></configuration>");
    }
}
