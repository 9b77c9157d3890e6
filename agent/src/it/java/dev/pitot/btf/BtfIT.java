package dev.pitot.btf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.testkit.Requirement;
import dev.pitot.testkit.RequiresKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The running kernel's own BTF: what Pitot's programs need is there, and bpftool reads the same out of it. */
@RequiresKernel
class BtfIT {
    private static Btf btf;

    @BeforeAll
    static void read() throws BtfException {
        btf = Btf.read(Btf.VMLINUX);
    }

    @Test
    void whatEveryKernelHas() throws BtfException {
        assertThat(ofTask("pid").byteSize()).isEqualTo(4);
        assertThat(ofTask("comm").byteSize()).isEqualTo(16);
        assertThat(ofTask("in_iowait").bitSize()).isEqualTo(1);
        assertThat(ofTask("se.nr_migrations").byteSize()).isEqualTo(8);
        assertThat(btf.enumerator("bpf_map_type", "BPF_MAP_TYPE_RINGBUF")).hasValue(27);
        assertThat(btf.enumerator(null, "BPF_PROG_TYPE_TRACING")).hasValue(26);
        assertThat(btf.typeId(BtfKind.FUNC, "bpf_iter_task")).isPresent();
        assertThat(btf.parameterNames("vfs_read")).containsExactly("file", "buf", "count", "pos");
        assertThat(btf.parameters("btf_trace_sched_switch"))
                .startsWith("void *", "bool")
                .contains("struct task_struct *");
    }

    private static BtfMember ofTask(String member) throws BtfException {
        return btf.member("task_struct", member).orElseThrow();
    }

    @Test
    void everyMemberAsBpftoolReadsIt() throws Exception {
        var truth = bpftool();
        int compared = 0;
        for (var struct : truth.structs()) {
            assertThat(btf.typeId(BtfKind.STRUCT, struct.name()))
                    .as(struct.name())
                    .hasValue(struct.id());
            assertThat(btf.sizeOf(struct.name())).as(struct.name()).hasValue(struct.size());
            for (var member : truth.flattened(struct)) {
                compare(struct.name(), member);
                compared++;
            }
        }
        // A kernel has more than ten thousand structures: far fewer would mean that the dump was not understood.
        assertThat(compared).isGreaterThan(10_000);
    }

    @Test
    void everyNamedTypeAsBpftoolReadsIt() throws Exception {
        var truth = bpftool();
        assertThat(btf.typeCount()).isEqualTo(truth.typeCount());
        for (var type : truth.firstByKindAndName().entrySet()) {
            var kindAndName = type.getKey().split(" ", 2);
            assertThat(btf.typeId(BtfKind.valueOf(kindAndName[0]), kindAndName[1]))
                    .as(type.getKey())
                    .hasValue(type.getValue());
        }
    }

    private static void compare(String struct, BpftoolDump.Member expected) throws BtfException {
        assertThat(btf.member(struct, expected.path()))
                .as(struct + "." + expected.path())
                .hasValueSatisfying(found -> {
                    assertThat(8L * found.byteOffset() + found.bitOffsetInByte())
                            .isEqualTo(expected.bitOffset());
                    assertThat(found.bitSize()).isEqualTo(expected.bitSize());
                    assertThat(found.byteSize()).isEqualTo(expected.byteSize());
                });
    }

    private static BpftoolDump bpftool() throws IOException {
        var found = Stream.of(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, "bpftool"))
                .filter(Files::isExecutable)
                .findFirst();
        Requirement.that(found.isPresent(), "bpftool is missing: apt-get install bpftool");
        return BpftoolDump.of(found.orElseThrow().toString());
    }
}
