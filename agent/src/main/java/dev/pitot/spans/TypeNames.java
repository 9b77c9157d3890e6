package dev.pitot.spans;

/** The types that a class names, among them those of all its annotations. */
@FunctionalInterface
interface TypeNames {
    boolean haveOneOf(NameGlob types);

    /** Returns of {@code com.acme.Outer$Inner} what is behind the last dot or dollar. */
    static String simple(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }

    /** Returns the name of a type's descriptor such as {@code Lcom/acme/Timed;}; empty for any other text. */
    static String ofDescriptor(String text) {
        return text.length() > 2 && text.charAt(0) == 'L' && text.endsWith(";")
                ? text.substring(1, text.length() - 1).replace('/', '.')
                : "";
    }
}
