package dev.pitot.doctor;

import static dev.pitot.doctor.Check.Group.KERNEL;

import java.util.Optional;

/** Checks the kernel by texts under {@code /proc/sys} and {@code /sys}. */
final class KernelChecks {
    private KernelChecks() {}

    static Check version(String release) {
        var version = KernelVersion.parse(release.strip());
        if (version.isEmpty()) {
            return Check.note(KERNEL, "version", "unknown: '" + release.strip() + "' is not a Linux release");
        }
        var found = "Linux " + release.strip();
        if (!version.get().isAtLeast(5, 15)) {
            return Check.failed(KERNEL, "version", found, "use Linux 5.15 or later; 6.6 or later is best");
        }
        if (!version.get().isAtLeast(6, 6)) {
            return Check.limited(
                    KERNEL,
                    "version",
                    found + ": without uprobe_multi (6.6)"
                            + (version.get().isAtLeast(6, 5) ? "" : ", without block_io_start (6.5)"),
                    "use Linux 6.6 or later");
        }
        return Check.ok(KERNEL, "version", found);
    }

    static Check architecture(String name) {
        return switch (name) {
            case "amd64", "x86_64", "aarch64" -> Check.ok(KERNEL, "architecture", name);
            default -> Check.failed(KERNEL, "architecture", name, "use x86-64 or aarch64");
        };
    }

    /** @param text like {@code none [integrity] confidentiality}; empty if the kernel has no lockdown, or hides it */
    static Check lockdown(Optional<String> text) {
        if (text.isEmpty()) {
            return Check.ok(KERNEL, "lockdown", "none: there is no /sys/kernel/security/lockdown");
        }
        if (text.get().contains("[confidentiality]")) {
            return Check.failed(
                    KERNEL,
                    "lockdown",
                    "confidentiality: no BPF program may read the kernel's memory",
                    "boot with lockdown=integrity or none; Secure Boot may set it");
        }
        var mode = text.get().contains("[integrity]") ? "integrity: does not affect Pitot" : "none";
        return Check.ok(KERNEL, "lockdown", mode);
    }

    /** Concerns processes without CAP_PERFMON, which cannot record anyway. */
    static Check perfEventParanoid(Optional<String> text) {
        return text.map(level -> Check.ok(
                        KERNEL,
                        "perf_event_paranoid",
                        level.strip() + ": does not restrict a process with CAP_PERFMON"))
                .orElse(Check.note(
                        KERNEL,
                        "perf_event_paranoid",
                        "missing: the kernel was built without perf events, or a sandbox hides it"));
    }

    /** Concerns processes without CAP_BPF. */
    static Check unprivilegedBpf(Optional<String> text) {
        return text.map(level -> Check.ok(
                        KERNEL,
                        "unprivileged_bpf_disabled",
                        level.strip() + ": does not restrict a process with CAP_BPF"))
                .orElse(Check.failed(
                        KERNEL,
                        "unprivileged_bpf_disabled",
                        "missing: the kernel was built without BPF, or a sandbox hides it",
                        "use a kernel with CONFIG_BPF_SYSCALL=y"));
    }

    static Check noBtf(String why) {
        return Check.failed(
                KERNEL,
                "BTF",
                why,
                "use a kernel with CONFIG_DEBUG_INFO_BTF=y, as in all large distributions, and make /sys visible");
    }
}
