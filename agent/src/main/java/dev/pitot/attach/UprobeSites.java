package dev.pitot.attach;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfLink;
import dev.pitot.bpf.BpfProgram;
import dev.pitot.bpf.PerfUprobe;
import dev.pitot.hotspot.Libjvm;
import dev.pitot.hotspot.SiteEncoder;
import dev.pitot.hotspot.SiteSpec;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.kernel.OwnProcess;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Obstacle;
import dev.pitot.plan.Plan;
import dev.pitot.threads.OwnThreads;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The probes in libjvm: one program at all the sites that the wanted events have, by the best way this kernel and this process
 * have: {@code uprobe_multi} links (Linux 6.6), one for entries and one for returns, else a perf event per site.
 *
 * <p>When other events are wanted, the links are made anew, and the old ones are closed when the new ones are there; the program
 * sees to it that no hit counts twice (phase.c). A link for each event would spare that. But the kernel closes links one after the
 * other, each with a grace period of some 40 ms, when a JVM is killed: 14 of them held it up by 500 ms, 2 by 100 ms.
 */
final class UprobeSites implements AutoCloseable {
    private final LoadedBundle kernel;
    private final Libjvm libjvm;
    private final List<SiteSpec> all;
    private Wanted wanted = new Wanted(Set.of(), false);
    private List<BpfLink> links = List.of();
    private @Nullable BpfProgram program;
    private @Nullable String insteadOfMulti;
    private int batch;

    /** @param threads the sites that tell of new threads, which serve all events */
    private record Wanted(Set<EventKind> kinds, boolean threads) {
        boolean includes(SiteSpec site) {
            return site.kind() == null ? threads : kinds.contains(site.kind());
        }
    }

    UprobeSites(LoadedBundle kernel, Libjvm libjvm, boolean legacyProbes) {
        this.kernel = kernel;
        this.libjvm = libjvm;
        all = endsFirst(libjvm.sites());
        insteadOfMulti = legacyProbes ? "as asked for" : null;
    }

    /**
     * The kernel attaches one site after the other, while threads run: a phase that began where its end is not attached yet would
     * stay on the thread's stack, and lend its begin to a later end.
     */
    private static List<SiteSpec> endsFirst(List<SiteSpec> sites) {
        return sites.stream().sorted(Comparator.comparing(SiteSpec::begins)).toList();
    }

    /** The phases that are wanted and to be had. */
    private Set<EventKind> phases(Plan plan) {
        var phases = EnumSet.noneOf(EventKind.class);
        for (var kind : EventKind.values()) {
            if (kind.isPhase() && plan.wants(kind) && missing(kind).isEmpty()) {
                phases.add(kind);
            }
        }
        return phases;
    }

    /** Why an event has no sites, if so. */
    Optional<Obstacle> missing(EventKind kind) {
        return libjvm.missing(kind);
    }

    /** How the sites are attached. */
    String mechanism() {
        return insteadOfMulti == null ? "uprobe_multi" : "perf uprobe, " + insteadOfMulti;
    }

    /**
     * Attaches the sites of the plan's phases and no others. If that fails, what was attached before stays so.
     *
     * @param threads and those that tell of new threads
     */
    void attachFor(Plan plan, boolean threads) throws BpfException {
        var next = new Wanted(phases(plan), threads);
        if (next.equals(wanted)) {
            return;
        }
        if (all.stream().noneMatch(next::includes)) {
            close();
            return;
        }
        if (program == null) {
            describe();
        }
        var attached = attach(next);
        closeTogether(links);
        links = attached;
        wanted = next;
    }

    private List<BpfLink> attach(Wanted next) throws BpfException {
        batch++;
        var numbers = IntStream.range(0, all.size())
                .filter(i -> next.includes(all.get(i)))
                .toArray();
        var file = libjvm.file().toString();
        if (insteadOfMulti == null) {
            try {
                return multi(file, numbers);
            } catch (BpfException.NotPermitted | BpfException.VerifierRefused e) {
                throw e;
            } catch (BpfException e) {
                insteadOfMulti = "because " + e.getMessage();
                freeProgram();
            }
        }
        return perf(file, numbers);
    }

    /** Tells the program what to do at each site. */
    private void describe() throws BpfException {
        try (var arena = Arena.ofConfined()) {
            kernel.map("sites").put(0, SiteEncoder.encode(all, arena));
        }
    }

    private long cookie(int number) {
        return (long) batch << 32 | number;
    }

    private List<BpfLink> multi(String file, int[] numbers) throws BpfException {
        if (program == null) {
            program = kernel.uprobeMulti();
        }
        var made = new ArrayList<BpfLink>();
        try {
            for (var atReturn : List.of(true, false)) { // ends first
                var here = Arrays.stream(numbers)
                        .filter(number -> all.get(number).atReturn() == atReturn)
                        .toArray();
                if (here.length > 0) {
                    made.add(multi(program, file, here, atReturn));
                }
            }
            return made;
        } catch (BpfException e) {
            closeTogether(made);
            throw e;
        }
    }

    private BpfLink multi(BpfProgram program, String file, int[] numbers, boolean atReturn) throws BpfException {
        var offsets = Arrays.stream(numbers)
                .mapToLong(number -> all.get(number).offset())
                .toArray();
        var cookies = Arrays.stream(numbers).mapToLong(this::cookie).toArray();
        return kernel.bpf().attachUprobes(program, file, offsets, cookies, atReturn, OwnProcess.pid());
    }

    private List<BpfLink> perf(String file, int[] numbers) throws BpfException {
        if (program == null) {
            program = kernel.uprobe();
        }
        var made = new ArrayList<BpfLink>();
        try {
            for (var number : numbers) {
                made.add(perf(program, file, number));
            }
            return made;
        } catch (BpfException e) {
            closeTogether(made);
            throw e;
        }
    }

    private BpfLink perf(BpfProgram program, String file, int number) throws BpfException {
        var site = all.get(number);
        var event = PerfUprobe.open(file, site.offset(), site.atReturn(), OwnProcess.pid());
        try {
            return kernel.bpf().attachPerfEvent(program, event, cookie(number));
        } catch (BpfException e) {
            event.close();
            throw e;
        }
    }

    /** The program, while sites are attached. */
    Optional<BpfProgram> program() {
        return Optional.ofNullable(program);
    }

    @Override
    public void close() {
        closeTogether(links);
        links = List.of();
        wanted = new Wanted(Set.of(), false);
        freeProgram();
    }

    private void freeProgram() {
        if (program != null) {
            program.close();
            program = null;
        }
    }

    /** Closing a link waits for a grace period of the kernel: two at once wait for the same. */
    private void closeTogether(List<BpfLink> closing) {
        if (insteadOfMulti != null) {
            closing.forEach(BpfLink::close); // many, and each waits for its own
            return;
        }
        var others = closing.stream()
                .skip(1)
                .map(link -> OwnThreads.start("detach", thrown -> {}, link::close)) // the kernel closes it later
                .toList();
        closing.stream().limit(1).forEach(BpfLink::close);
        for (var other : others) {
            try {
                other.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
