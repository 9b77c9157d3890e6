package dev.pitot.doctor;

import dev.pitot.usdt.KernelText;
import java.util.HashMap;
import java.util.Map;

/** {@code /proc/PID/status}: a name, a colon, a tab and a value on each line. */
record ProcessStatus(Map<String, String> fields) {
    /** Numbers of include/uapi/linux/capability.h. */
    enum Capability {
        CAP_SYS_ADMIN(21),
        CAP_PERFMON(38),
        CAP_BPF(39);

        private final int number;

        Capability(int number) {
            this.number = number;
        }
    }

    static ProcessStatus parse(String text) {
        var fields = new HashMap<String, String>();
        KernelText.lines(text).forEach(line -> {
            var colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new ProcessStatus(Map.copyOf(fields));
    }

    /** Whether it is in the effective set, directly or, as the kernel has it for these two, by CAP_SYS_ADMIN. */
    boolean may(Capability capability) {
        return has(capability) || has(Capability.CAP_SYS_ADMIN);
    }

    boolean has(Capability capability) {
        try {
            var effective = Long.parseUnsignedLong(fields.getOrDefault("CapEff", "0"), 16);
            return (effective >>> capability.number & 1) != 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The effective user id, as text: the second of four. */
    String user() {
        var ids = fields.getOrDefault("Uid", "").split("\\s+");
        return ids.length > 1 ? ids[1] : "unknown";
    }

    /** 0: no filter, 1: strict, 2: a filter. */
    String seccomp() {
        return fields.getOrDefault("Seccomp", "0");
    }
}
