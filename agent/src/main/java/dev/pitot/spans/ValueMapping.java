package dev.pitot.spans;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.implementation.bytecode.assign.primitive.PrimitiveBoxingDelegate;
import net.bytebuddy.implementation.bytecode.assign.reference.ReferenceTypeAwareAssigner;
import net.bytebuddy.implementation.bytecode.collection.ArrayFactory;
import net.bytebuddy.implementation.bytecode.constant.NullConstant;
import net.bytebuddy.implementation.bytecode.member.FieldAccess;
import net.bytebuddy.implementation.bytecode.member.MethodVariableAccess;
import org.jspecify.annotations.Nullable;

/**
 * Makes the advice's parameter with {@link ValueAdvice.Values} an array of the method's values.
 *
 * @param bySignature the values of each method, all of them known
 */
record ValueMapping(Map<String, List<SpanValue>> bySignature)
        implements Advice.OffsetMapping.Factory<ValueAdvice.Values>, Advice.OffsetMapping {
    private static final TypeDescription.Generic OBJECT =
            TypeDescription.ForLoadedType.of(Object.class).asGenericType();

    @Override
    public Class<ValueAdvice.Values> getAnnotationType() {
        return ValueAdvice.Values.class;
    }

    @Override
    public Advice.OffsetMapping make(
            ParameterDescription.InDefinedShape target,
            AnnotationDescription.Loadable<ValueAdvice.Values> annotation,
            AdviceType adviceType) {
        return this;
    }

    @Override
    public Target resolve(
            TypeDescription type,
            MethodDescription method,
            Assigner assigner,
            Advice.ArgumentHandler arguments,
            Sort sort) {
        var reads = new ArrayList<StackManipulation>();
        reads.add(NullConstant.INSTANCE); // room for what is thrown
        for (var value : Objects.requireNonNull(bySignature.get(SpanWeaver.signature(method)))) {
            reads.add(read(value, type, method, arguments));
        }
        return new Target.ForStackManipulation(ArrayFactory.forType(OBJECT).withValues(reads));
    }

    /** Returns whether the method has such a value. */
    static boolean isKnown(SpanValue value, TypeDescription type, MethodDescription method) {
        if (value.isReturned()) {
            return !method.getReturnType().represents(void.class);
        }
        if (value.argument() >= 0) {
            return value.argument() < method.getParameters().size();
        }
        return !method.isStatic() && (value.field().isEmpty() || field(value, type) != null);
    }

    /** Those of super classes are not found: to look there could load classes, and they may be private. */
    private static @Nullable FieldDescription field(SpanValue value, TypeDescription type) {
        for (var field : type.getDeclaredFields()) {
            if (field.getInternalName().equals(value.field()) && !field.isStatic()) {
                return field;
            }
        }
        return null;
    }

    private static StackManipulation read(
            SpanValue value, TypeDescription type, MethodDescription method, Advice.ArgumentHandler arguments) {
        if (value.isReturned()) {
            return load(method.getReturnType(), arguments.returned());
        }
        if (value.argument() >= 0) {
            var parameter = method.getParameters().get(value.argument());
            return load(parameter.getType(), arguments.argument(parameter.getOffset()));
        }
        var self = MethodVariableAccess.REFERENCE.loadFrom(arguments.argument(Advice.ArgumentHandler.THIS_REFERENCE));
        var field = field(value, type);
        return field == null
                ? self
                : new StackManipulation.Compound(
                        self, FieldAccess.forField(field).read(), boxed(field.getType()));
    }

    private static StackManipulation load(TypeDefinition type, int offset) {
        return new StackManipulation.Compound(MethodVariableAccess.of(type).loadFrom(offset), boxed(type));
    }

    private static StackManipulation boxed(TypeDefinition type) {
        return type.isPrimitive()
                ? PrimitiveBoxingDelegate.forPrimitive(type)
                        .assignBoxedTo(OBJECT, ReferenceTypeAwareAssigner.INSTANCE, Assigner.Typing.STATIC)
                : StackManipulation.Trivial.INSTANCE;
    }
}
