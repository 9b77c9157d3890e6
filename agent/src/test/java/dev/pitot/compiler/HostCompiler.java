package dev.pitot.compiler;

import dev.pitot.bpf.BpfException;
import dev.pitot.btf.Btf;
import dev.pitot.bundle.Bundle;
import java.io.IOException;
import java.nio.file.Path;

/** Compiles for another kernel than the running one, in this process; {@code BCC_KERNEL_SOURCE} must be set. */
public final class HostCompiler {
    private HostCompiler() {}

    public static Bundle compile(String key, Path btf) throws BpfException, IOException {
        Sources.writeHeaders(Path.of(System.getenv("BCC_KERNEL_SOURCE")));
        return CompilerMain.compile(key, Btf.read(btf));
    }
}
