package dev.pitot.cli;

import dev.pitot.bundle.cache.BundleCache;
import dev.pitot.bundle.cache.EffectiveUser;
import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.cli.terminal.Version;
import dev.pitot.compiler.Bundles;
import dev.pitot.compiler.CompilerException;
import dev.pitot.kernel.KernelRelease;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pitot prepare}: fills the cache for this kernel, so that no recording has to. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Fills the cache for this kernel, so that the first recording does not have to.",
            "As root it is the cache in /var/cache/pitot, which every user's JVM reads. Otherwise it is the user's own."
        })
final class Prepare implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ProgramOptions programs = new ProgramOptions();

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        var compiling = programs.compiling(spec.commandLine());
        var directory = directory().path();
        var told = new Told(out);
        var bundles = new Bundles(ProgramOptions.jar(), directory, compiling, told);
        try {
            var source = bundles.prepare();
            if (told.problem != null) {
                throw new CommandFailure(told.problem);
            }
            out.println(done(source, directory));
            return 0;
        } catch (CompilerException e) {
            throw new CommandFailure(e.getMessage() + "; " + e.remedy());
        }
    }

    private BundleCache directory() throws IOException {
        return programs.cache() == null && EffectiveUser.uid() == 0
                ? BundleCache.makeSystem()
                : BundleCache.open(programs.cache());
    }

    private static String done(Bundles.Source source, Path directory) {
        var kernel = "kernel " + KernelRelease.text();
        return switch (source) {
            case JAR -> directory + " has what the programs of this jar need of " + kernel + ".";
            case CACHE -> directory + " already had the programs for " + kernel + ".";
            case COMPILER -> directory + " has the programs for " + kernel + ".";
        };
    }

    /** Prints that it compiles, and keeps the reason why the cache could not be filled. */
    private static final class Told implements Bundles.Observer {
        private final PrintWriter out;
        private @Nullable String problem;

        Told(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void compiles() {
            out.println("Compiling, which takes 8 to 20 s of CPU time.");
            out.flush();
        }

        @Override
        public void warn(String line) {
            problem = line;
        }
    }
}
