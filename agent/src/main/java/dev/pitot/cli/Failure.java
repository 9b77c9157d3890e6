package dev.pitot.cli;

import dev.pitot.doctor.ProcMount;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** A command's failure that is nobody's bug, with its remedy in the message. */
final class Failure extends IOException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
        super(message);
    }

    static Failure noProcess(Object pid) {
        return new Failure("no process " + pid
                + ProcMount.restriction()
                        .map(why -> ", or none to be seen: " + why)
                        .orElse(""));
    }

    /** The line to print for a failure: the exceptions of files have the file's name as their whole message. */
    static String message(Exception failure) {
        return switch (failure) {
            case NoSuchFileException e -> e.getFile() + ": no such file";
            case AccessDeniedException e -> e.getFile() + ": permission denied; try as root";
            case IOException e -> String.valueOf(e.getMessage());
            default -> failure.toString();
        };
    }
}
