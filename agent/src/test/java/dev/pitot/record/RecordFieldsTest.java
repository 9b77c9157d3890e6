package dev.pitot.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordFieldsTest {
    private static RecordFields at(Bytes bytes, long offset) {
        var fields = new RecordFields();
        fields.at(bytes.memory(), offset);
        return fields;
    }

    @Test
    void numbersInTheMachinesOrderAtAnyOffset() {
        var fields = at(new Bytes(32).u16(3, 0xfffe).i32(5, -23).i64(9, Long.MIN_VALUE), 3);
        assertThat(fields.u16(0)).isEqualTo(0xfffe);
        assertThat(fields.i32(2)).isEqualTo(-23);
        assertThat(fields.i64(6)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aTextIsAsLongAsTheJvmSaysAndACutOneSaysSo() {
        var fields = at(new Bytes(16).text(0, "Straße/…"), 0);
        assertThat(fields.text(0, 16, 6)).isEqualTo("Straß");
        assertThat(fields.text(0, 4, 4)).isEqualTo("Stra");
        assertThat(fields.text(0, 4, 5)).isEqualTo("Stra…");
    }

    @Test
    void lengthsThatCannotBeAreHarmless() {
        var fields = at(new Bytes(16).text(0, "abcdefghijklmnop"), 0);
        assertThat(fields.text(0, 16, 0)).isNull();
        assertThat(fields.text(0, 16, -1)).isNull();
        assertThat(fields.text(0, 16, Integer.MIN_VALUE)).isNull();
        assertThat(fields.text(0, 16, Integer.MAX_VALUE)).isEqualTo("abcdefghijklmnop…");
    }

    @Test
    void aTerminatedTextEndsWithItsNulOrItsRoom() {
        var fields = at(new Bytes(16).text(0, "sda\0rubbish"), 0);
        assertThat(fields.terminated(0, 16)).isEqualTo("sda");
        assertThat(fields.terminated(0, 2)).isEqualTo("sd");
        assertThat(fields.terminated(4, 7)).isEqualTo("rubbish");
        assertThat(fields.terminated(11, 5)).isEmpty();
    }

    @Test
    void bytesThatAreNoUtf8AreNoReasonToFail() {
        var fields = at(new Bytes(8).i64(0, 0x80c3ffL), 0);
        assertThat(fields.text(0, 8, 3)).contains("\ufffd");
        assertThat(fields.terminated(0, 8)).contains("\ufffd");
    }
}
