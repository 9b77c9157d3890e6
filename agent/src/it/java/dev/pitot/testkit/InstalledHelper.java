package dev.pitot.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The helper as an administrator installs it, in a folder of its own, for the group of an ordinary user. This jar's programs are in
 * {@code /var/lib/pitot/bundles} meanwhile.
 */
public final class InstalledHelper {
    private static final Path BUILT = Path.of("../native-helper/target/pitot-helper");
    private static final String GROUP = "65534";

    private final Path folder;
    private final Path program;
    private final PublicCopy copy;
    private final Path bundle;
    private final List<Path> made;

    public InstalledHelper() throws Exception {
        if (!Files.exists(BUILT)) {
            Tool.run("make", "-C", "../native-helper");
        }
        folder = Files.createTempDirectory(Path.of("/var/lib"), "pitot-test-");
        copy = PublicCopy.in(folder);
        program = Files.copy(BUILT, folder.resolve("pitot-helper"));
        Tool.run("chgrp", GROUP, program.toString());
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x---"));
        Tool.run("setcap", "cap_bpf,cap_perfmon=ep", program.toString());
        made = List.of(Path.of("/var/lib/pitot/bundles"), Path.of("/var/lib/pitot")).stream()
                .filter(Files::notExists)
                .toList();
        bundle = Path.of(Cli.run("bundles", "install").out().split(" ")[0]);
    }

    public Path program() {
        return program;
    }

    /** Jar and classes where every user can read them. */
    public PublicCopy copy() {
        return copy;
    }

    /** This jar's programs for this kernel. */
    public Path bundle() {
        return bundle;
    }

    public void remove() throws IOException, InterruptedException {
        Files.deleteIfExists(bundle);
        for (var directory : made) {
            Files.deleteIfExists(directory);
        }
        Tool.run("rm", "-r", folder.toString());
    }
}
