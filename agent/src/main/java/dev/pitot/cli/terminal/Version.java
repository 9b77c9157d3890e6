package dev.pitot.cli.terminal;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version from the jar's manifest. Classes outside a jar have none. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var version = Optional.ofNullable(Version.class.getPackage().getImplementationVersion());
        return new String[] {"pitot " + version.orElse("(not packaged)")};
    }
}
