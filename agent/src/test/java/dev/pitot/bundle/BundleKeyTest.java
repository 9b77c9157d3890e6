package dev.pitot.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundleKeyTest {
    @Test
    void samePartsGiveTheSameKeyHoweverOftenAsked() {
        var key = new BundleKey().part("source", "int x;").part("libbcc", "0.26");
        assertThat(key.hex()).matches("[0-9a-f]{64}").isEqualTo(key.hex());
        assertThat(new BundleKey()
                        .part("source", "int x;")
                        .part("libbcc", "0.26")
                        .hex())
                .isEqualTo(key.hex());
        assertThat(new Bundle(key.hex(), List.of(), List.of()).key()).isEqualTo(key.hex());
    }

    @Test
    void partsDoNotRunIntoEachOther() {
        assertThat(new BundleKey().part("a", "bc").hex())
                .isNotEqualTo(new BundleKey().part("ab", "c").hex());
        assertThat(new BundleKey().part("a", "b").part("c", "").hex())
                .isNotEqualTo(new BundleKey().part("a", "").part("b", "c").hex())
                .isNotEqualTo(new BundleKey().part("a", "bc").part("", "").hex());
    }

    @Test
    void orderNameAndValueEachCount() {
        var key = new BundleKey().part("a", "1").part("b", "2").hex();
        assertThat(new BundleKey().part("b", "2").part("a", "1").hex()).isNotEqualTo(key);
        assertThat(new BundleKey().part("a", "1").part("c", "2").hex()).isNotEqualTo(key);
        assertThat(new BundleKey().part("a", "1").part("b", "3").hex()).isNotEqualTo(key);
        assertThat(new BundleKey().hex()).isNotEqualTo(key);
    }

    @Test
    void formatAndArchitectureComeFirst() throws Exception {
        var sha = MessageDigest.getInstance("SHA-256");
        for (var part : new String[] {"format", "1", "architecture", System.getProperty("os.arch")}) {
            sha.update(new byte[] {0, 0, 0, (byte) part.length()});
            sha.update(part.getBytes());
        }
        assertThat(new BundleKey().hex()).isEqualTo(HexFormat.of().formatHex(sha.digest()));
    }
}
