package dev.pitot.spans;

import dev.pitot.spans.ChosenMethods.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.constant.IntegerConstant;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the advice into the methods of a class, with Byte Buddy. It adds no members and leaves all else as it was. Types
 * that the class names are not looked up: that could load classes.
 */
final class SpanWeaver {
    private final ChosenMethods methods;
    private final SpanMatches matches;
    private final Advice advice = Advice.withCustomMapping()
            .bind(new NumberMapping(Map.of()))
            .to(adviceType(SpanAdvice.class), HookClass.code(SpanAdvice.class));

    SpanWeaver(ChosenMethods methods, SpanMatches matches) {
        this.methods = methods;
        this.matches = matches;
    }

    private static TypeDescription type(String name, ClassFileLocator code) {
        return new TypePool.Default.WithLazyResolution(
                        TypePool.CacheProvider.Simple.withObjectType(), code, TypePool.Default.ReaderMode.FAST)
                .describe(name)
                .resolve();
    }

    private static TypeDescription adviceType(Class<?> advice) {
        return type(
                advice.getName(),
                new ClassFileLocator.Compound(
                        HookClass.code(advice), ClassFileLocator.ForClassLoader.of(SpanWeaver.class.getClassLoader())));
    }

    /** Returns the class with its spans; null if none of its methods is one. */
    byte @Nullable [] woven(String name, byte[] bytes, SuperTypes supers, SpanRules rules) {
        var code = ClassFileLocator.Simple.of(name, bytes);
        var type = type(name, code);
        var annotations = rules.askForAnnotations() ? ClassAnnotations.read(bytes) : null;
        var all = new ArrayList<MethodFacts>();
        var spans = new HashMap<String, List<SpanValue>>();
        for (var method : type.getDeclaredMethods()) {
            if (canBeSpan(method)) {
                var facts = facts(name, method, supers, annotations);
                all.add(facts);
                if (rules.choose(facts)) {
                    spans.put(signature(method), values(rules.valuesOf(facts), type, method, facts));
                }
            }
        }
        var woven = spans.isEmpty() ? null : woven(type, code, spans);
        matches.note(rules, name, all);
        return woven;
    }

    /** Returns those values of a pattern that the method has. */
    private List<SpanValue> values(
            @Nullable SpanPattern of, TypeDescription type, MethodDescription method, MethodFacts facts) {
        var values = new ArrayList<SpanValue>();
        for (var value : of == null ? List.<SpanValue>of() : of.values()) {
            if (ValueMapping.isKnown(value, type, method)) {
                values.add(value);
            } else if (of != null) {
                matches.noteUnknown(of, value.source(), facts);
            }
        }
        return values;
    }

    private byte[] woven(TypeDescription type, ClassFileLocator code, Map<String, List<SpanValue>> spans) {
        var builder = new ByteBuddy()
                .with(TypeValidation.DISABLED)
                .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
                .decorate(type, code)
                .visit(advice.on(method -> hasSpan(spans, method, false)));
        if (spans.values().stream().anyMatch(values -> !values.isEmpty())) {
            builder = builder.visit(valueAdvice(spans).on(method -> hasSpan(spans, method, true)));
        }
        return builder.make().getBytes();
    }

    private static boolean hasSpan(Map<String, List<SpanValue>> spans, MethodDescription method, boolean isWithValues) {
        var values = spans.get(signature(method));
        return values != null && values.isEmpty() != isWithValues;
    }

    private Advice valueAdvice(Map<String, List<SpanValue>> spans) {
        return Advice.withCustomMapping()
                .bind(new NumberMapping(spans))
                .bind(new ValueMapping(spans))
                .to(adviceType(ValueAdvice.class), HookClass.code(ValueAdvice.class));
    }

    private static boolean canBeSpan(MethodDescription method) {
        return method.isMethod() && !method.isAbstract() && !method.isNative() && !method.isSynthetic();
    }

    static String signature(MethodDescription method) {
        return method.getInternalName() + method.getDescriptor();
    }

    private static MethodFacts facts(
            String type, MethodDescription method, SuperTypes supers, @Nullable ClassAnnotations annotations) {
        return new MethodFacts(
                type,
                method.getInternalName(),
                parameters(method, ","),
                supers,
                annotations == null ? Set.of() : annotations.of(method.getInternalName(), method.getDescriptor()));
    }

    private int number(TypeDescription type, MethodDescription method, List<SpanValue> values) {
        return methods.number(new Method(type.getName(), method.getInternalName(), parameters(method, ", "), values));
    }

    private static String parameters(MethodDescription method, String separator) {
        return method.getParameters().asTypeList().asErasures().stream()
                .map(type -> TypeNames.simple(type.getActualName()))
                .collect(Collectors.joining(separator));
    }

    /** Makes the advice's parameter with {@link SpanAdvice.MethodNumber} a constant in each method. */
    private final class NumberMapping implements Advice.OffsetMapping.Factory<SpanAdvice.MethodNumber> {
        private final Map<String, List<SpanValue>> values;

        NumberMapping(Map<String, List<SpanValue>> values) {
            this.values = values;
        }

        @Override
        public Class<SpanAdvice.MethodNumber> getAnnotationType() {
            return SpanAdvice.MethodNumber.class;
        }

        @Override
        public Advice.OffsetMapping make(
                ParameterDescription.InDefinedShape target,
                AnnotationDescription.Loadable<SpanAdvice.MethodNumber> annotation,
                Advice.OffsetMapping.Factory.AdviceType adviceType) {
            return (type, method, assigner, arguments, sort) -> new Advice.OffsetMapping.Target.ForStackManipulation(
                    new StackManipulation.Compound(IntegerConstant.forValue(
                            number(type, method, values.getOrDefault(signature(method), List.of())))));
        }
    }
}
