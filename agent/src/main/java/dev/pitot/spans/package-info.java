/**
 * Spans: methods that the user has chosen, and parts of a program between calls of the span API, become events with a bill.
 *
 * <p>The way of a span: {@link dev.pitot.spans.SpanTransformer} puts {@link dev.pitot.spans.SpanAdvice} into the chosen
 * methods. The advice calls {@link dev.pitot.spans.SpanHook}, which is in the boot loader, and so visible to every class. It
 * leads to {@link dev.pitot.spans.SpanRecorder}, and from there to the state of the thread, {@link
 * dev.pitot.spans.ThreadSpans}, which reads the thread's account and commits the event.
 *
 * <p>{@link dev.pitot.spans.ApiTransformer} connects the span API with the same hook. It comes to {@link
 * dev.pitot.spans.NamedSpans}, and from there to the state of the thread as well.
 *
 * <p>{@link dev.pitot.spans.VirtualThreadWeaver} has virtual threads tell when they move to another carrier. {@link
 * dev.pitot.spans.HopWeaver} has the JDK tell when a task moves to another thread.
 */
@NullMarked
package dev.pitot.spans;

import org.jspecify.annotations.NullMarked;
