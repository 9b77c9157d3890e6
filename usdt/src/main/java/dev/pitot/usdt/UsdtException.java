package dev.pitot.usdt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Malformed input: an ELF file, a mapping table, a library cache or an argument string.
 *
 * <p>Malformed input causes no other exception. The message names the place (file and offset, or text and position) and
 * the expectation. An unreadable file is an ordinary {@link IOException}.
 */
public final class UsdtException extends IOException {
    private static final long serialVersionUID = 1;

    private UsdtException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static UsdtException inFile(Path file, long offset, String expectation) {
        return new UsdtException(
                String.format(Locale.ROOT, "%s: at offset 0x%x: expected %s", file, offset, expectation), null);
    }

    static UsdtException inFile(Path file, String expectation, Throwable cause) {
        return new UsdtException(file + ": expected " + expectation + ": " + cause.getMessage(), cause);
    }

    static UsdtException inText(String text, int position, String expectation) {
        return new UsdtException("\"" + text + "\": at " + position + ": expected " + expectation, null);
    }
}
