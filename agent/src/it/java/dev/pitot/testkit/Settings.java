package dev.pitot.testkit;

import dev.pitot.plan.EventKind;
import dev.pitot.workload.Steered;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** JFR settings as a {@code .jfc} file. */
public final class Settings {
    private Settings() {}

    static String xml(Map<String, String> settings) {
        var events = new TreeMap<String, StringBuilder>();
        settings.forEach((name, value) -> {
            var parts = name.split("#", 2);
            events.computeIfAbsent(parts[0], event -> new StringBuilder())
                    .append("<setting name=\"%s\">%s</setting>".formatted(parts[1], value));
        });
        var xml = new StringBuilder("<configuration version=\"2.0\" label=\"test\">\n");
        events.forEach((event, of) -> xml.append("<event name=\"%s\">%s</event>\n".formatted(event, of)));
        return xml.append("</configuration>\n").toString();
    }

    /**
     * These settings in one word for a {@link Steered}, and all events of Pitot that they do not name off: {@code
     * pitot.ThreadPark#threshold=0ns}.
     */
    public static String only(String... settings) {
        var named = Stream.of(settings).map(setting -> setting.split("#")[0]).collect(Collectors.toSet());
        return Stream.of(enabled(named), Stream.of(settings))
                .flatMap(some -> some)
                .collect(Collectors.joining(";"));
    }

    private static Stream<String> enabled(Set<String> named) {
        return Stream.of(EventKind.values())
                .map(EventKind::eventName)
                .map(name -> name + "#enabled=" + named.contains(name));
    }
}
