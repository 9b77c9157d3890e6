package dev.pitot.doctor;

import static dev.pitot.doctor.Check.Group.EVENTS;
import static dev.pitot.doctor.Check.Group.JVM;
import static dev.pitot.doctor.Check.Group.KERNEL;
import static dev.pitot.doctor.Check.Group.LIBRARIES;
import static dev.pitot.doctor.Check.Group.PERMISSIONS;
import static dev.pitot.doctor.Check.Group.TRIAL;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.LibraryFile;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.btf.BtfKind;
import dev.pitot.bundle.cache.BundleCache;
import dev.pitot.bundle.cache.CacheRefused;
import dev.pitot.bundle.cache.VerifierLogs;
import dev.pitot.compiler.Bundles;
import dev.pitot.compiler.Bundles.Source;
import dev.pitot.fit.KernelLayout;
import dev.pitot.helper.HelperAccess;
import dev.pitot.hotspot.Libjvm;
import dev.pitot.hotspot.ReturnProbes;
import dev.pitot.kernel.KernelRelease;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Obstacle;
import dev.pitot.usdt.ProcessFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Runs all checks: gathers the facts and passes them to the classes that judge them. */
public final class Examination {
    private static final String SELF = "self";

    private final Path jar;
    private final @Nullable Path cache;
    private final @Nullable Duration compiling;
    private Source source = Source.COMPILER;
    private final Set<String> flags;
    private final List<Check> checks = new ArrayList<>();

    /**
     * @param jar Pitot's own jar
     * @param cache cache directory; null for the usual one
     * @param compiling longest time for compiling; null for the usual limit
     * @param flags flags that are on in the examined JVM
     */
    public Examination(Path jar, @Nullable Path cache, @Nullable Duration compiling, Set<String> flags) {
        this.jar = jar;
        this.cache = cache;
        this.compiling = compiling;
        this.flags = flags;
    }

    /**
     * Checks whether a JVM started like this one could record.
     *
     * @param attach whether to try a recording, which takes seconds and leaves the kernel's numbers, or compiled
     *     programs, in the cache
     */
    public Diagnosis ofThisProcess(boolean attach) {
        common(SELF);
        cache();
        recorder();
        libjvm().ifPresent(libjvm -> events(libjvm, attach));
        return Diagnosis.of(ProcessHandle.current().pid(), checks);
    }

    /** Checks whether that JVM could record. The kernel and the libraries are examined from this process. */
    public Diagnosis of(long pid) {
        common(Long.toString(pid));
        libjvm(pid).ifPresent(this::eventsByFile);
        return Diagnosis.of(pid, checks);
    }

    private void common(String process) {
        kernel();
        features();
        permissions(process, Proc.text("/proc/" + process + "/status"));
        programs();
    }

    private void kernel() {
        checks.add(KernelChecks.version(KernelRelease.text()));
        checks.add(KernelChecks.architecture(System.getProperty("os.arch")));
        checks.add(KernelChecks.lockdown(Proc.text("/sys/kernel/security/lockdown")));
        sysctls();
        try {
            btf(Btf.read(Btf.VMLINUX));
        } catch (BtfException e) {
            checks.add(KernelChecks.noBtf(e.getMessage()));
        }
    }

    /** Checks the sysctls. A missing one means something only where others are visible. */
    private void sysctls() {
        ProcMount.restriction().ifPresent(why -> checks.add(Check.note(KERNEL, "/proc", why)));
        if (Proc.text("/proc/sys/kernel/osrelease").isPresent()) {
            checks.add(KernelChecks.perfEventParanoid(Proc.text("/proc/sys/kernel/perf_event_paranoid")));
            checks.add(KernelChecks.unprivilegedBpf(Proc.text("/proc/sys/kernel/unprivileged_bpf_disabled")));
        }
    }

    private void btf(Btf btf) {
        checks.add(Check.ok(KERNEL, "BTF", Btf.VMLINUX + ", " + btf.typeCount() + " types"));
        try {
            var numbers = KernelLayout.numbers(btf);
            checks.add(Check.ok(KERNEL, "kernel structs", numbers.size() + " offsets and numbers found"));
        } catch (BpfException e) {
            checks.add(Check.failed(KERNEL, "kernel structs", e.getMessage(), e.remedy()));
        } catch (BtfException e) {
            checks.add(KernelChecks.noBtf(e.getMessage()));
        }
        checks.addAll(TracepointChecks.of(has(btf)));
    }

    private static Predicate<String> has(Btf btf) {
        return tracepoint -> {
            try {
                return btf.typeId(BtfKind.TYPEDEF, "btf_trace_" + tracepoint).isPresent();
            } catch (BtfException e) {
                return false;
            }
        };
    }

    private void permissions(String process, Optional<String> text) {
        text.ifPresentOrElse(
                status -> permissionsBy(process, status),
                () -> checks.add(Check.note(
                        PERMISSIONS,
                        "capabilities",
                        "not visible from here: " + ProcMount.restriction().orElse("/proc does not show them"))));
        Proc.text("/proc/" + process + "/uid_map").ifPresent(map -> checks.add(PermissionChecks.userNamespace(map)));
        checks.add(PermissionChecks.pidNamespace(Proc.link("/proc/" + process + "/ns/pid")));
    }

    private void permissionsBy(String process, String text) {
        var status = ProcessStatus.parse(text);
        checks.addAll(PermissionChecks.privileges(status, HelperAccess.find().map(HelperAccess::program)));
        KernelVersion.parse(KernelRelease.text())
                .ifPresent(kernel -> checks.add(PermissionChecks.perfUprobes(status, kernel)));
        checks.add(PermissionChecks.seccomp(status, returnProbes(process, text)));
    }

