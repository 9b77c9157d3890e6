package dev.pitot.hotspot;

import dev.pitot.bpf.BpfException;
import dev.pitot.hotspot.SiteCatalogue.Usdt;
import dev.pitot.hotspot.SiteSpec.Role;
import dev.pitot.hotspot.SiteSpec.Text;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Obstacle;
import dev.pitot.usdt.Aarch64Register;
import dev.pitot.usdt.Architecture;
import dev.pitot.usdt.Argument;
import dev.pitot.usdt.Function;
import dev.pitot.usdt.Location;
import dev.pitot.usdt.Probe;
import dev.pitot.usdt.Register;
import dev.pitot.usdt.RegisterPart;
import dev.pitot.usdt.Site;
import dev.pitot.usdt.UsdtFile;
import dev.pitot.usdt.X86Register;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The sites that this JVM's own libjvm has for each event, or why it has none. */
public final class Libjvm {
    /** Finds the current path of the file. */
    private interface Place {
        Path file() throws BpfException;
    }

    private final String path;
    private final Place place;
    private final List<SiteSpec> sites;
    private final Map<EventKind, Obstacle> missing;

    /** The collectors that tell of their memory pools on the thread that tells of the collection. Shenandoah does not. */
    private static final Set<String> TELL_OF_POOLS = Set.of("UseG1GC", "UseParallelGC", "UseSerialGC");

    private Libjvm(String path, Place place, List<SiteSpec> sites, Map<EventKind, Obstacle> missing) {
        this.path = path;
        this.place = place;
        this.sites = List.copyOf(sites);
        this.missing = Map.copyOf(missing);
    }

    /** Reads the notes and symbols of the file that this process has mapped. Takes some tens of milliseconds. */
    public static Libjvm ofThisProcess() throws IOException, BpfException {
        var mapped = MappedLibjvm.find();
        return read(mapped.path(), mapped.file(), Libjvm::mappedNow);
    }

    private static Path mappedNow() throws BpfException {
        try {
            return MappedLibjvm.find().file();
        } catch (IOException e) {
            throw new BpfException.NotPermitted(
                    "finding libjvm.so (" + e + ")", "let the process read /proc/self/maps");
        }
    }

    /** Returns a libjvm without probes, in which every phase has the same obstacle. */
    public static Libjvm none(Obstacle why) {
        var missing = new EnumMap<EventKind, Obstacle>(EventKind.class);
        Stream.of(EventKind.values()).filter(EventKind::isPhase).forEach(kind -> missing.put(kind, why));
        return new Libjvm("", () -> Path.of(""), List.of(), missing);
    }

    /** Reads a libjvm, which may be that of another process. */
    public static Libjvm read(Path path) throws IOException {
        return read(path.toString(), path, () -> path);
    }

    private static Libjvm read(String path, Path now, Place place) throws IOException {
        try (var file = UsdtFile.open(now)) {
            return new Reader(path, place, file).read();
        }
    }

    /**
     * Returns a copy without the probes that are silent under this JVM's flags.
     *
     * @param flag tells whether a flag of HotSpot is on
     */
    public Libjvm withFlags(Predicate<String> flag) {
        var without = new EnumMap<EventKind, Obstacle>(EventKind.class);
        without.putAll(missing);
        for (var kind : EventKind.values()) {
            kind.jvmFlag()
                    .filter(needed -> !flag.test(needed))
                    .ifPresent(needed -> without.putIfAbsent(kind, Obstacle.silent(needed)));
        }
        var fitted = TELL_OF_POOLS.stream().noneMatch(flag)
                ? sites.stream().map(SiteSpec::byWorkers).toList()
                : sites;
        return new Libjvm(path, place, fitted, without);
    }

    /** Returns the path that was mapped. */
    public String path() {
        return path;
    }

    /** Returns the path by which the kernel finds the file now. Callers must ask again each time. */
    public Path file() throws BpfException {
        return place.file();
    }

    /** Returns whether there are any sites. */
    public boolean hasSites() {
        return !sites.isEmpty();
    }

    /** Returns all sites, always in the same order. */
    public List<SiteSpec> sites() {
        return sites;
    }

    /** Returns the number of sites that serve an event. */
    public int siteCount(EventKind kind) {
        return (int) sites.stream().filter(site -> site.kind() == kind).count();
    }

    /** Returns why an event has no sites; empty if it has some. */
    public Optional<Obstacle> missing(EventKind kind) {
        return Optional.ofNullable(missing.get(kind));
    }

