package dev.pitot.spans;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which methods are spans: {@code CLASS::METHOD}, or {@code CLASS} for all of its methods. A star in the class stands for
 * a part of one name, two stars for any number of names with their dots, a star in the method for a part of its name. The
 * method may have its parameters behind it. {@code CLASS+} means the subtypes of the class or interface as well. {@code {0,this.id}} at the end adds {@link SpanValue values} of
 * the call. {@code @TYPE} in the place of the class means classes and methods with that
 * annotation. An exclamation mark in front excludes the methods instead.
 */
public final class SpanPattern {
    /** For a line that says that a text is no pattern. */
    public static final String EXAMPLE = "a class and a method such as com.acme.Shop::place*";

    private static final int MAX_LENGTH = 500;

    /** More would make a name that does not match slow to refuse. */
    private static final int MAX_STARS = 8;

    /** As many tags as a span has. */
    private static final int MAX_VALUES = 8;

    private static final String PARAMETER = "(?:\\p{javaJavaIdentifierPart}|\\*(?!\\*))+(?:\\[])*";
    private static final Pattern FORM = Pattern.compile("(?<excludes>!?)(?<annotation>@?)"
            + "(?<type>[\\p{javaJavaIdentifierPart}.*]+)(?<subtypes>\\+?)"
            + "(?:::(?<method>[\\p{javaJavaIdentifierPart}*]+)"
            + "(?:\\((?<parameters>|" + PARAMETER + "(?:," + PARAMETER + ")*)\\))?)?"
            + "(?:\\{(?<values>" + SpanValue.FORM + "(?:," + SpanValue.FORM + ")*)})?");

    private final String text;
    private final boolean excludes;
    private final boolean isAnnotation;
    private final boolean hasSubtypes;
    private final NameGlob type;
    private final NameGlob method;
    private final @Nullable NameGlob parameters;
    private final List<SpanValue> values;

    private SpanPattern(
            String text,
            boolean excludes,
            boolean isAnnotation,
            boolean hasSubtypes,
            NameGlob type,
            NameGlob method,
            @Nullable NameGlob parameters,
            List<SpanValue> values) {
        this.text = text;
        this.excludes = excludes;
        this.isAnnotation = isAnnotation;
        this.hasSubtypes = hasSubtypes;
        this.type = type;
        this.method = method;
        this.parameters = parameters;
        this.values = values;
    }

    /** Returns empty for a text of another form. */
    public static Optional<SpanPattern> parse(String given) {
        var text = given.replace(", ", ",");
        var stars = text.chars().filter(character -> character == '*').count();
        var form = FORM.matcher(text);
        if (text.length() > MAX_LENGTH || stars > MAX_STARS || !form.matches()) {
            return Optional.empty();
        }
        var excludes = !form.group("excludes").isEmpty();
        var isAnnotation = !form.group("annotation").isEmpty();
        var hasSubtypes = !form.group("subtypes").isEmpty();
        var written = form.group("values");
        var values = written == null ? List.<SpanValue>of() : SpanValue.parse(written);
        if ((isAnnotation && hasSubtypes) || (excludes && written != null) || values.size() > MAX_VALUES) {
            return Optional.empty();
        }
        var method = form.group("method");
        var parameters = form.group("parameters");
        return Optional.of(new SpanPattern(
                text,
                excludes,
                isAnnotation,
                hasSubtypes,
                NameGlob.ofType(form.group("type")),
                NameGlob.ofMethod(method == null ? "*" : method),
                parameters == null ? null : NameGlob.ofParameters(parameters),
                values));
    }

    /** Returns the pattern as the user wrote it, without spaces. */
    public String text() {
        return text;
    }

    boolean excludes() {
        return excludes;
    }

    boolean isAnnotation() {
        return isAnnotation;
    }

    /** Returns the class, or the annotation. */
    NameGlob type() {
        return type;
    }

    NameGlob method() {
        return method;
    }

    /** Returns what the spans have of each call. */
    List<SpanValue> values() {
        return values;
    }

    /** Returns whether it means the subtypes of its class as well. */
    boolean hasSubtypes() {
        return hasSubtypes;
    }

    /** Returns whether it means all methods of some classes, which their names or super types tell. */
    boolean isWholeClass() {
        return !isAnnotation && method.isAny() && parameters == null;
    }

    /**
     * Returns whether it may mean methods of a class.
     *
     * @param types those that the class names
     * @param supers those of the class
     */
    boolean mayMean(String className, TypeNames types, SuperTypes supers) {
        return isAnnotation ? types.haveOneOf(type) : meansClass(className, supers);
    }

    private boolean meansClass(String className, SuperTypes supers) {
        return type.matches(className) || (hasSubtypes && supers.haveOneOf(type));
    }

    /** Returns whether it means the method, if the name and the parameters match as well. */
    boolean meansClassOf(MethodFacts facts) {
        return isAnnotation ? hasAnnotation(facts.annotations()) : meansClass(facts.className(), facts.supers());
    }

    boolean matches(MethodFacts facts) {
        return method.matches(facts.name())
                && (parameters == null || parameters.matches(facts.parameters()))
                && meansClassOf(facts);
    }

    private boolean hasAnnotation(Collection<String> annotations) {
        for (var annotation : annotations) {
            if (type.matches(annotation)) {
                return true;
            }
        }
        return false;
    }
}
