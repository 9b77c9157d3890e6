package dev.pitot.doctor;

import dev.pitot.usdt.KernelText;
import java.util.HashMap;
import java.util.Map;

/** {@code /proc/PID/status}: each line has a name, a colon, a tab and a value. */
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

    /**
     * Returns whether the capability is in the effective set. For these two, the kernel accepts CAP_SYS_ADMIN as well.
     */
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

    /** Returns the effective user id, the second of four. */
    String user() {
        var ids = fields.getOrDefault("Uid", "").split("\\s+");
        return ids.length > 1 ? ids[1] : "unknown";
    }

    /** Returns 0 for no filter, 1 for strict mode, 2 for a filter. */
    String seccomp() {
        return fields.getOrDefault("Seccomp", "0");
    }
}
