package dev.pitot.doctor;

import static dev.pitot.doctor.Check.Group.PERMISSIONS;

import dev.pitot.doctor.ProcessStatus.Capability;
import dev.pitot.plan.Obstacle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks the process's permissions. */
final class PermissionChecks {
    /** PROC_PID_INIT_INO of include/linux/proc_ns.h. */
    private static final String FIRST_PID_NAMESPACE = "pid:[4026531836]";

    private static final String GIVE = "run it as root, or give it both: setpriv --inh-caps +bpf,+perfmon"
            + " --ambient-caps +bpf,+perfmon java ...; systemd: AmbientCapabilities=CAP_BPF CAP_PERFMON;"
            + " docker: --cap-add BPF --cap-add PERFMON; or have an administrator install the helper";

    private PermissionChecks() {}

    /** @param helper the helper that there is; it is used where a capability is missing */
    static List<Check> privileges(ProcessStatus status, Optional<Path> helper) {
        var capabilities = capabilities(status);
        if (helper.isEmpty() || capabilities.state() == Check.State.OK) {
            return List.of(capabilities);
        }
        var found = helper.get();
        return List.of(
                Check.note(PERMISSIONS, "capabilities", capabilities.found() + ": the helper loads the programs"),
                Files.isExecutable(found)
                        ? Check.ok(PERMISSIONS, "helper", found.toString())
                        : Check.failed(
                                PERMISSIONS,
                                "helper",
                                "this user may not run " + found,
                                "have an administrator add the user to the group pitot, and log in again"));
    }

    static Check capabilities(ProcessStatus status) {
        var missing = Stream.of(Capability.CAP_BPF, Capability.CAP_PERFMON)
                .filter(capability -> !status.may(capability))
                .map(Enum::name)
                .collect(Collectors.joining(" and "));
        if (!missing.isEmpty()) {
            var found = "uid " + status.user() + " lacks " + missing;
            return Check.failed(PERMISSIONS, "capabilities", found, GIVE);
        }
        var held = Stream.of(Capability.CAP_BPF, Capability.CAP_PERFMON, Capability.CAP_SYS_ADMIN)
                .filter(status::has)
                .map(Enum::name)
                .collect(Collectors.joining(", "));
        return Check.ok(PERMISSIONS, "capabilities", "uid " + status.user() + " has " + held);
    }

    /** Perf uprobes are needed only on kernels without {@code uprobe_multi}. */
    static Check perfUprobes(ProcessStatus status, KernelVersion kernel) {
        if (kernel.isAtLeast(6, 6)) {
            return Check.ok(PERMISSIONS, "perf uprobes", "not needed: this kernel has uprobe_multi");
        }
        return status.has(Capability.CAP_SYS_ADMIN)
                ? Check.ok(PERMISSIONS, "perf uprobes", "permitted by CAP_SYS_ADMIN")
                : Check.limited(
                        PERMISSIONS,
                        "perf uprobes",
                        "may be refused without CAP_SYS_ADMIN (kernels fixed since July 2025), which leaves out all phases",
                        "use Linux 6.6 or later, or give it CAP_SYS_ADMIN");
    }

    /** @param map {@code /proc/PID/uid_map}: first id inside, first id outside, count */
    static Check userNamespace(String map) {
        return map.strip().matches("0\\s+0\\s+4294967295")
                ? Check.ok(PERMISSIONS, "user namespace", "the initial one")
                : Check.failed(
                        PERMISSIONS,
                        "user namespace",
                        "not the initial one: its capabilities have no effect on BPF",
                        "use a container that is not rootless, without user namespace remapping");
    }

    /** @param danger known danger under a filter on this kernel */
    static Check seccomp(ProcessStatus status, Optional<Obstacle> danger) {
        if (danger.isPresent()) {
            return Check.limited(
                    PERMISSIONS,
                    "seccomp",
                    "no class loads: " + danger.get().cause(),
                    danger.get().remedy());
        }
        return switch (status.seccomp()) {
            case "0" -> Check.ok(PERMISSIONS, "seccomp", "no filter");
            case "1" ->
                Check.failed(
                        PERMISSIONS, "seccomp", "strict mode: bpf(2) is not permitted", "start it without seccomp");
            default ->
                Check.note(
                        PERMISSIONS,
                        "seccomp",
                        "a filter, as in a container; it must permit bpf(2), as"
                                + " Docker's does for a process with CAP_BPF");
        };
    }

    /** @param link target of {@code /proc/PID/ns/pid}; empty if it is not readable */
    static Check pidNamespace(Optional<String> link) {
        if (link.isEmpty()) {
            return Check.note(PERMISSIONS, "PID namespace", "not visible from here");
        }
        return link.get().equals(FIRST_PID_NAMESPACE)
                ? Check.ok(PERMISSIONS, "PID namespace", "the initial one")
                : Check.note(PERMISSIONS, "PID namespace", "its own: events have the thread ids inside it");
    }
}
