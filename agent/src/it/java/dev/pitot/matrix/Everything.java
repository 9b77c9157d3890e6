package dev.pitot.matrix;

import dev.pitot.plan.EventKind;
import java.util.List;

/**
 * {@code Everything all|phases}: prints JFR settings by which all of Pitot's events are recorded, however short, or all but single
 * waits and requests; of the JDK's none.
 */
final class Everything {
    private static final String ON = "    <setting name=\"enabled\">true</setting>\n";
    private static final String OFF = "    <setting name=\"enabled\">false</setting>\n";
    private static final String ALL =
            "    <setting name=\"threshold\">0 ns</setting>\n    <setting name=\"throttle\">off</setting>\n";
    private static final String OFTEN = "    <setting name=\"period\">1 s</setting>\n";

    private Everything() {}

    public static void main(String[] arguments) {
        System.out.println("<configuration version=\"2.0\" label=\"Everything\">");
        var all = arguments[0].equals("all");
        for (var kind : EventKind.values()) {
            if (all || kind.isPhase() || kind.isHistogram() || kind == EventKind.THREAD_CPU) {
                print(kind.eventName(), ON, kind.isHistogram() || kind == EventKind.THREAD_CPU ? OFTEN : ALL);
            } else {
                print(kind.eventName(), OFF, "");
            }
        }
        List.of("pitot.DataLoss", "pitot.ProbeStatus", Mark.NAME).forEach(name -> print(name, ON, ""));
        System.out.println("</configuration>");
    }

    private static void print(String event, String enabled, String settings) {
        System.out.printf("  <event name=\"%s\">%n%s%s  </event>%n", event, enabled, settings);
    }
}
