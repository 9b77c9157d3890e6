package dev.pitot.control;

import dev.pitot.compiler.Bundles;
import dev.pitot.text.Warnings;

/** Says what a user sees who records with a jar without programs. */
final class CompilerLines implements Bundles.Observer {
    private final Options options;
    private volatile boolean hasCompiled;

    CompilerLines(Options options) {
        this.options = options;
    }

    /** Returns whether anything had to be compiled. */
    boolean hasCompiled() {
        return hasCompiled;
    }

    @Override
    public void compiles() {
        hasCompiled = true;
        var waiting = options.waiting();
        Warnings.say("compiles its programs for this kernel, which takes 8 to 20 s of CPU time; "
                + (waiting == null || waiting.isZero()
                        ? "the recording lacks what happens meanwhile, unless the option wait=60s holds its start"
                        : "the start of the recording waits for it, as the option wait says"));
    }

    @Override
    public void warn(String line) {
        Warnings.say(line);
    }
}
