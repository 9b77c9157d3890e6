package dev.pitot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.cli.Main;
import dev.pitot.control.Options;
import dev.pitot.control.Verb;
import dev.pitot.jfr.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * What scripts of users depend on: events, their fields and settings, the agent's options and verbs, the commands and theirs. The file
 * {@code docs/schema.txt} has it, and docs/compatibility.md says what may change in which release.
 */
class SchemaTest {
    private static final Path FILE = Path.of("../docs/schema.txt");

    @Test
    void publicSchemaIsTheOneInTheTree() throws IOException {
        var schema = String.join("\n", schema()) + "\n";
        if (Boolean.getBoolean("pitot.writeDocs")) {
            Files.writeString(FILE, schema);
        }
        assertThat(Files.readString(FILE))
                .as("docs/compatibility.md says what may change; -Dpitot.writeDocs=true writes the file anew")
                .isEqualTo(schema);
    }

    private static List<String> schema() {
        var lines = new ArrayList<String>();
        Events.ALL.forEach(type -> event(type, lines));
        Options.KEYS.stream().sorted().forEach(option -> lines.add("agent option " + option));
        for (var verb : Verb.values()) {
            lines.add("agent verb " + verb.word());
        }
        commands(Main.commandLine(), "", lines);
        return lines;
    }

    private static void event(Class<? extends Event> type, List<String> lines) {
        FlightRecorder.register(type);
        var event = EventType.getEventType(type);
        lines.add("event " + event.getName());
        event.getSettingDescriptors().stream()
                .map(SettingDescriptor::getName)
                .sorted()
                .forEach(setting -> lines.add("  setting " + setting));
        event.getFields().stream()
                .sorted(Comparator.comparing(ValueDescriptor::getName))
                .forEach(field -> lines.add("  field " + field.getName() + " " + field.getTypeName() + content(field)));
    }

    /** The unit, which tools go by. */
    private static String content(ValueDescriptor field) {
        return field.getContentType() == null
                ? ""
                : " " + field.getContentType().substring(field.getContentType().lastIndexOf('.') + 1);
    }

    private static void commands(CommandLine command, String parent, List<String> lines) {
        var spec = command.getCommandSpec();
        var name = parent + spec.name();
        lines.add("command " + name);
        spec.options().stream()
                .map(option -> String.join(" ", option.names()))
                .sorted()
                .forEach(option -> lines.add("  option " + option));
        spec.positionalParameters().forEach(parameter -> lines.add("  parameter " + parameter.paramLabel()));
        command.getSubcommands().values().forEach(sub -> commands(sub, name + " ", lines));
    }
}
