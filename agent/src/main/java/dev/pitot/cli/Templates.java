package dev.pitot.cli;

import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.cli.terminal.Version;
import dev.pitot.usdt.FileHead;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pitot templates DIR}: writes the files of JFR settings into a directory. */
@Command(
        name = "templates",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Writes Pitot's settings files for JFR, pitot.jfc and pitot-profile.jfc, into a directory.")
final class Templates implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "Directory for the files; made if it does not exist.")
    private @Nullable Path directory;

    @Option(names = "--force", description = "Overwrite existing files that differ.")
    private boolean force;

    @Override
    public Integer call() throws CommandFailure {
        var folder = Objects.requireNonNull(directory, "picocli requires it");
        try {
            writeAll(made(folder));
            return 0;
        } catch (CommandFailure e) {
            throw e;
        } catch (IOException e) {
            throw new CommandFailure("cannot write to " + folder + ": " + reason(e) + "; name another directory");
        }
    }

    private void writeAll(Path folder) throws IOException {
        for (var template : Template.values()) {
            refuseToLose(folder.resolve(template.fileName()), template);
        }
        for (var template : Template.values()) {
            var file = folder.resolve(template.fileName());
            write(file, template.content());
            spec.commandLine().getOut().println(file);
            spec.commandLine().getOut().println("    " + template.usage(file));
        }
    }

    /** Makes the directory and returns its absolute path. jcmd passes that path to a JVM in another directory. */
    private static Path made(Path folder) throws IOException {
        return Files.createDirectories(folder).toRealPath();
    }

    /**
     * Fails if a file would be lost. All files are checked before the first is written, so a failure changes nothing.
     */
    private void refuseToLose(Path file, Template template) throws IOException {
        if (!force && Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isSame(file, template.content())) {
            throw new CommandFailure(file + " exists and differs; keep it, or overwrite it with --force");
        }
    }

    /** Compares without trust: in another user's directory the file may be a link to anything, or endless. */
    private static boolean isSame(Path file, byte[] content) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) == content.length
                && Arrays.equals(FileHead.read(file, content.length), content);
    }

    /** Replaces the file atomically. A JVM that starts meanwhile reads the old file or the new one as a whole. */
    private static void write(Path file, byte[] content) throws IOException {
        var unique = ProcessHandle.current().pid() + "-" + System.nanoTime();
        var temporary = file.resolveSibling(file.getFileName() + "." + unique);
        try {
            Files.write(temporary, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException e -> "permission denied";
            case FileAlreadyExistsException e -> "not a directory";
            case NoSuchFileException e -> "no such directory";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