    private static final class Reader {
        private final String path;
        private final Place place;
        private final UsdtFile file;
        private final List<SiteSpec> sites = new ArrayList<>();
        private final Map<EventKind, Obstacle> missing = new EnumMap<>(EventKind.class);

        Reader(String path, Place place, UsdtFile file) {
            this.path = path;
            this.place = place;
            this.file = file;
        }

        Libjvm read() throws IOException {
            var probes = file.probes();
            for (var usdt : SiteCatalogue.PROBES) {
                probe(usdt, probes);
            }
            var functions = file.functions(SiteCatalogue.FUNCTIONS.stream()
                    .map(SiteCatalogue.Function::prefix)
                    .toList());
            SiteCatalogue.FUNCTIONS.forEach(wanted -> function(wanted, functions));
            if (functions.stream()
                    .noneMatch(function -> function.name().startsWith(SiteCatalogue.CLASS_LOAD_BEGINS.prefix()))) {
                missing.putIfAbsent(
                        EventKind.CLASS_LOAD,
                        new Obstacle(
                                path + " has no symbol " + SiteCatalogue.CLASS_LOAD_NAME,
                                "use a JDK whose libjvm.so is not stripped"));
            }
            ReturnProbes.danger().ifPresent(why -> missing.put(EventKind.CLASS_LOAD, why));
            return new Libjvm(path, place, sites, missing);
        }

        private void probe(Usdt usdt, List<Probe> probes) throws IOException {
            var probe = probes.stream()
                    .filter(p ->
                            p.provider().equals(usdt.provider()) && p.name().equals(usdt.probe()))
                    .findFirst();
            if (probe.isEmpty()) {
                if (usdt.kind() != null) {
                    missing.put(
                            usdt.kind(),
                            new Obstacle(
                                    path + " has no probe " + usdt.provider() + ":" + usdt.probe(),
                                    "use a JDK built with DTrace probes, such as Temurin"));
                }
                return;
            }
            for (var site : probe.get().sites()) {
                if (site.offset() != Site.NOT_IN_FILE) {
                    sites.add(spec(usdt, site));
                }
            }
        }

        private static SiteSpec spec(Usdt usdt, Site site) throws IOException {
            var arguments = site.parsedArguments();
            var texts = new ArrayList<Text>();
            for (var index : usdt.texts()) {
                var pointer = argument(arguments, index);
                var length = argument(arguments, index + 1);
                var none = constant(0);
                texts.add(new Text(pointer.orElse(none), pointer.isPresent() ? length.orElse(none) : none));
            }
            var values = new ArrayList<Optional<Argument>>();
            usdt.values().forEach(index -> values.add(argument(arguments, index)));
            if (usdt.constant() != null) {
                values.set(0, Optional.of(constant(usdt.constant())));
            }
            return new SiteSpec(usdt.kind(), usdt.role(), site.offset(), texts, values);
        }

        private static Optional<Argument> argument(List<Argument> arguments, int index) {
            return index < 0 || index >= arguments.size()
                    ? Optional.empty()
                    : Optional.of(arguments.get(index)).filter(SiteEncoder::canRead);
        }

        private static Argument constant(long value) {
            return new Argument(8, false, false, new Location.Constant(value));
        }

        private void function(SiteCatalogue.Function wanted, List<Function> functions) {
            var found = functions.stream()
                    .filter(function -> function.name().startsWith(wanted.prefix()))
                    .filter(function -> !function.name().contains("."))
                    .filter(function -> function.offset() != Site.NOT_IN_FILE)
                    .toList();
            var symbol = wanted.parameter() == SiteCatalogue.NONE
                    ? Optional.<Argument>empty()
                    : Optional.of(parameter(wanted.parameter()));
            for (var function : found) {
                sites.add(new SiteSpec(wanted.kind(), Role.CLASS_BEGIN, function.offset(), List.of(), List.of(symbol)));
                sites.add(new SiteSpec(wanted.kind(), Role.CLASS_END, function.offset(), List.of(), List.of()));
            }
        }

        /** Returns where the C++ calling convention passes the n-th integer parameter. */
        private Argument parameter(int n) {
            Register register =
                    switch (file.architecture().orElse(Architecture.X86_64)) {
                        case X86_64 -> List.of(X86Register.RDI, X86Register.RSI).get(n);
                        case AARCH64 ->
                            List.of(Aarch64Register.X0, Aarch64Register.X1).get(n);
                    };
            return new Argument(8, false, false, new Location.InRegister(new RegisterPart("", register, 64, 0)));
        }
    }
}
