package dev.pitot.testkit;

import dev.pitot.bpf.Bpf;
import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.ProgramStatistics;
import dev.pitot.bundle.cache.EffectiveUser;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What {@link RequiresKernel} asks, once in a JVM. */
final class KernelCondition implements ExecutionCondition {
    private static final Optional<String> MISSING = missing();

    static {
        MISSING.ifPresent(why -> System.out.println("The tests of the kernel cannot run here: " + why));
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (MISSING.isEmpty()) {
            return ConditionEvaluationResult.enabled("root and BPF are there");
        }
        if (Requirement.isStrict()) {
            throw new AssertionError(MISSING.get());
        }
        return ConditionEvaluationResult.disabled(MISSING.get());
    }

    private static Optional<String> missing() {
        try {
            if (EffectiveUser.uid() != 0) {
                return Optional.of("this needs root: it loads BPF programs, and takes privileges away from JVMs");
            }
            Bpf.requirePermission();
            ProgramStatistics.keep().close();
            return Optional.empty();
        } catch (BpfException e) {
            return Optional.of(e.getMessage() + "; " + e.remedy());
        } catch (IOException e) {
            return Optional.of("not known who runs this: " + e);
        }
    }
}
