package dev.pitot.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One command to the agent in another JVM: it is loaded by the attach API, with the command and the name of a directory as its
 * options, makes a socket in that directory, and answers who connects.
 */
final class Conversation {
    private static final int LOAD_SECONDS = 40;
    private static final int RANDOM_BYTES = 8;

    private final Target target;
    private final Path jar;

    Conversation(Target target, Path jar) {
        this.target = target;
        this.jar = jar;
    }

    /** Gives the answer piece by piece, until the agent has closed. */
    void say(String words, Consumer<String> reader) throws IOException {
        var place = place();
        load(words + ",reply=" + place);
        Answer.read(target, target.inRoot(place).resolve("socket"), reader);
    }

    /** Stays connected, so that the agent can be asked again and again. */
    Dialogue open(String words) throws IOException {
        var place = place();
        load(words + ",reply=" + place);
        return new Dialogue(target, Answer.connect(target, target.inRoot(place).resolve("socket")));
    }

    /** In the temporary directory of HotSpot itself, whatever java.io.tmpdir says. */
    private static Path place() {
        var random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return Path.of("/tmp/pitot-" + HexFormat.of().formatHex(random));
    }

    /** On a thread that may stay behind: the attach API waits for ever for a JVM that has been stopped. */
    private void load(String options) throws IOException {
        var task = new FutureTask<>(() -> attach(options));
        Thread.ofPlatform().daemon().start(task);
        try {
            task.get(LOAD_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Failure("process " + target.pid() + " did not take the command in " + LOAD_SECONDS
                    + " s: it is stopped, or busy with another jcmd");
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    private boolean attach(String options)
            throws IOException, AttachNotSupportedException, AgentLoadException, AgentInitializationException {
        var machine = VirtualMachine.attach(Long.toString(target.pid()));
        try {
            machine.loadAgent(jar.toString(), options);
            return true;
        } finally {
            machine.detach();
        }
    }

    private IOException failure(Throwable cause) {
        var process = "process " + target.pid();
        // It may quote the other's command line.
        var message = String.valueOf(cause.getMessage()).replaceAll("\\p{C}", "?");
        return switch (cause) {
            case AttachNotSupportedException e when message.contains("not support") -> target.notAttachable();
            case AttachNotSupportedException e ->
                new Failure(process + " does not let us attach: " + message
                        + "; it is stopped, has just been started, or is no JVM");
            case AgentLoadException e
            when message.contains("Dynamic agent loading") ->
                new Failure(process
                        + " lets no agent be loaded; start it with -XX:+EnableDynamicAgentLoading, or with -javaagent");
            case AgentLoadException e
            when message.contains("JAR not found") ->
                new Failure(process + " cannot read " + jar + " as user "
                        + target.user().getName() + "; put pitot.jar where that user can, or name another with --jar");
            case AgentLoadException e -> new Failure(process + " did not load the agent: " + message);
            case AgentInitializationException e ->
                new Failure("the agent failed in " + process + "; its stderr says how");
            default -> new Failure("cannot attach to " + process + ": " + message);
        };
    }
}
