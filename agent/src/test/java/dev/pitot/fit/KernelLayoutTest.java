package dev.pitot.fit;

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
import java.util.TreeSet;
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
        var numbers = KernelLayout.numbers(kernel.btf());
        assertThat(numbers.keySet()).isEqualTo(new TreeSet<>(KernelLayout.names()));
        assertThat(numbers).containsEntry("HAS_SCHED_STAMPS", 1).containsEntry("HAS_SWITCH_STATE", 1);
    }

    @ParameterizedTest
    @EnumSource(Kernels.class)
    void everyNumberFitsIntoAnInstruction(Kernels kernel) throws Exception {
        assertThat(KernelLayout.numbers(kernel.btf()).values())
                .allMatch(number -> number >= 0 && number <= Short.MAX_VALUE);
    }

    @ParameterizedTest
    @EnumSource(Kernels.class)
    void thePagesHeadMayBeAMaskSince71(Kernels kernel) throws Exception {
        var mayBeMask = kernel.isBefore(Kernels.LINUX_7_1) ? 0 : 1;
        assertThat(KernelLayout.numbers(kernel.btf())).containsEntry("PAGE_COMPOUND_MAY_BE_MASK", mayBeMask);
    }

    /** Those of zones: 19de03b312d6, which stable kernels have as well. */
    @ParameterizedTest
    @EnumSource(Kernels.class)
    void theNumbersOfZonesOperationsHaveChanged(Kernels kernel) throws Exception {
        assertThat(KernelLayout.numbers(kernel.btf()))
                .containsEntry("REQ_OP_READ", 0)
                .containsEntry("REQ_OP_WRITE", 1)
                .containsEntry("REQ_OP_FLUSH", 2)
                .containsEntry("REQ_OP_DISCARD", 3)
                .containsEntry("REQ_OP_WRITE_ZEROES", 9)
                .containsEntry("REQ_OP_ZONE_APPEND", 7)
                .containsEntry("REQ_OP_ZONE_OPEN", kernel == Kernels.LINUX_6_16 ? 10 : 11)
                .containsEntry("REQ_OP_ZONE_RESET", kernel == Kernels.LINUX_6_16 ? 15 : 17);
    }

    @ParameterizedTest
    @EnumSource(Kernels.class)
    void preemptionIsDisabledWhereTheKernelHasTheFunction(Kernels kernel) throws Exception {
        var program = Unpreempted.in(KernelTypes.of(kernel.btf(), List.of("p")), new ProgramSpec("p", 0, CALL))
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
        assertThat(Unpreempted.in(KernelTypes.of(btf, List.of("p")), new ProgramSpec("p", 0, CALL)))
                .isEmpty();
    }

    @Test
    void aMemberOfAnotherSizeIsRefused() {
        var blob = new BtfBlob();
        blob.withBitFields("task_struct", 64, new Field("tgid", blob.integer("long", 8), 0));
        assertThatThrownBy(() -> KernelLayout.numbers(Btf.parse(blob.bytes(), "made")))
                .isInstanceOf(BpfException.NotSupported.class)
                .hasMessageContaining("struct task_struct.tgid of 8 bytes");
    }

    @Test
    void anExtractSaysWhatTheKernelSays() throws Exception {
        var kernel = Kernels.LINUX_6_18.btf();
        var again = Btf.parse(LayoutExtract.of(kernel), "again");
        assertThat(KernelLayout.numbers(again)).isEqualTo(KernelLayout.numbers(kernel));
        assertThat(KernelLayout.numbers(kernel)).containsEntry("SWITCH_PREV", 8).containsEntry("SWITCH_STATE", 24);
    }
}
