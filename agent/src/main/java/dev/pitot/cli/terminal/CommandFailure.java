package dev.pitot.cli.terminal;

import dev.pitot.doctor.ProcMount;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** A command's failure that is nobody's bug, with its remedy in the message. */
public final class CommandFailure extends IOException {
    private static final long serialVersionUID = 1;

    public CommandFailure(String message) {
        super(message);
    }

    public static CommandFailure noProcess(Object pid) {
        return new CommandFailure("no process " + pid
                + ProcMount.restriction()
                        .map(why -> ", or none to be seen: " + why)
                        .orElse(""));
    }

    /** The line to print for a failure: the exceptions of files have the file's name as their whole message. */
    public static String message(Exception failure) {
        return switch (failure) {
            case NoSuchFileException e -> e.getFile() + ": no such file";
            case AccessDeniedException e -> e.getFile() + ": permission denied; try as root";
            case IOException e -> String.valueOf(e.getMessage());
            default -> failure.toString();
        };
    }
}
