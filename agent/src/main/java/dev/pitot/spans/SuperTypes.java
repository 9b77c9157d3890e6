package dev.pitot.spans;

/** The super classes and interfaces of a class, near and far. */
interface SuperTypes {
    boolean haveOneOf(NameGlob types);
}
