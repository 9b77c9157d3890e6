package dev.pitot.doctor;

import static dev.pitot.doctor.Check.Group.TRIAL;

import dev.pitot.attach.AttachOptions;
import dev.pitot.attach.Session;
import dev.pitot.bpf.BpfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.cache.VerifierLogs;
import dev.pitot.compiler.Bundles;
import dev.pitot.compiler.CompilerException;
import dev.pitot.helper.KernelPrivileges;
import dev.pitot.hotspot.Libjvm;
import dev.pitot.jfr.Events;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Plan;
import dev.pitot.record.Clock;
import dev.pitot.record.ThreadNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A trial of a whole recording: loads the programs, attaches them to this process for all events, waits for records,
 * detaches. It can fail for an unforeseen reason when each other check is right. So its result decides.
 */
final class Trial {
    private static final long MAX_NANOS = 2_000_000_000;

    private final Bundles bundles;
    private final VerifierLogs logs;
    private final Libjvm libjvm;
    private final Set<String> flags;
    private final List<Check> checks = new ArrayList<>();

    Trial(Bundles bundles, VerifierLogs logs, Libjvm libjvm, Set<String> flags) {
        this.bundles = bundles;
        this.logs = logs;
        this.libjvm = libjvm;
        this.flags = flags;
    }

    List<Check> run() {
        try {
            attach(programs());
        } catch (CompilerException e) {
            checks.add(Check.failed(TRIAL, "programs", e.getMessage(), e.remedy()));
        } catch (IOException e) {
            checks.add(Check.of(TRIAL, "programs", Check.State.FAILED, String.valueOf(e.getMessage())));
        } catch (BpfException e) {
            checks.add(Check.failed(TRIAL, "attach", e.getMessage(), e.remedy()));
        } catch (NoSuchFieldException e) {
            checks.add(Check.failed(
                    TRIAL,
                    "attach",
                    String.valueOf(e.getMessage()),
                    "use a JDK that docs/jdks.md names, or report it"));
        }
        return checks;
    }

    private Bundle programs() throws CompilerException, IOException {
        var source = bundles.source();
        var begin = System.nanoTime();
        var bundle = bundles.get();
        var millis = millisSince(begin);
        var how =
                switch (source) {
                    case JAR -> "from the jar, fitted to this kernel";
                    case CACHE -> "from the cache";
                    case COMPILER -> "compiled";
                };
        checks.add(
                Check.ok(TRIAL, "programs", bundle.programs().size() + " programs " + how + " in " + millis + " ms"));
        return bundle;
    }

    private void attach(Bundle bundle) throws BpfException, NoSuchFieldException {
        Events.register();
        Clock.requireFields();
        var begin = System.nanoTime();
        long attached;
        long bytes;
        try (var session = Session.start(
                new LoadedBundle(KernelPrivileges.find(null, logs::keep).objects(bundle, 0), bundle),
                Plan.EVERYTHING,
                libjvm,
                new ThreadNames(thread -> 0),
                number -> null,
                0,
                AttachOptions.USUAL)) {
            attached = millisSince(begin);
            bytes = firstRecords(session);
            session.states().forEach(state -> checks.add(EventChecks.attached(state, sites(state.kind()), flags)));
            begin = System.nanoTime();
        }
        checks.add(Check.ok(
                TRIAL, "attach", "all events in " + attached + " ms, detached in " + millisSince(begin) + " ms"));
        checks.add(
                bytes > 0
                        ? Check.ok(TRIAL, "records", bytes + " bytes came from the kernel meanwhile")
                        : Check.failed(
                                TRIAL,
                                "records",
                                "no record came from the kernel in " + (MAX_NANOS / 1_000_000_000) + " s",
                                "report it with this output; a sandbox such as gVisor cannot trace"));
    }

    /** Sleeps, which makes one record of the scheduler's and two of the JVM's probes. */
    private static long firstRecords(Session session) {
        var bytes = 0L;
        var begin = System.nanoTime();
        while (bytes == 0 && System.nanoTime() - begin < MAX_NANOS) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return bytes;
            }
            bytes = session.reader().drain();
        }
        return bytes;
    }

    private int sites(EventKind kind) {
        return kind.isPhase() ? libjvm.siteCount(kind) : 0;
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos + 500_000) / 1_000_000;
    }
}
