package dev.pitot.compiler;

import java.util.Objects;

/** The reason why there are no compiled programs, with one line for the cause and one for the remedy. */
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

    /** Returns what the user can do about it, as half a sentence. */
    public String remedy() {
        return remedy;
    }
}
