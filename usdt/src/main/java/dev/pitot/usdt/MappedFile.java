package dev.pitot.usdt;

import java.nio.file.Path;

/**
 * A file that a process has mapped with the right to execute it.
 *
 * @param path as the process sees it, without the kernel's {@code (deleted)}
 * @param readable where the very same file can be read from here: through {@code /proc/PID/root}, which crosses mount
 *     namespaces and chroots, or for a deleted file through {@code /proc/PID/map_files} (which needs CAP_SYS_ADMIN or,
 *     since kernel 5.9, CAP_CHECKPOINT_RESTORE)
 * @param deleted whether the file was deleted or replaced after the process mapped it, as a package update does
 */
public record MappedFile(String path, Path readable, boolean deleted) {}
