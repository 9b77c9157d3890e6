package dev.pitot.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** A file of JFR settings in the jar. */
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

    /** Returns a line that shows how to use the written file. */
    String usage(Path file) {
        return purpose + ": jcmd PID JFR.start " + String.format(Locale.ROOT, arguments, setting(file));
    }

    /** Quotes a path with a space for the shell and for jcmd. */
    private static String setting(Path file) {
        return file.toString().contains(" ") ? "'settings=\"" + file + "\"'" : "settings=" + file;
    }

    byte[] content() throws IOException {
        var resource = "/dev/pitot/templates/" + fileName;
        try (var in = Template.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("this jar lacks " + resource + "; build it again");
            }
            return in.readAllBytes();
        }
    }
}
