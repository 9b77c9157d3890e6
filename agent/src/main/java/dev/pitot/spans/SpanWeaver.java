package dev.pitot.spans;

import dev.pitot.spans.ChosenMethods.Method;
import java.util.ArrayList;
import java.util.HashSet;
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
    private final ClassFileLocator adviceCode = HookClass.advice();
    private final Advice advice = Advice.withCustomMapping()
            .bind(new NumberMapping())
            .to(
                    type(
                            SpanAdvice.class.getName(),
                            new ClassFileLocator.Compound(
                                    adviceCode, ClassFileLocator.ForClassLoader.of(SpanWeaver.class.getClassLoader()))),
                    adviceCode);

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

    /** Returns the class with its spans; null if none of its methods is one. */
    byte @Nullable [] woven(String name, byte[] bytes, SuperTypes supers, SpanRules rules) {
        var code = ClassFileLocator.Simple.of(name, bytes);
        var type = type(name, code);
        var annotations = rules.askForAnnotations() ? ClassAnnotations.read(bytes) : null;
        var all = new ArrayList<MethodFacts>();
        var spans = new HashSet<String>();
        for (var method : type.getDeclaredMethods()) {
            if (canBeSpan(method)) {
                var facts = facts(name, method, supers, annotations);
                all.add(facts);
                if (rules.choose(facts)) {
                    spans.add(signature(method));
                }
            }
        }
        var woven = spans.isEmpty() ? null : woven(type, code, spans);
        matches.note(rules, name, all);
        return woven;
    }

    private byte[] woven(TypeDescription type, ClassFileLocator code, Set<String> spans) {
        return new ByteBuddy()
                .with(TypeValidation.DISABLED)
                .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
                .decorate(type, code)
                .visit(advice.on(method -> spans.contains(signature(method))))
                .make()
                .getBytes();
    }

    private static boolean canBeSpan(MethodDescription method) {
        return method.isMethod() && !method.isAbstract() && !method.isNative() && !method.isSynthetic();
    }

    private static String signature(MethodDescription method) {
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

    private int number(TypeDescription type, MethodDescription method) {
        return methods.number(new Method(type.getName(), method.getInternalName(), parameters(method, ", ")));
    }

    private static String parameters(MethodDescription method, String separator) {
        return method.getParameters().asTypeList().asErasures().stream()
                .map(type -> TypeNames.simple(type.getActualName()))
                .collect(Collectors.joining(separator));
    }

    /** Makes the advice's parameter with {@link SpanAdvice.MethodNumber} a constant in each method. */
    private final class NumberMapping implements Advice.OffsetMapping.Factory<SpanAdvice.MethodNumber> {
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
                    new StackManipulation.Compound(IntegerConstant.forValue(number(type, method))));
        }
    }
}
