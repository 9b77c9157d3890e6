package dev.pitot.control;

import dev.pitot.attach.OpenFiles;
import dev.pitot.attach.Session;
import dev.pitot.bpf.BpfException;
import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.cache.VerifierLogs;
import dev.pitot.compiler.Bundles;
import dev.pitot.compiler.CompilerException;
import dev.pitot.helper.KernelPrivileges;
import dev.pitot.hotspot.Libjvm;
import dev.pitot.internals.JdkInternals;
import dev.pitot.internals.NativeAccess;
import dev.pitot.internals.ThreadIds;
import dev.pitot.kernel.KernelAccess;
import dev.pitot.kernel.LoadedBundle;
import dev.pitot.plan.Obstacle;
import dev.pitot.plan.Plan;
import dev.pitot.record.KnownSpans;
import dev.pitot.record.ThreadNames;
import dev.pitot.text.Warnings;
import dev.pitot.threads.BackgroundTask;
import dev.pitot.threads.OwnThreads;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes sessions. It keeps what a session needs of the kernel and the JDK for the next session. One thread at a time uses
 * it: the one that prepares the first session, then the control thread.
 */
final class SessionFactory {
    static final String SEE_DOCTOR = "see java -jar pitot.jar doctor";

    private final Options options;
    private final Instrumentation instrumentation;
    private final OwnJar jar;
    private final KnownSpans spans;
    private @Nullable KernelAccess access;
    private @Nullable Bundle bundle;
    private @Nullable Libjvm libjvm;
    private @Nullable ToIntFunction<Thread> threadIds;
    private @Nullable LoadedBundle loaded;
    private @Nullable CompilerException refusal;
    private long refused;
    private final CompilerLines compiler;

    /** A started session, and what the measurement of its cost needs. */
    record Started(Session session, KernelAccess access, Libjvm libjvm) {}

    SessionFactory(Options options, Instrumentation instrumentation, OwnJar jar, KnownSpans spans) {
        this.options = options;
        this.instrumentation = instrumentation;
        this.jar = jar;
        this.spans = spans;
        compiler = new CompilerLines(options);
    }

    /** Returns whether it has to compile, or had to, which takes seconds. Any thread may ask. */
    boolean mustCompile() {
        return compiler.mustCompile();
    }

    /** @param ticksPerSecond rate of JFR's clock */
    Started start(Plan plan, long ticksPerSecond) throws BpfException, CompilerException, IOException {
        if (loaded == null) {
            OpenFiles.requireRoom();
        }
        var access = access();
        OwnThreads.know();
        var sites = libjvm();
        var names = names();
        var ahead = loaded;
        loaded = null;
        var kernel = ahead == null ? load() : ahead;
        var session = Session.start(kernel, plan, sites, names, spans, ticksPerSecond, options.attachOptions());
        return new Started(session, access, sites);
    }

    /**
     * Does ahead what every session needs, and loads all programs. A jar without programs compiles them, so that a JVM
     * which soon ends has at least begun to fill the cache.
     *
     * @param isWanted is asked before each program
     */
    void prepare(BooleanSupplier isWanted) throws BpfException, CompilerException, IOException {
        OpenFiles.requireRoom();
        access();
        OwnThreads.know();
        var reading = BackgroundTask.begin("prepare", this::libjvm);
        LoadedBundle kernel;
        try {
            kernel = load();
            loaded = kernel;
            names();
        } catch (CompilerException e) {
            refusal = e;
            refused = System.nanoTime();
            throw e;
        } finally {
            reading.end();
        }
        Session.loadAhead(kernel, libjvm(), options.attachOptions(), isWanted);
    }

    private LoadedBundle load() throws BpfException, CompilerException, IOException {
        var programs = bundle();
        return new LoadedBundle(
                access().objects(programs, options.attachOptions().ringSize()), programs);
    }

    /** Frees what was prepared and not used. */
    void giveUp() {
        var unused = loaded;
        loaded = null;
        if (unused != null) {
            unused.close();
        }
    }

    private KernelAccess access() throws BpfException {
        var known = access;
        if (known == null) {
            if (!NativeAccess.of(instrumentation).enable()) {
                Warnings.say(NativeAccess.WITH_WARNINGS);
            }
            known = KernelPrivileges.find(options.helper(), new VerifierLogs(options.cache())::keep);
            access = known;
        }
        return known;
    }

    private Bundle bundle() throws CompilerException, IOException {
        var known = bundle;
        if (known == null) {
            refuseAsBefore();
            var change = jar.change();
            if (change.isPresent()) {
                throw new CompilerException(change.get(), OwnJar.REMEDY);
            }
            known = new Bundles(jar.path(), options.cache(), options.compiling(), compiler).get();
            bundle = known;
        }
        return known;
    }

    /** Does not try twice for one recording what may have taken a minute. */
    private void refuseAsBefore() throws CompilerException {
        var before = refusal;
        refusal = null;
        if (before != null && System.nanoTime() - refused < Preparation.KEPT.toNanos()) {
            throw before;
        }
    }

    /** Returns libjvm's sites, which only phases need. If none were found, it searches again. */
    private Libjvm libjvm() {
        var known = libjvm;
        if (known == null || !known.hasSites()) {
            known = read();
            libjvm = known;
        }
        return known;
    }

    private Libjvm read() {
        try {
            return Libjvm.ofThisProcess().withFlags(flag -> JdkInternals.flag(instrumentation, flag));
        } catch (BpfException e) {
            return Libjvm.none(new Obstacle(e.getMessage(), e.remedy()));
        } catch (IOException e) {
            return Libjvm.none(new Obstacle(String.valueOf(e.getMessage()), SEE_DOCTOR));
        }
    }

    private ThreadNames names() {
        var known = threadIds;
        if (known == null) {
            known = ThreadIds.in(instrumentation)
                    .<ToIntFunction<Thread>>map(ids -> ids)
                    .orElseGet(SessionFactory::unknownIds);
            threadIds = known;
        }
        return new ThreadNames(known);
    }

    private static ToIntFunction<Thread> unknownIds() {
        Warnings.say(
                "names of threads older than the recording are cut to 15 characters, because Pitot cannot read the thread"
                        + " ids of this JVM; report it");
        return thread -> 0;
    }
}
