package dev.pitot.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** A file of JFR settings that travels in the jar. */
enum Template {
    ALWAYS_ON("pitot.jfc", "always on", "settings=default %s"),
    PROFILE("pitot-profile.jfc", "for an hour", "duration=1h maxsize=1g filename=/tmp/app.jfr settings=profile %s");

    private final String fileName;
    private final String purpose;
    private final String arguments;

    Template(String fileName, String purpose, String arguments) {
        this.fileName = fileName;
        this.purpose = purpose;
        this.arguments = arguments;
    }

    String fileName() {
        return fileName;
    }

    /** A line that says how to use it, where it was written to. */
    String usage(Path file) {
        return purpose + ": jcmd PID JFR.start " + String.format(Locale.ROOT, arguments, setting(file));
    }

    /** A path with a space has to pass the shell, and then jcmd. */
    private static String setting(Path file) {
        return file.toString().contains(" ") ? "'settings=\"" + file + "\"'" : "settings=" + file;
    }

    byte[] content() throws IOException {
        var resource = "/dev/pitot/templates/" + fileName;
        try (var in = Template.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("this jar lacks " + resource + "; build it anew");
            }
            return in.readAllBytes();
        }
    }
}
