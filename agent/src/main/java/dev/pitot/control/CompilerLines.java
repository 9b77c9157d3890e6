package dev.pitot.control;

import dev.pitot.compiler.Bundles;
import dev.pitot.text.Warnings;

/** Says what a user sees who records with a jar without programs. */
final class CompilerLines implements Bundles.Observer {
    private final Options options;
    private volatile boolean mustCompile;

    CompilerLines(Options options) {
        this.options = options;
    }

    /** Returns whether the compiler had to be started. */
    boolean mustCompile() {
        return mustCompile;
    }

    @Override
    public void compiles() {
        mustCompile = true;
        var waiting = options.waiting();
        Warnings.say("compiles its programs for this kernel, which takes 8 to 20 s of CPU time; "
                + (waiting == null || waiting.isZero()
                        ? "a recording lacks what happens meanwhile, unless the option wait=60s holds its start"
                        : "the start of a recording waits for it, at most " + waiting.toMillis()
                                + " ms (option wait)"));
    }

    @Override
    public void warn(String line) {
        Warnings.say(line);
    }
}
