package dev.pitot.attach;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfLink;
import dev.pitot.bpf.PerfUprobe;
import dev.pitot.hotspot.Libjvm;
import dev.pitot.hotspot.SiteEncoder;
import dev.pitot.hotspot.SiteSpec;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.kernel.LoadedProgram;
import dev.pitot.kernel.OwnProcess;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Obstacle;
import dev.pitot.plan.Plan;
import dev.pitot.threads.OwnThreads;
import java.lang.foreign.Arena;
import java.nio.file.Path;
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
 * The probes in libjvm: one program at all sites of the wanted events.
 *
 * <p>The best available mechanism is used: two {@code uprobe_multi} links (Linux 6.6), one for entries and one for
 * returns; otherwise one perf event per site.
 *
 * <p>When the wanted events change, new links are opened before the old ones are closed; the program counts no hit
 * twice (phase.c). A link per event would avoid that. But when a JVM is killed, the kernel closes links one by one,
 * each with a grace period of some 40 ms. 14 links delayed the end by 500 ms, 2 links by 100 ms.
 */
final class UprobeSites implements AutoCloseable {
    private final LoadedBundle kernel;
    private final Libjvm libjvm;
    private final List<SiteSpec> all;
    private Wanted wanted = new Wanted(Set.of(), false);
    private List<BpfLink> links = List.of();
    private @Nullable LoadedProgram program;
    private @Nullable String insteadOfMulti;
    private int batch;

    /**
     * The sites to attach.
     *
     * @param threads whether to include the sites of thread starts, which serve all events
     */
    private record Wanted(Set<EventKind> kinds, boolean threads) {
        boolean includes(SiteSpec site) {
            return site.kind() == null ? threads : kinds.contains(site.kind());
        }
    }

    UprobeSites(LoadedBundle kernel, Libjvm libjvm, boolean legacyProbes) {
        this.kernel = kernel;
        this.libjvm = libjvm;
        all = endsFirst(libjvm.sites());
        insteadOfMulti = legacyProbes ? "as requested" : null;
    }

    /**
     * Sorts ends before begins. The kernel attaches one site after another while threads run. A phase that began before
     * its end was attached would stay on the thread's stack, and a later end would take its begin.
     */
    private static List<SiteSpec> endsFirst(List<SiteSpec> sites) {
        return sites.stream().sorted(Comparator.comparing(SiteSpec::begins)).toList();
    }

    /** Returns the phases that are wanted and available. */
    private Set<EventKind> phases(Plan plan) {
        var phases = EnumSet.noneOf(EventKind.class);
        for (var kind : EventKind.values()) {
            if (kind.isPhase() && plan.wants(kind) && missing(kind).isEmpty()) {
                phases.add(kind);
            }
        }
        return phases;
    }

    /** Returns why an event has no sites; empty if it has some. */
    Optional<Obstacle> missing(EventKind kind) {
        return libjvm.missing(kind);
    }

    /** Returns how the sites are attached. */
    String mechanism() {
        return insteadOfMulti == null ? "uprobe_multi" : "perf uprobe, " + insteadOfMulti;
    }

    /** Returns whether one program for all sites will be tried, and not one for each. */
    boolean loadsForAll() {
        return insteadOfMulti == null;
    }

    /** Returns whether a plan needs any site. */
    boolean wants(Plan plan, boolean threads) {
        var next = new Wanted(phases(plan), threads);
        return all.stream().anyMatch(next::includes);
    }

    /**
     * Attaches the sites of the plan's phases and no others. On failure the previous sites stay attached.
     *
     * @param threads whether to include the sites of thread starts
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
        var file = libjvm.file();
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

    /** Writes the description of each site into the program's map. */
    private void describe() throws BpfException {
        try (var arena = Arena.ofConfined()) {
            kernel.map("sites").put(0, SiteEncoder.encode(all, arena));
        }
    }

    private long cookie(int number) {
        return (long) batch << 32 | number;
    }

    private List<BpfLink> multi(Path file, int[] numbers) throws BpfException {
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

    private BpfLink multi(LoadedProgram program, Path file, int[] numbers, boolean atReturn) throws BpfException {
        var offsets = Arrays.stream(numbers)
                .mapToLong(number -> all.get(number).offset())
                .toArray();
        var cookies = Arrays.stream(numbers).mapToLong(this::cookie).toArray();
        return program.attach(file, offsets, cookies, atReturn);
    }

    private List<BpfLink> perf(Path file, int[] numbers) throws BpfException {
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

    private BpfLink perf(LoadedProgram program, Path file, int number) throws BpfException {
        var site = all.get(number);
        var event = PerfUprobe.open(file.toString(), site.offset(), site.atReturn(), OwnProcess.pid());
        try {
            return program.attach(event, cookie(number));
        } catch (BpfException e) {
            event.close();
            throw e;
        }
    }

    /** Returns the program, while sites are attached. */
    Optional<LoadedProgram> program() {
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

    /** Closes links. Each waits for a grace period of the kernel; two closed in parallel wait for the same one. */
    private void closeTogether(List<BpfLink> closing) {
        if (insteadOfMulti != null) {
            closing.forEach(BpfLink::close); // too many for threads; each waits for its own grace period
            return;
        }
        var others = closing.stream()
                .skip(1)
                // on failure the kernel closes it when the process ends
                .map(link -> OwnThreads.start("detach", thrown -> {}, link::close))
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
