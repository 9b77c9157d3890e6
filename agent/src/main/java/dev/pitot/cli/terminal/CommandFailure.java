package dev.pitot.cli.terminal;

import dev.pitot.doctor.ProcMount;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** A command's failure with its remedy in the message. Its cause is not a defect of Pitot. */
public final class CommandFailure extends IOException {
    private static final long serialVersionUID = 1;

    public CommandFailure(String message) {
        super(message);
    }

    public static CommandFailure noProcess(Object pid) {
        return new CommandFailure("no process " + pid
                + ProcMount.restriction()
                        .map(why -> ", or it is hidden: " + why)
                        .orElse(""));
    }

    /** Returns the line to print. For exceptions of files, whose message is only the file's name, it adds the cause. */
    public static String message(Exception failure) {
        return switch (failure) {
            case NoSuchFileException e -> e.getFile() + ": no such file";
            case AccessDeniedException e -> e.getFile() + ": permission denied; try as root";
            case IOException e -> String.valueOf(e.getMessage());
            default -> failure.toString();
        };
    }
}
