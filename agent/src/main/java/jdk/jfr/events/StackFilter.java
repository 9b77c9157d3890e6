package jdk.jfr.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The shape of JFR's own annotation, to compile with: the JDK does not export it. The packed jar lacks this class. A JVM
 * finds the JDK's annotation of this name on the event class, and leaves the named classes out of its stack traces; one
 * that has no such annotation passes it over (JDK, {@code jdk.jfr.internal.EventControl}).
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface StackFilter {
    String[] value();
}
