package dev.pitot.cli.remote;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.ProcessDescriptor;
import dev.pitot.cli.terminal.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The thread of a HotSpot JVM that carries out what {@code jcmd} asks. It is asked here in its own protocol
 * (attachListener_posix.cpp, VirtualMachineImpl of jdk.attach): the module jdk.attach waits for ever, and reads without an end.
 *
 * <p>A file {@code .attach_pidN} and a SIGQUIT have the JVM make the socket {@code .java_pidN}. A request is the protocol's version,
 * a command and three arguments, each with a NUL behind it. An answer is a number, 0 for success, on a line, and a text.
 */
final class AttachListener {
    private static final String VERSION = "1";
    private static final int ARGUMENTS = 3;

    /** {@code AttachOperation::arg_length_max}, in this version of the protocol. */
    private static final int LONGEST = 1024;

    private static final int SIGQUIT = 3;
    private static final int PIECE = 1 << 13;

    private final Target target;
    private final Deadline deadline;

    AttachListener(Target target, Deadline deadline) {
        this.target = target;
        this.deadline = deadline;
    }

    /** What it answers, with its number. */
    String ask(String command, String... arguments) throws IOException {
        var request = new StringBuilder(VERSION + '\0' + command + '\0');
        for (var i = 0; i < ARGUMENTS; i++) {
            request.append(i < arguments.length ? bounded(arguments[i]) : "").append('\0');
        }
        try (var connection = Connection.to(target, socket(), deadline)) {
            connection.send(request.toString().getBytes(StandardCharsets.UTF_8));
            return answer(connection);
        } catch (CommandFailure e) {
            throw e;
        } catch (IOException e) {
            throw new CommandFailure("cannot attach to process " + target.pid() + ": " + CommandFailure.message(e));
        }
    }

    private static String bounded(String argument) throws CommandFailure {
        if (argument.getBytes(StandardCharsets.UTF_8).length > LONGEST || argument.indexOf('\0') >= 0) {
            throw new CommandFailure("the path of the jar and the options have more than " + LONGEST
                    + " bytes together; use a shorter path");
        }
        return argument;
    }

    private static String answer(Connection connection) throws IOException {
        var answer = new ByteArrayOutputStream();
        var bytes = ByteBuffer.allocate(PIECE);
        while (connection.read(bytes)) {
            answer.write(bytes.array(), 0, bytes.position());
            bytes.clear();
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** Made by the JVM when it is asked for the first time. */
    private Path socket() throws IOException {
        var name = target.pidInside();
        var temporary = target.inRoot(Path.of("/tmp"));
        if (!Files.isDirectory(temporary, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandFailure(
                    "process " + target.pid() + " has no directory /tmp, in which a JVM lets others attach");
        }
        var socket = temporary.resolve(".java_pid" + name);
        if (!isThere(socket)) {
            wake(temporary.resolve(".attach_pid" + name), socket);
        }
        return socket;
    }

    private void wake(Path request, Path socket) throws IOException {
        var made = create(request);
        try {
            signal();
            while (!isThere(socket)) {
                if (!deadline.allowsAnotherTry()) {
                    throw new CommandFailure("process " + target.pid() + " did not take the command in " + deadline
                            + ": it is stopped, has just been started, or is no JVM");
                }
            }
        } finally {
            if (made) {
                Files.deleteIfExists(request);
            }
        }
    }

    /** False if another {@code jcmd} has just made it. */
    private static boolean create(Path request) throws IOException {
        try {
            Files.createFile(request);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** To the very process that was looked at: one without a handler of SIGQUIT would be killed by it. */
    private void signal() throws IOException {
        try (var process = ProcessDescriptor.open(target.pid())) {
            target.requireCatches(SIGQUIT);
            process.signal(SIGQUIT);
        } catch (BpfException e) {
            throw new CommandFailure("cannot attach to process " + target.pid() + ": " + e.getMessage());
        }
    }

    private static boolean isThere(Path socket) {
        return Files.exists(socket, LinkOption.NOFOLLOW_LINKS);
    }
}