    /** Tries return probes, which works in this process only. */
    private static Optional<Obstacle> returnProbes(String process, String status) {
        var mayHarm = ReturnProbes.danger(KernelRelease.text(), status);
        return process.equals(SELF) ? mayHarm.filter(why -> ReturnProbes.harm()) : mayHarm;
    }

    private void features() {
        var bpf = new Bpf();
        checks.add(FeatureProbe.ringBuffer(bpf));
        checks.add(FeatureProbe.uprobeMulti(bpf));
    }

    /** Checks where the programs come from. Only a jar without them needs libbcc. */
    private void programs() {
        try {
            source = bundles().source();
        } catch (IOException e) {
            checks.add(Check.failed(
                    LIBRARIES,
                    "compiled programs",
                    String.valueOf(e.getMessage()),
                    "copy Pitot's jar to this machine again"));
            return;
        }
        if (source == Source.JAR) {
            checks.add(Check.ok(LIBRARIES, "compiled programs", "in the jar, for every kernel"));
            return;
        }
        try {
            checks.add(LibraryChecks.found(LibraryFile.compiler()));
        } catch (BpfException e) {
            checks.add(LibraryChecks.noCompiler(
                    LibraryFile.COMPILER_NAME, e.getMessage(), e.remedy(), source == Source.CACHE));
        }
    }

    private void cache() {
        try {
            var path = BundleCache.open(cache).path();
            checks.add(Check.ok(LIBRARIES, "cache folder", path + ", which no other user can write"));
            if (source != Source.JAR) {
                checks.add(
                        source == Source.CACHE
                                ? Check.ok(LIBRARIES, "compiled programs", "the cache has them for this kernel")
                                : Check.note(
                                        LIBRARIES,
                                        "compiled programs",
                                        "none for this kernel yet: the first recording compiles them in 8 to 10 s"));
            }
        } catch (CacheRefused e) {
            checks.add(withoutCache(e.getMessage(), e.remedy()));
        } catch (IOException e) {
            checks.add(withoutCache(String.valueOf(e.getMessage()), "choose another with the option cache=DIRECTORY"));
        }
    }

    private Check withoutCache(String why, String fix) {
        var found = why.replace("; " + fix, "");
        return source == Source.JAR
                ? Check.note(LIBRARIES, "cache folder", found + ": each start reads the kernel's BTF")
                : Check.limited(LIBRARIES, "cache folder", found + ": each start compiles for 8 to 10 s", fix);
    }

    private void recorder() {
        var found = ModuleLayer.boot().findModule("jdk.jfr").isPresent() && jdk.jfr.FlightRecorder.isAvailable();
        checks.add(
                found
                        ? Check.ok(JVM, "JDK Flight Recorder", "available")
                        : Check.failed(
                                JVM,
                                "JDK Flight Recorder",
                                "missing in this JVM",
                                "use a JDK with the module jdk.jfr, without -XX:-FlightRecorder"));
    }

    private Optional<Libjvm> libjvm() {
        try {
            var libjvm = Libjvm.ofThisProcess();
            return found(libjvm, libjvm.path());
        } catch (BpfException e) {
            return noLibjvm(e.getMessage(), e.remedy());
        } catch (NoSuchFileException e) {
            return noLibjvm(
                    e.getFile() + " is missing, so the mapped libjvm is unknown", "make /proc visible to this process");
        } catch (IOException e) {
            return noLibjvm(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Libjvm> libjvm(long pid) {
        try {
            for (var file : ProcessFiles.of(pid)) {
                if (file.path().endsWith("/libjvm.so")) {
                    return found(Libjvm.read(file.readable()), file.shown().toString());
                }
            }
            return noLibjvm("process " + pid + " has no libjvm.so mapped");
        } catch (IOException e) {
            return noLibjvm("cannot read the mappings of process " + pid + ": " + e.getMessage());
        }
    }

    private Optional<Libjvm> found(Libjvm libjvm, String shown) {
        checks.add(Check.ok(JVM, "libjvm", shown));
        return Optional.of(libjvm);
    }

    private Optional<Libjvm> noLibjvm(String why) {
        return noLibjvm(why, "use a HotSpot JVM, such as Temurin's");
    }

    private Optional<Libjvm> noLibjvm(String why, String fix) {
        checks.add(Check.failed(JVM, "libjvm", why, fix));
        return Optional.empty();
    }

    private void events(Libjvm libjvm, boolean attach) {
        var hopeless = checks.stream().anyMatch(check -> check.state() == Check.State.FAILED);
        if (attach && !hopeless) {
            checks.addAll(new Trial(bundles(), new VerifierLogs(cache), libjvm, flags).run());
        } else {
            checks.add(Check.note(
                    TRIAL, "attach", hopeless ? "not tried: a check failed" : "not tried, because of --no-attach"));
        }
        if (checks.stream().noneMatch(check -> check.group() == EVENTS)) {
            eventsByFile(libjvm);
        }
    }

    private void eventsByFile(Libjvm libjvm) {
        for (var kind : EventKind.values()) {
            checks.add(
                    kind.isPhase()
                            ? EventChecks.phase(kind, libjvm.siteCount(kind), libjvm.missing(kind), flags)
                            : EventChecks.ofKernel(kind, checks));
        }
    }

    private Bundles bundles() {
        return new Bundles(jar, cache, compiling, Bundles.Observer.NONE);
    }
}
