package dev.pitot.spans;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the chosen methods of a class spans when it is loaded or retransformed. Each class that the JVM loads comes here,
 * so most of them go by their name alone. A class that cannot be changed stays as it is. A class without chosen methods is
 * not changed, and so gets its own bytes back when it is retransformed.
 */
final class SpanTransformer implements ClassFileTransformer {
    private final ChosenMethods methods;
    private final SpanMatches matches;
    private final RefusedClasses refused;
    private final UndecidedClasses undecided;
    private final SuperFiles files = new SuperFiles();
    private volatile SpanRules rules = SpanRules.NONE;
    private @Nullable SpanWeaver weaver;

    SpanTransformer(ChosenMethods methods, SpanMatches matches, RefusedClasses refused, UndecidedClasses undecided) {
        this.methods = methods;
        this.matches = matches;
        this.refused = refused;
        this.undecided = undecided;
        rehearse();
    }

    /** What decides must be loaded and verified before a class comes: it cannot be in the middle of that class's load. */
    private void rehearse() {
        var patterns = Stream.of("none", "!none", "@none", "none+")
                .map(SpanPattern::parse)
                .flatMap(Optional::stream);
        var all = new SpanRules(patterns.toList());
        var supers = new LoadingSupers(new byte[0], null, files);
        all.mayChooseOf("some.Type", new ClassFileTypes(ClassFileTypes.SAMPLE), supers);
        all.mayChooseOf("some.Type", new ClassFileTypes(new byte[0]), new LoadedSupers(SpanTransformer.class));
    }

    SpanRules rules() {
        return rules;
    }

    /** The next class follows these rules. */
    void follow(SpanRules next) {
        if (next.askForSupers()) {
            files.rehearse();
            undecided.rehearse();
        }
        rules = next;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String internalName,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (internalName == null) {
            return null; // a hidden class
        }
        var name = internalName.replace('/', '.');
        try {
            var now = rules;
            if (redefined == null) {
                var supers = new LoadingSupers(bytes, loader, files);
                var woven = woven(name, bytes, supers, now);
                if (supers.areUndecided()) {
                    undecided.add(name);
                }
                return woven;
            }
            matches.forgetClass(name);
            return woven(name, bytes, new LoadedSupers(redefined), now);
        } catch (Throwable t) {
            refused.add(name, t);
            return null;
        }
    }

    private byte @Nullable [] woven(String name, byte[] bytes, SuperTypes supers, SpanRules by) {
        return by.mayChooseOf(name, new ClassFileTypes(bytes), supers) ? weaver().woven(name, bytes, supers, by) : null;
    }

    /** Made for the first class that needs it: until then most of Byte Buddy is not loaded. */
    private synchronized SpanWeaver weaver() {
        var known = weaver;
        if (known == null) {
            known = new SpanWeaver(methods, matches);
            weaver = known;
        }
        return known;
    }
}
