package dev.pitot.helper;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.HelperProcess.Answer;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.kernel.BundleMaps;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.kernel.LoadedProgram;
import dev.pitot.threads.BackgroundTask;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the helper makes for this process. It stays until this is closed, without capabilities once all is loaded. */
final class HelperObjects extends BundleMaps {
    private final Conversation helper;
    private final Bundle bundle;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> loaded = new HashSet<>();

    HelperObjects(Path program, Bundle bundle, byte[] hash, int ringSize) throws BpfException {
        super(bundle, ringSize);
        this.bundle = bundle;
        for (var i = 0; i < bundle.programs().size(); i++) {
            numbers.put(bundle.programs().get(i).name(), i);
        }
        helper = new Conversation(program);
        try (var answer = helper.ask(Messages.open(hash, ringSize, isTiming()), "")) {
            take(answer);
        } catch (BpfException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void take(Answer answer) throws BpfException {
        for (var i = 0; i < answer.descriptors().count(); i++) {
            var place = answer.message().get(Messages.MAPS + i);
            if (place < 0 || place >= bundle.maps().size()) {
                throw Step.MESSAGE.refusal(Path.of(""), "", 0);
            }
            var spec = bundle.maps().get(place);
            add(spec, answer.descriptors().map(i, spec.name(), spec.keySize(), spec.valueSize(), entries(spec)));
        }
    }

    /** Loads a program, or takes the one that is kept. What that did before does not count. */
    @Override
    public synchronized LoadedProgram load(ProgramSpec program) throws BpfException {
        var name = program.name();
        var fresh = HelperProgram.fresh(helper, number(name), LoadedBundle.nameInKernel(name));
        if (loaded.contains(name)) {
            return fresh.since(fresh.statistics());
        }
        helper.ask(Messages.ofProgram(Messages.LOAD, number(name)), name).close();
        loaded.add(name);
        return fresh;
    }

    @Override
    public LoadedProgram loadForPerf(ProgramSpec program) throws BpfException {
        throw new BpfException.HelperRefused(
                "the helper attaches to libjvm by uprobe_multi only", "use Linux 6.6 or later, and not attach=old");
    }

    /** The caller closes the program. The descriptor that is passed is always a new one. */
    @Override
    public synchronized BpfProgram callable(ProgramSpec program) throws BpfException {
        try (var answer = helper.ask(Messages.ofProgram(Messages.CALLABLE, number(program.name())), program.name())) {
            return answer.descriptors().program(LoadedBundle.nameInKernel(program.name()));
        }
    }

    private int number(String name) {
        return Optional.ofNullable(numbers.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no program " + name));
    }

    @Override
    public void forgetRequests() throws BpfException {
        helper.ask(Messages.request(Messages.FORGET), "").close();
    }

    /** Loads what another plan may need, and has the helper give up its capabilities. */
    @Override
    public void begun() {
        BackgroundTask.begin("helper", this::loadRest);
    }

    private void loadRest() throws BpfException {
        for (var program : bundle.programs()) {
            try {
                if (LoadedBundle.isCallable(program.name())) {
                    callable(program).close();
                } else if (LoadedBundle.isAttachable(program)) {
                    load(program);
                }
            } catch (BpfException.VerifierRefused e) {
                // Who needs it will say so.
            }
        }
        helper.seal();
    }

    @Override
    public Optional<Bpf> own() {
        return Optional.empty();
    }

    @Override
    public void close() {
        helper.close();
        super.close();
    }
}
