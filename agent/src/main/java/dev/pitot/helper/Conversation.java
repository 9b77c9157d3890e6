package dev.pitot.helper;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.HelperProcess;
import dev.pitot.bpf.HelperProcess.Answer;
import dev.pitot.bpf.OpenFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Requests to one helper, and its answers. Thread-safe: one request at a time. */
final class Conversation implements AutoCloseable {
    private final Path helper;
    private final HelperProcess process;

    Conversation(Path helper) throws BpfException {
        this.helper = helper;
        process = HelperProcess.start(helper);
    }

    /**
     * Asks for something. A refusal is an exception.
     *
     * @param about what the request is about, for the refusal; or empty
     */
    Answer ask(ByteBuffer request, String about) throws BpfException {
        return ask(request, about, null);
    }

    Answer ask(ByteBuffer request, String about, @Nullable OpenFile file) throws BpfException {
        var answer = process.ask(request.array(), file, Messages.ANSWER_BYTES);
        var message = answer.message();
        var step =
                Messages.isAnswer(message, request.getShort(6)) ? Step.of(message.getInt(Messages.STEP)) : Step.MESSAGE;
        if (step == Step.DONE) {
            return answer;
        }
        answer.close();
        var log = Messages.log(message);
        throw log.isBlank()
                ? step.refusal(helper, about, message.getInt(Messages.ERROR))
                : new BpfException.VerifierRefused(about, log);
    }

    /** Has the helper give up its capabilities. */
    void seal() throws BpfException {
        ask(Messages.request(Messages.SEAL), "").close();
        process.endLoading();
    }

    @Override
    public void close() {
        process.close();
    }
}
