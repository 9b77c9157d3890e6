package dev.pitot.session;

import dev.pitot.bcc.BpfException;
import dev.pitot.bundle.BundleCodec;
import dev.pitot.compiler.HostCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code MakeBundle KERNEL FOLDER}: writes the programs for a kernel into the folder, under the name by which the agent looks for
 * them on it. KERNEL is a folder with what that kernel shows of itself: {@code osrelease}, {@code notes} and {@code btf}.
 */
final class MakeBundle {
    private MakeBundle() {}

    public static void main(String[] arguments) throws BpfException, IOException {
        var kernel = Path.of(arguments[0]);
        var key = Bundles.key(
                Files.readString(kernel.resolve("osrelease")), Files.readAllBytes(kernel.resolve("notes")));
        var bundle = HostCompiler.compile(key, kernel.resolve("btf"));
        Files.write(Path.of(arguments[1], key + ".bundle"), BundleCodec.encode(bundle));
    }
}
