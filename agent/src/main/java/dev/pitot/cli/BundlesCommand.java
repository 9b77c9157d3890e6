package dev.pitot.cli;

import dev.pitot.bundle.cache.EffectiveUser;
import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.cli.terminal.Version;
import dev.pitot.compiler.Bundles;
import dev.pitot.compiler.CompilerException;
import dev.pitot.helper.BundleFolder;
import dev.pitot.kernel.KernelRelease;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pitot bundles install}: puts the programs to where the helper takes them from. */
@Command(
        name = "bundles",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "install",
        description = "Keeps the programs that the helper loads, for JVMs without privileges.")
final class BundlesCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description = {
                "Writes this jar's programs for this kernel into /var/lib/pitot/bundles.",
                "Only root can do that. Run it again after a change of the kernel or of Pitot."
            })
    int install() throws IOException {
        if (EffectiveUser.uid() != 0) {
            throw new CommandFailure("only root can install programs for the helper; run it with sudo");
        }
        try {
            var bundle = new Bundles(ProgramOptions.jar(), null, null, Bundles.Observer.NONE).get();
            spec.commandLine()
                    .getOut()
                    .println(BundleFolder.install(bundle) + " has this jar's programs for kernel "
                            + KernelRelease.text() + ".");
            return 0;
        } catch (CompilerException e) {
            throw new CommandFailure(e.getMessage() + "; " + e.remedy());
        }
    }
}
