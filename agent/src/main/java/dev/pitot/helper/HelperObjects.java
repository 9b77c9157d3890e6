package dev.pitot.helper;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfMap;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.HelperProcess.Answer;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.kernel.KernelObjects;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.kernel.LoadedProgram;
import dev.pitot.threads.BackgroundTask;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the helper makes for this process. It stays until this is closed, without capabilities once all is loaded. */
final class HelperObjects implements KernelObjects {
    private static final String RING = "ring";

    private final Conversation helper;
    private final Bundle bundle;
    private final boolean isTiming = !ProgramStatistics.arePermitted();
    private final int ringSize;
    private final Map<String, BpfMap> maps = new LinkedHashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, LoadedProgram> loaded = new HashMap<>();

    HelperObjects(Path program, Bundle bundle, byte[] hash, int ringSize) throws BpfException {
        this.bundle = bundle;
        this.ringSize = ringSize > 0 ? ringSize : usualRing(bundle);
        for (var i = 0; i < bundle.programs().size(); i++) {
            numbers.put(bundle.programs().get(i).name(), i);
        }
        helper = new Conversation(program);
        try (var answer = helper.ask(Messages.open(hash, ringSize, isTiming), "")) {
            take(answer);
        } catch (BpfException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static int usualRing(Bundle bundle) {
        return bundle.maps().stream()
                .filter(map -> map.name().equals(RING))
                .mapToInt(map -> map.maxEntries())
                .findFirst()
                .orElse(0);
    }

    private void take(Answer answer) throws BpfException {
        for (var i = 0; i < answer.descriptors().count(); i++) {
            var place = answer.message().get(Messages.MAPS + i);
            if (place < 0 || place >= bundle.maps().size()) {
                throw Step.MESSAGE.refusal(Path.of(""), "", 0);
            }
            var spec = bundle.maps().get(place);
            var entries = spec.name().equals(RING) ? ringSize : spec.maxEntries();
            var map = answer.descriptors().map(i, spec.name(), spec.keySize(), spec.valueSize(), entries);
            maps.put(spec.name(), map);
        }
    }

    @Override
    public Optional<BpfMap> map(String name) {
        return Optional.ofNullable(maps.get(name));
    }

    @Override
    public int ringSize() {
        return ringSize;
    }

    @Override
    public boolean isTiming() {
        return isTiming;
    }

    @Override
    public synchronized LoadedProgram load(ProgramSpec program) throws BpfException {
        var name = program.name();
        var known = loaded.get(name);
        if (known == null) {
            var number = number(name);
            helper.ask(Messages.ofProgram(Messages.LOAD, number), name).close();
            known = new HelperProgram(helper, number, LoadedBundle.nameInKernel(name));
            loaded.put(name, known);
        }
        return known;
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
        maps.values().forEach(BpfMap::close);
    }
}
