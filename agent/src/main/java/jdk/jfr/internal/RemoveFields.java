package jdk.jfr.internal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The shape of JFR's own annotation, to compile with: the JDK does not export it. The packed jar lacks this class. A JVM finds the
 * JDK's annotation of this name on the event class, and leaves away those of its own fields that it names; one that has no such
 * annotation passes it over (JDK, {@code jdk.jfr.internal.util.ImplicitFields}).
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RemoveFields {
    String[] value();
}
