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
 * The HotSpot thread that carries out what {@code jcmd} asks. This class speaks its protocol (attachListener_posix.cpp,
 * VirtualMachineImpl of jdk.attach). The module jdk.attach itself has no time limit and no size limit.
 *
 * <p>A file {@code .attach_pidN} and a SIGQUIT make the JVM create the socket {@code .java_pidN}. A request has the
 * protocol's version, a command and three arguments, each with a NUL after it. An answer has a number on a line, 0 for
 * success, and a text.
 */
final class AttachListener {
    private static final String VERSION = "1";
    private static final int ARGUMENTS = 3;

    /** {@code AttachOperation::arg_length_max} in this version of the protocol. */
    private static final int MAX_LENGTH = 1024;

    private static final int SIGQUIT = 3;
    private static final int PIECE = 1 << 13;

    private final Target target;
    private final Deadline deadline;

    AttachListener(Target target, Deadline deadline) {
        this.target = target;
        this.deadline = deadline;
    }

    /** Returns the answer, including its number. */
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
        if (argument.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH || argument.indexOf('\0') >= 0) {
            throw new CommandFailure("the jar's path and the options together exceed " + MAX_LENGTH
                    + " bytes; use a shorter path or fewer options");
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

    /** Returns the socket, which the JVM makes at the first request. */
    private Path socket() throws IOException {
        var name = target.pidInside();
        var temporary = target.inRoot(Path.of("/tmp"));
        if (!Files.isDirectory(temporary, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandFailure(
                    "process " + target.pid() + " has no directory /tmp, which attaching needs; make it");
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
                    throw new CommandFailure("process " + target.pid() + " did not accept the command in " + deadline
                            + ": it is stopped, has just started, or is not a JVM; try again later");
                }
            }
        } finally {
            if (made) {
                Files.deleteIfExists(request);
            }
        }
    }

    /** Returns false if another {@code jcmd} has just made the file. */
    private static boolean create(Path request) throws IOException {
        try {
            Files.createFile(request);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Signals exactly the process that was checked. A process without a handler of SIGQUIT would be killed. */
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
