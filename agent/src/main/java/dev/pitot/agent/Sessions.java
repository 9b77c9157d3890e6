package dev.pitot.agent;

import dev.pitot.bcc.Bpf;
import dev.pitot.bcc.BpfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.compiler.CompilerException;
import dev.pitot.jfr.DataLoss;
import dev.pitot.jfr.Events;
import dev.pitot.jfr.ProbeStatus;
import dev.pitot.jfr.ThreadCpu;
import dev.pitot.plan.Plan;
import dev.pitot.record.ThreadNames;
import dev.pitot.session.Bundles;
import dev.pitot.session.Drain;
import dev.pitot.session.Libjvm;
import dev.pitot.session.OpenFiles;
import dev.pitot.session.ProbeState;
import dev.pitot.session.Session;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** Brings what is attached in line with a plan. For Pitot's control thread; JFR's own threads call the two hooks. */
final class Sessions {
    private final Options options;
    private final Instrumentation instrumentation;
    private @Nullable Bpf bpf;
    private @Nullable Bundle bundle;
    private @Nullable Libjvm libjvm;
    private boolean registered;
    private @Nullable Drain drain;
    private volatile @Nullable Session session;
    private volatile @Nullable String failure;

    Sessions(Options options, Instrumentation instrumentation) {
        this.options = options;
        this.instrumentation = instrumentation;
    }

    /** What is attached; null where nothing is. */
    @Nullable Session current() {
        return session;
    }

    /** Why the last plan could not be followed, and the remedy; null if it was. */
    @Nullable String failure() {
        return failure;
    }

    void follow(Plan plan) {
        failure = null;
        try {
            var current = session;
            if (current != null && !plan.isEmpty() && current.adopt(plan)) {
                return;
            }
            stop();
            if (!plan.isEmpty()) {
                start(plan);
            }
        } catch (BpfException e) {
            failed(e.getMessage() + "; " + e.remedy());
        } catch (CompilerException e) {
            failed(e.getMessage() + "; " + e.remedy());
        } catch (IOException e) {
            failed(e + "; see java -jar pitot.jar doctor");
        } catch (ReflectiveOperationException e) {
            failed("native access is not possible in this JVM: " + e
                    + "; report it with the output of doctor");
        }
    }

    private void failed(String why) {
        failure = why;
        Warnings.say("nothing is measured: " + why);
    }

    private void start(Plan plan) throws BpfException, CompilerException, IOException, ReflectiveOperationException {
        OpenFiles.requireRoom();
        Access.enableNativeAccess(instrumentation);
        Bpf.requirePermission();
        if (bpf == null) {
            bpf = new Bpf();
        }
        if (bundle == null) {
            bundle = new Bundles(jar(), options.cache(), Warnings::say).get();
        }
        if (libjvm == null) {
            libjvm = Libjvm.ofThisProcess().withFlags(flag -> Access.flag(instrumentation, flag));
        }
        register();
        var started = Session.start(
                bpf,
                bundle,
                plan,
                libjvm,
                new ThreadNames(this::threads),
                Access.ticksPerSecond(instrumentation),
                options.oldWays());
        session = started;
        drain = new Drain(started, Warnings::say);
        warnOfMissing(started.states());
    }

    /** A line for each reason, not for each event; none for the monitors, which hardly any JVM is launched to tell of. */
    private static void warnOfMissing(List<ProbeState> states) {
        var byReason = new LinkedHashMap<String, List<String>>();
        states.stream()
                .filter(state -> !state.attached() && !state.way().equals(Libjvm.SILENT_MONITORS))
                .forEach(state -> byReason.computeIfAbsent(state.way(), way -> new ArrayList<>())
                        .add(state.kind().eventName()));
        byReason.forEach((reason, events) -> Warnings.say(
                String.join(", ", events) + (events.size() == 1 ? " is" : " are") + " not measured: " + reason));
    }

    private Map<Integer, ThreadNames.Known> threads() {
        if (ModuleLayer.boot().findModule("jdk.management").isEmpty()) {
            Warnings.say("threads older than the recording have names of 15 characters only: this JVM lacks the module"
                    + " jdk.management; add it to its image, or with --add-modules");
            return Map.of();
        }
        return ThreadDump.take(instrumentation);
    }

    private void stop() {
        if (drain != null) {
            drain.close();
            drain = null;
        }
        var current = session;
        session = null;
        if (current != null) {
            current.close();
        }
    }

    /** Once: a type stays registered, so that its fields never change within one JVM. */
    private void register() {
        if (!registered) {
            registered = true;
            Events.register();
            FlightRecorder.addPeriodicEvent(ThreadCpu.class, this::period);
            // JFR calls the hook of an event only where it is enabled: either of two will do.
            FlightRecorder.addPeriodicEvent(ProbeStatus.class, this::endOfChunkWithStates);
            FlightRecorder.addPeriodicEvent(DataLoss.class, this::endOfChunk);
        }
    }

    private void period() {
        var current = session;
        if (current != null) {
            try {
                current.reportThreads();
            } catch (BpfException | RuntimeException e) {
                Warnings.say("threads are not reported: " + e.getMessage());
            }
        }
    }

    /** JFR calls this before it rotates or closes a chunk: what happened in it has to be in it. */
    private void endOfChunk() {
        var current = session;
        if (current != null) {
            try {
                current.reportThreads();
                current.drain();
                current.reportLosses();
            } catch (BpfException | RuntimeException e) {
                Warnings.say("the end of a chunk is not whole: " + e.getMessage());
            }
        }
    }

    private void endOfChunkWithStates() {
        endOfChunk();
        var current = session;
        if (current != null) {
            current.reportStates();
        }
    }

    private static Path jar() throws IOException {
        try {
            return Path.of(
                    Sessions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException("Pitot's own jar has no path: " + e.getMessage());
        }
    }
}
