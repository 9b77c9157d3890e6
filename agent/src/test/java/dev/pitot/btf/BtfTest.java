package dev.pitot.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pitot.btf.BtfBlob.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BtfTest {
    private Btf btf;

    @BeforeEach
    void parse() throws BtfException {
        btf = Btf.parse(BtfSamples.small(), "small");
    }

    @Test
    void idsCountFromOneInTheOrderOfTheFile() throws BtfException {
        assertThat(btf.typeId(BtfKind.INT, "unsigned int")).hasValue(1);
        assertThat(btf.typeId(BtfKind.INT, "bool")).hasValue(3);
        assertThat(btf.typeId(BtfKind.STRUCT, "iter")).hasValue(4);
    }

    @Test
    void nameAndKindMustBothAgree() throws BtfException {
        assertThat(btf.typeId(BtfKind.STRUCT, "iter_t")).isEmpty();
        assertThat(btf.typeId(BtfKind.TYPEDEF, "iter_t")).isPresent();
        assertThat(btf.typeId(BtfKind.STRUCT, "ite")).isEmpty();
        assertThat(btf.typeId(BtfKind.STRUCT, "iter\0")).isEmpty();
        assertThat(btf.typeId(BtfKind.STRUCT, "")).isEmpty();
        assertThat(btf.typeId(BtfKind.VAR, "iter")).isEmpty();
    }

    @Test
    void memberOfAStructure() throws BtfException {
        assertThat(btf.member("bio", "next")).hasValue(new BtfMember(0, 0, 0, 8));
        assertThat(btf.member("bio", "words")).hasValue(new BtfMember(32, 0, 0, 24));
        assertThat(btf.member("bio", "tail")).hasValue(new BtfMember(64, 0, 0, 0));
    }

    @Test
    void memberInAnonymousStructuresAndUnions() throws BtfException {
        assertThat(btf.member("bio", "whole")).hasValue(new BtfMember(8, 0, 0, 8));
        assertThat(btf.member("bio", "high")).hasValue(new BtfMember(12, 0, 0, 4));
    }

    @Test
    void pathGoesThroughTypedefAndConst() throws BtfException {
        assertThat(btf.member("bio", "iter.size")).hasValue(new BtfMember(24, 0, 0, 4));
        assertThat(btf.member("iter_t", "size")).hasValue(new BtfMember(8, 0, 0, 4));
        assertThat(btf.member("bio", "iter")).hasValue(new BtfMember(16, 0, 0, 16));
    }

    @Test
    void noMemberBehindPointersOrWithoutAName() throws BtfException {
        assertThat(btf.member("bio", "next.size")).isEmpty();
        assertThat(btf.member("bio", "words.size")).isEmpty();
        assertThat(btf.member("bio", "iter.")).isEmpty();
        assertThat(btf.member("bio", "")).isEmpty();
        assertThat(btf.member("nothing", "size")).isEmpty();
        assertThat(btf.member("colour", "RED")).isEmpty();
    }

    @Test
    void ofEqualNamesTheFirstIsTaken() throws BtfException {
        assertThat(btf.sizeOf("bio")).hasValue(64);
        assertThat(btf.member("bio", "second")).isEmpty();
    }

    @Test
    void bitFieldsByTheFlagOfTheirStructure() throws BtfException {
        assertThat(btf.member("flags", "plain")).hasValue(new BtfMember(0, 0, 0, 4));
        assertThat(btf.member("flags", "one")).hasValue(new BtfMember(4, 0, 1, 4));
        assertThat(btf.member("flags", "wide")).hasValue(new BtfMember(4, 7, 10, 4));
    }

    @Test
    void bitFieldsByAnIntegerOfTheirOwn() throws BtfException {
        assertThat(btf.member("old_flags", "two")).hasValue(new BtfMember(1, 3, 2, 4));
    }

    @Test
    void bytesToLoadForABitField() {
        assertThat(new BtfMember(4, 0, 1, 4).spannedBytes()).isEqualTo(1);
        assertThat(new BtfMember(4, 7, 10, 4).spannedBytes()).isEqualTo(3);
        assertThat(new BtfMember(4, 0, 0, 4).spannedBytes()).isEqualTo(4);
    }

    @Test
    void parametersOfATracepointAndOfAFunction() throws BtfException {
        var types = new String[] {
            "void *", "bool", "struct task *", "const struct task *", "struct task **const", "unsigned int"
        };
        assertThat(btf.parameters("btf_trace_switch")).containsExactly(types);
        assertThat(btf.parameters("do_switch")).containsExactly(types);
        assertThat(btf.parameterNames("do_switch")).hasSize(6).containsOnly("");
        assertThat(btf.parameters("btf_trace_nothing")).isEmpty();
        assertThat(btf.parameters("iter_t")).isEmpty();
    }

    @Test
    void enumeratorsWithTheirSign() throws BtfException {
        assertThat(btf.enumerator("colour", "RED")).hasValue(1);
        assertThat(btf.enumerator("colour", "LARGE")).hasValue(0xffff_ffffL);
        assertThat(btf.enumerator(null, "BELOW")).hasValue(-1);
        assertThat(btf.enumerator("wide", "WIDE")).hasValue(0x1_0000_0002L);
        assertThat(btf.enumerator(null, "WIDE")).hasValue(0x1_0000_0002L);
        assertThat(btf.enumerator("colour", "BELOW")).isEmpty();
        assertThat(btf.enumerator("nothing", "RED")).isEmpty();
    }

    @Test
    void fileIsReadAsItIs(@TempDir Path dir) throws Exception {
        var file = Files.write(dir.resolve("btf"), BtfSamples.small());
        assertThat(Btf.read(file).typeCount()).isEqualTo(btf.typeCount());
        assertThatThrownBy(() -> Btf.read(dir.resolve("none")))
                .isInstanceOf(BtfException.class)
                .hasMessageContaining("none: cannot be read");
    }

    @Test
    void fingerprintTellsFilesApart(@TempDir Path dir) throws Exception {
        var file = Files.write(dir.resolve("btf"), "123456789".getBytes());
        assertThat(Btf.fingerprint(file)).isEqualTo("cbf43926-9");
    }

    @Test
    void whatIsNoBtfIsRefusedWithPlaceAndExpectation() {
        assertRefused(new byte[0], "at byte 0", "2 bytes");
        assertRefused("no BTF at all, but long enough".getBytes(), "at byte 0", "magic");
        assertRefused(changed(2, 9), "at byte 2", "version 1, found 9");
        assertRefused(changed(4, 8), "at byte 4", "header of 24 bytes");
        assertRefused(changed(14, 0x7f), "at byte 8", "section within");
        assertRefused(changed(24 + 7, 0x1f), "at byte 24", "known kind");
        assertRefused(changed(24 + 6, 0x01), "at byte 24", "known kind");
    }

    @Test
    void typedefsInACircleEnd() throws BtfException {
        var blob = new BtfBlob();
        blob.referring(BtfKind.TYPEDEF, "a", 2);
        blob.referring(BtfKind.CONST, "", 1);
        var circle = Btf.parse(blob.bytes(), "circle");
        assertThatThrownBy(() -> circle.sizeOf("a")).hasMessageContaining("at most 32 references");
        assertThatThrownBy(() -> circle.parameters("a")).hasMessageContaining("at most 32 references");
    }

    @Test
    void structuresThatContainThemselvesEnd() throws BtfException {
        var blob = new BtfBlob();
        blob.composite(BtfKind.STRUCT, "a", 8, new Field("", 2, 0), new Field("", 2, 0), new Field("", 2, 0));
        blob.composite(BtfKind.STRUCT, "", 8, new Field("", 1, 0), new Field("", 1, 0), new Field("", 1, 0));
        var nested = Btf.parse(blob.bytes(), "nested");
        assertThatThrownBy(() -> nested.member("a", "x")).hasMessageContaining("do not nest in themselves");
    }

    @Test
    void sizesThatNothingCanHaveAreRefused() throws BtfException {
        var blob = new BtfBlob();
        int huge = blob.array(blob.array(blob.integer("int", 4), 1 << 30), 1 << 30);
        var fields = new Field[] {new Field("huge", huge, 0), new Field("void", 0, 0), new Field("out", 1, 72)};
        blob.composite(BtfKind.STRUCT, "a", 8, fields);
        var refused = Btf.parse(blob.bytes(), "refused");
        assertThatThrownBy(() -> refused.member("a", "huge")).hasMessageContaining("less than 2 GB");
        assertThatThrownBy(() -> refused.member("a", "void")).hasMessageContaining("one that has a size");
        assertThatThrownBy(() -> refused.member("a", "out")).hasMessageContaining("within the 8 bytes");
    }

    @Test
    void manyTypesOfOneNameAreIndexedInOnePass() throws BtfException {
        var blob = new BtfBlob();
        for (int i = 0; i < 200_000; i++) {
            blob.referring(BtfKind.FUNC, i == 0 ? "same" : "", 0);
        }
        var bytes = blob.bytes();
        for (int i = 0; i < 200_000; i++) {
            bytes[24 + i * 12] = 1;
        }
        assertThat(Btf.parse(bytes, "same").typeId(BtfKind.FUNC, "same")).hasValue(1);
    }

    private static byte[] changed(int offset, int value) {
        var bytes = BtfSamples.small();
        bytes[offset] = (byte) value;
        return bytes;
    }

    private static void assertRefused(byte[] bytes, String... parts) {
        assertThatThrownBy(() -> Btf.parse(bytes, "refused"))
                .isInstanceOf(BtfException.class)
                .hasMessageStartingWith("refused: ")
                .hasMessageContainingAll(parts);
    }
}
