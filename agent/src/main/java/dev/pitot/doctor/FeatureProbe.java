package dev.pitot.doctor;

import static dev.pitot.doctor.Check.Group.KERNEL;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;

/**
 * Tests kernel features by creating an object and closing it. A feature that permissions forbid to test stays unknown.
 */
final class FeatureProbe {
    private static final int MAP_TYPE_RINGBUF = 27;
    private static final int PAGE = 4096;

    private static final String UNKNOWN = "unknown: this check needs CAP_BPF and CAP_PERFMON";

    private FeatureProbe() {}

    static Check ringBuffer(Bpf bpf) {
        try {
            bpf.map("pitot_doctor", MAP_TYPE_RINGBUF, 0, 0, PAGE, 0).close();
            return Check.ok(KERNEL, "ring buffer", "works");
        } catch (BpfException.NotPermitted e) {
            return Check.note(KERNEL, "ring buffer", UNKNOWN);
        } catch (BpfException e) {
            return Check.failed(KERNEL, "ring buffer", e.getMessage(), "use Linux 5.8 or later");
        }
    }

    /** Links to something that is not a regular file. A kernel with such links refuses exactly that. */
    static Check uprobeMulti(Bpf bpf) {
        try (var program = bpf.uprobeMulti("pitot_doctor", Bpf.NOTHING)) {
            program.attachUprobes("/", new long[] {0}, new long[] {0}, false, 0).close();
            return Check.ok(KERNEL, "uprobe_multi", "works");
        } catch (BpfException.NotPermitted e) {
            return Check.note(KERNEL, "uprobe_multi", UNKNOWN);
        } catch (BpfException.SystemCallFailed e) {
            return Check.ok(KERNEL, "uprobe_multi", "works");
        } catch (BpfException e) {
            return withoutUprobeMulti();
        }
    }

    private static Check withoutUprobeMulti() {
        return Check.limited(
                KERNEL,
                "uprobe_multi",
                "missing in this kernel: Pitot uses a perf event per site, which takes seconds to detach",
                "use Linux 6.6 or later");
    }
}
