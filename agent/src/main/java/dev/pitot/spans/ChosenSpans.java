package dev.pitot.spans;

import java.lang.instrument.Instrumentation;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** The methods that patterns choose: what is added, removed and listed. Byte Buddy is loaded for the first of them. */
final class ChosenSpans {
    private final Instrumentation instrumentation;
    private final LoadedClasses loaded;
    private final SpanMatches matches = new SpanMatches();
    private final ClassChanges changes;
    private final SpanTransformer transformer;
    private final Map<String, SpanPattern> patterns = new LinkedHashMap<>();

    ChosenSpans(Instrumentation instrumentation, ChosenMethods methods, RefusedClasses refused) {
        this.instrumentation = instrumentation;
        loaded = new LoadedClasses(instrumentation);
        changes = new ClassChanges(instrumentation, refused);
        transformer = new SpanTransformer(methods, matches, refused, new UndecidedClasses(this::decide));
    }

    /** Returns whether no pattern chooses methods. */
    boolean areNone() {
        return transformer.rules().areEmpty();
    }

    /** Puts spans into the chosen methods of classes that are loaded, and of those to come. */
    synchronized void add(Collection<SpanPattern> more) {
        var added = more.stream()
                .filter(pattern -> patterns.putIfAbsent(pattern.text(), pattern) == null)
                .toList();
        follow(type -> isMeantBy(added, type));
    }

    /** Takes the spans out that no other pattern chooses. The classes without spans are as they were loaded. */
    synchronized void remove(Collection<SpanPattern> unwanted) {
        var removed = unwanted.stream()
                .map(pattern -> patterns.remove(pattern.text()))
                .filter(Objects::nonNull)
                .toList();
        var had = new HashSet<String>();
        for (var pattern : removed) {
            had.addAll(matches.classes(pattern.text()));
            matches.forgetPattern(pattern.text());
        }
        var exclusions = removed.stream().filter(SpanPattern::excludes).toList();
        follow(type -> had.contains(type.getName()) || isMeantBy(exclusions, type));
    }

    /** Returns the patterns, in the order in which they came. */
    synchronized List<SpanRow> list() {
        return patterns.values().stream().map(this::row).toList();
    }

    synchronized boolean has(SpanPattern pattern) {
        return patterns.containsKey(pattern.text());
    }

    private SpanRow row(SpanPattern pattern) {
        var found = matches.of(pattern.text());
        var why = pattern.excludes() || found.methods() > 0 ? "" : new EmptyMatches(loaded).why(pattern, found);
        return new SpanRow(
                pattern.text(),
                pattern.excludes(),
                found.classes(),
                found.methods(),
                String.join(", ", found.unknown()),
                why);
    }

    /** @param isConcerned whether the rules have changed for a loaded class */
    private void follow(Predicate<Class<?>> isConcerned) {
        var before = transformer.rules();
        var now = new SpanRules(patterns.values());
        if (before.areEmpty() && !now.areEmpty()) {
            instrumentation.addTransformer(transformer, true);
        }
        transformer.follow(now);
        changes.retransform(loaded.changeable(
                        type -> isConcerned.test(type) && (chooses(before, type) || chooses(now, type))))
                .forEach(type -> matches.forgetClass(type.getName()));
        if (now.areEmpty()) {
            instrumentation.removeTransformer(transformer);
        }
    }

    /** Changes those of some classes that a pattern means by what is above them. Returns those that are loaded. */
    private synchronized Set<String> decide(Set<String> names) {
        var bySupers =
                patterns.values().stream().filter(SpanPattern::hasSubtypes).toList();
        changes.retransform(loaded.changeable(type -> names.contains(type.getName()) && isMeantBy(bySupers, type)));
        return new HashSet<>(loaded.names(type -> names.contains(type.getName())));
    }

    private boolean isMeantBy(List<SpanPattern> any, Class<?> type) {
        return any.stream()
                .anyMatch(pattern -> pattern.mayMean(type.getName(), loaded.typesOf(type), new LoadedSupers(type)));
    }

    private boolean chooses(SpanRules rules, Class<?> type) {
        return rules.mayChooseOf(type.getName(), loaded.typesOf(type), new LoadedSupers(type));
    }
}
