package dev.pitot.compiler;

/** Why there are no compiled programs, in one line. */
public final class CompilerException extends Exception {
    private static final long serialVersionUID = 1L;

    CompilerException(String message) {
        super(message);
    }
}
