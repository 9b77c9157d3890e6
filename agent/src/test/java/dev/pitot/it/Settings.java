package dev.pitot.it;

import java.util.Map;
import java.util.TreeMap;

/** JFR settings as a {@code .jfc} file. */
final class Settings {
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
}
