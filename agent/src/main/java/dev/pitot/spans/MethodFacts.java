package dev.pitot.spans;

import java.util.Set;

/**
 * What patterns ask about a method that can be a span.
 *
 * @param className the class's binary name: {@code com.acme.Outer$Inner}
 * @param parameters simple names of the types, separated by commas without spaces
 * @param supers those of its class
 * @param annotations names of the annotations of the method and of its class; empty if no pattern asks
 */
record MethodFacts(String className, String name, String parameters, SuperTypes supers, Set<String> annotations) {
    String display() {
        return name + "(" + parameters.replace(",", ", ") + ")";
    }
}
