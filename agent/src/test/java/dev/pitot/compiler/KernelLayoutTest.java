package dev.pitot.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pitot.bpf.BpfException;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfBlob;
import dev.pitot.btf.BtfBlob.Field;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.record.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What kernels changed, by what their BTF says. */
class KernelLayoutTest {
    private static final byte[] CALL = ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0x85)
            .putInt(4, Layout.PREEMPT_DISABLE_PLACE)
            .array();

    @ParameterizedTest
    @EnumSource(Kernels.class)
    void eachKernelHasAllThatIsRead(Kernels kernel) throws Exception {
        var defines = KernelLayout.defines(kernel.btf());
        assertThat(defines).doesNotHaveDuplicates().hasSizeGreaterThan(70);
        assertThat(defines).anyMatch(define -> define.startsWith("-DRUNQUEUE_CLOCK="));
    }

    @ParameterizedTest
    @EnumSource(Kernels.class)
    void onCpuIsAByteSince72(Kernels kernel) throws Exception {
        var size = kernel.isBefore(Kernels.LINUX_7_2) ? 4 : 1;
        assertThat(KernelLayout.defines(kernel.btf())).contains("-DT_ON_CPU_SIZE=" + size);
    }

    @ParameterizedTest
    @EnumSource(Kernels.class)
    void thePagesHeadMayBeAMaskSince71(Kernels kernel) throws Exception {
        var mayBeMask = KernelLayout.defines(kernel.btf()).contains("-DPAGE_COMPOUND_MAY_BE_MASK");
        assertThat(mayBeMask).isEqualTo(!kernel.isBefore(Kernels.LINUX_7_1));
    }

    /** Those of zones: 19de03b312d6, which stable kernels have as well. */
    @ParameterizedTest
    @EnumSource(Kernels.class)
    void theNumbersOfZonesOperationsHaveChanged(Kernels kernel) throws Exception {
        var open = kernel == Kernels.LINUX_6_16 ? 10 : 11;
        var reset = kernel == Kernels.LINUX_6_16 ? 15 : 17;
        assertThat(KernelLayout.defines(kernel.btf()))
                .contains(
                        "-DREQ_OP_READ=0",
                        "-DREQ_OP_WRITE=1",
                        "-DREQ_OP_FLUSH=2",
                        "-DREQ_OP_DISCARD=3",
                        "-DREQ_OP_WRITE_ZEROES=9",
                        "-DREQ_OP_ZONE_APPEND=7",
                        "-DREQ_OP_ZONE_OPEN=" + open,
                        "-DREQ_OP_ZONE_RESET=" + reset);
    }

    @ParameterizedTest
    @EnumSource(Kernels.class)
    void preemptionIsDisabledWhereTheKernelHasTheFunction(Kernels kernel) throws Exception {
        var program = Unpreempted.in(kernel.btf(), new ProgramSpec("p", 0, CALL))
                .orElseThrow()
                .instructions();
        if (kernel.isBefore(Kernels.LINUX_6_12)) {
            assertThat(program).containsExactly(0xb7, 0, 0, 0, 0, 0, 0, 0);
        } else {
            assertThat(program)
                    .startsWith(0x85, 0x20, 0, 0)
                    .isNotEqualTo(new byte[] {(byte) 0x85, 0x20, 0, 0, 0, 0, 0, 0});
        }
    }

    @Test
    void noProgramIsSafeWhereStacksArePrivateAndPreemptionCannotBeDisabled() throws Exception {
        var blob = new BtfBlob();
        var word = blob.integer("unsigned long", 8);
        blob.withBitFields("bpf_prog_aux", 64, new Field("priv_stack_ptr", word, 128));
        var btf = Btf.parse(blob.bytes(), "made");
        assertThat(Unpreempted.in(btf, new ProgramSpec("p", 0, CALL))).isEmpty();
    }

    @Test
    void aMemberOfAnotherSizeIsRefused() {
        var blob = new BtfBlob();
        blob.withBitFields("task_struct", 64, new Field("tgid", blob.integer("long", 8), 0));
        assertThatThrownBy(() -> KernelLayout.defines(Btf.parse(blob.bytes(), "made")))
                .isInstanceOf(BpfException.NotSupported.class)
                .hasMessageContaining("struct task_struct.tgid of 8 bytes");
    }

    @Test
    void anExtractSaysWhatTheKernelSays() throws Exception {
        var kernel = Kernels.LINUX_6_18.btf();
        var again = Btf.parse(LayoutExtract.of(kernel), "again");
        assertThat(KernelLayout.defines(again)).isEqualTo(KernelLayout.defines(kernel));
        assertThat(KernelLayout.defines(kernel)).containsAll(List.of("-DSWITCH_PREV=1", "-DSWITCH_STATE=3"));
    }
}
