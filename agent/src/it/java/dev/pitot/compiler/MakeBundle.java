package dev.pitot.compiler;

import dev.pitot.bpf.BpfException;
import dev.pitot.bundle.BundleCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code MakeBundle KERNEL}: sees to it that a folder has the programs for the kernel that it describes, under the name by which the
 * agent looks for them there. The folder has what the kernel shows of itself: {@code osrelease}, {@code notes} and {@code btf}.
 */
final class MakeBundle {
    private MakeBundle() {}

    public static void main(String[] arguments) throws BpfException, IOException {
        var kernel = Path.of(arguments[0]);
        var release = Files.readString(kernel.resolve("osrelease")).strip(); // as KernelRelease has it
        var key = Bundles.key(release, Files.readAllBytes(kernel.resolve("notes")));
        var bundle = kernel.resolve(key + ".bundle");
        if (!Files.exists(bundle)) {
            deleteOld(kernel);
            Files.write(bundle, BundleCodec.encode(HostCompiler.compile(key, kernel.resolve("btf"))));
        }
    }

    private static void deleteOld(Path folder) throws IOException {
        try (var old = Files.newDirectoryStream(folder, "*.bundle")) {
            for (var bundle : old) {
                Files.delete(bundle);
            }
        }
    }
}
