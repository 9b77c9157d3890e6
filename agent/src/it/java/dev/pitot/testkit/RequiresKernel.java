package dev.pitot.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs root and a kernel that loads BPF programs. It is skipped where one of them is missing, and says
 * which. With {@code -Dpitot.requireKernel=true}, as in {@code make test}, it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KernelCondition.class)
public @interface RequiresKernel {}
