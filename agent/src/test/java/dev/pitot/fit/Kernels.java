package dev.pitot.fit;

import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;

/** Kernels of Debian whose layouts are kept for tests, made by {@link LayoutExtract}. */
public enum Kernels {
    LINUX_6_1("6.1"),
    LINUX_6_12("6.12"),
    LINUX_6_16("6.16"),
    LINUX_6_17("6.17"),
    LINUX_6_18("6.18"),
    LINUX_6_19("6.19"),
    LINUX_7_0("7.0"),
    LINUX_7_1("7.1"),
    LINUX_7_2("7.2"),
    LINUX_7_3("7.3");

    private final String version;

    Kernels(String version) {
        this.version = version;
    }

    public boolean isBefore(Kernels other) {
        return compareTo(other) < 0;
    }

    public byte[] bytes() {
        try (var in = Kernels.class.getResourceAsStream(version + ".btf")) {
            if (in == null) {
                throw new IllegalStateException("no layout of Linux " + version);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Btf btf() throws BtfException {
        return Btf.parse(bytes(), "Linux " + version);
    }

    static Stream<Kernels> all() {
        return Stream.of(values());
    }

    @Override
    public String toString() {
        return "Linux " + version;
    }
}
