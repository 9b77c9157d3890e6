package dev.pitot.compiler;

import java.util.Objects;

/** Why there are no compiled programs: one line with the cause, one with the remedy. */
public final class CompilerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    public CompilerException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** Never without one. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** What the reader can do about it, as half a sentence. */
    public String remedy() {
        return remedy;
    }
}
