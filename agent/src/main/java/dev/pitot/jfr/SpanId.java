package dev.pitot.jfr;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Name;
import jdk.jfr.Relational;

/** Marks a field that names a span. Fields that are marked so and equal are about the same span. */
@MetadataDefinition
@Relational
@Name("pitot.SpanId")
@Label("Span Id")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface SpanId {}
