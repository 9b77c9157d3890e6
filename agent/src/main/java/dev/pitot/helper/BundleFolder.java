package dev.pitot.helper;

import dev.pitot.bundle.Bundle;
import dev.pitot.bundle.cache.BundleCache;
import java.io.IOException;
import java.nio.file.Path;

/** The folder from which the helper loads programs. Only root can write it. */
public final class BundleFolder {
    private BundleFolder() {}

    /**
     * Writes a bundle for the running kernel there, and makes the folder if it is missing.
     *
     * @return the file
     */
    public static Path install(Bundle bundle) throws IOException {
        var installed = InstalledBundle.of(bundle);
        var folder = BundleCache.makeInstalled();
        folder.putInstalled(installed.fileName(), installed.content());
        return folder.path().resolve(installed.fileName());
    }
}
