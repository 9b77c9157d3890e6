package dev.pitot.hotspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pitot.hotspot.SiteSpec.Role;
import dev.pitot.hotspot.SiteSpec.Text;
import dev.pitot.plan.EventKind;
import dev.pitot.record.Layout;
import dev.pitot.usdt.Architecture;
import dev.pitot.usdt.Argument;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bytes of {@code struct site} and {@code struct argument} of config.h. */
class SiteEncoderTest {
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void close() {
        arena.close();
    }

    private static Argument argument(String text) throws Exception {
        return Argument.parse(Architecture.X86_64, text).getFirst();
    }

    private MemorySegment encode(List<Text> texts, List<Optional<Argument>> values) {
        return SiteEncoder.encode(List.of(new SiteSpec(EventKind.COMPILATION, Role.END, 4096, texts, values)), arena);
    }

    private static List<Long> at(MemorySegment site, long offset) {
        var fields = new ArrayList<Long>();
        for (var i = 0; i < 4; i++) {
            fields.add((long) site.get(ValueLayout.JAVA_BYTE, offset + i));
        }
        fields.add((long) site.get(ValueLayout.JAVA_INT, offset + 4));
        fields.add(site.get(ValueLayout.JAVA_LONG, offset + 8));
        return fields;
    }

    @Test
    void theHeadSaysWhatTheSiteIs() {
        var site = encode(List.of(), List.of());
        assertThat(site.byteSize()).isEqualTo(Layout.MAX_SITES * 168L);
        assertThat(site.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 3);
        assertThat(site.get(ValueLayout.JAVA_BYTE, 1)).isEqualTo((byte) 1);
        assertThat(site.get(ValueLayout.JAVA_BYTE, 2)).isZero();
        var rest = site.asSlice(3).toArray(ValueLayout.JAVA_BYTE);
        assertThat(rest).containsOnly(0);
    }

    @Test
    void eachWayToPassAnArgument() throws Exception {
        // how, size, signed, shift, offset of the register in pt_regs, constant or displacement
        assertThat(value("-4@$-5")).containsExactly(1L, 4L, 1L, 0L, 0L, -5L);
        assertThat(value("8@%rdi")).containsExactly(2L, 8L, 0L, 0L, 112L, 0L);
        assertThat(value("1@%ah")).containsExactly(2L, 1L, 0L, 8L, 80L, 0L);
        assertThat(value("-8@-24(%rbp)")).containsExactly(3L, 8L, 1L, 0L, 32L, -24L);
    }

    private List<Long> value(String text) throws Exception {
        return at(encode(List.of(), List.of(Optional.of(argument(text)))), 136);
    }

    @Test
    void textsAndValuesAreInTheirPlaces() throws Exception {
        var site = encode(
                List.of(
                        new Text(argument("8@$11"), argument("-4@$12")),
                        new Text(argument("8@$21"), argument("-4@$22")),
                        new Text(argument("8@$31"), argument("-4@$32")),
                        new Text(argument("8@$41"), argument("-4@$42"))),
                List.of(Optional.empty(), Optional.of(argument("8@$52"))));
        assertThat(site.get(ValueLayout.JAVA_BYTE, 2)).isEqualTo((byte) 4);
        var found = new ArrayList<Long>();
        for (var offset = 8; offset < 136; offset += 16) {
            found.add(at(site, offset).getLast());
        }
        assertThat(found).containsExactly(11L, 12L, 21L, 22L, 31L, 32L, 41L, 42L);
        assertThat(at(site, 136)).as("absent").containsOnly(0L);
        assertThat(at(site, 152)).containsExactly(1L, 8L, 0L, 0L, 0L, 52L);
    }

    @Test
    void whatTheProgramCannotReadIsRefused() throws Exception {
        for (var text : List.of("8@(%rax,%rbx,8)", "8@symbol(%rip)", "8f@%xmm0")) {
            var argument = argument(text);
            assertThat(SiteEncoder.canRead(argument)).as(text).isFalse();
            assertThatThrownBy(() -> encode(List.of(), List.of(Optional.of(argument))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (var text : List.of("8@$5", "8@%rax", "8@8(%rsp)")) {
            assertThat(SiteEncoder.canRead(argument(text))).as(text).isTrue();
        }
    }
}
