package dev.pitot.spans;

import dev.pitot.internals.ConstantTexts;
import dev.pitot.text.Warnings;
import java.lang.instrument.Instrumentation;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The classes that this JVM has loaded. No class is loaded, and no code of theirs runs, to find out about them. */
final class LoadedClasses {
    private final Instrumentation instrumentation;
    private @Nullable ConstantTexts texts;
    private boolean isRefused;

    LoadedClasses(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    List<Class<?>> changeable(Predicate<Class<?>> isWanted) {
        return all().filter(type -> !Untouchable.is(type.getName()))
                .filter(isWanted)
                .filter(instrumentation::isModifiableClass)
                .toList();
    }

    /** Returns the names of those that may have spans. */
    List<String> names(Predicate<Class<?>> isWanted) {
        return all().filter(isWanted)
                .map(Class::getName)
                .filter(name -> !Untouchable.is(name))
                .distinct()
                .toList();
    }

    boolean anyMatch(Predicate<Class<?>> isWanted) {
        return all().anyMatch(isWanted);
    }

    private Stream<Class<?>> all() {
        return Arrays.<Class<?>>stream(instrumentation.getAllLoadedClasses())
                .filter(type -> !type.isArray() && !type.isHidden());
    }

    /** Returns the types that a loaded class names. */
    TypeNames typesOf(Class<?> type) {
        return types -> {
            try {
                var known = texts;
                if (known == null && !isRefused) {
                    known = new ConstantTexts(instrumentation);
                    texts = known;
                }
                return known != null && known.anyMatch(type, text -> types.matches(TypeNames.ofDescriptor(text)));
            } catch (ReflectiveOperationException | RuntimeException e) {
                refuse(e);
                return false;
            }
        };
    }

    private void refuse(Exception why) {
        texts = null;
        if (!isRefused) {
            isRefused = true;
            Warnings.say("patterns with an annotation hold only for classes that are loaded later,"
                    + " because this JDK does not let Pitot read the constants of a class: " + why + "; report it");
        }
    }
}
