package dev.pitot.compiler;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What the verifier of Linux 5.15 to 6.6 asks of a program's loops before anything else, {@code check_cfg} and {@code push_insn} of
 * kernel/bpf/verifier.c: a depth-first walk in which only a jump may close a loop, and no instruction that merely falls through. Since
 * 10e14e9652bf (6.7) any may.
 */
final class CheckCfg {
    private enum State {
        NEW,
        DISCOVERED,
        FALL_THROUGH_SEEN,
        ALL_SEEN,
        EXPLORED
    }

    private final Instructions program;
    private final State[] states;
    private final Deque<Integer> stack = new ArrayDeque<>();

    private CheckCfg(Instructions program) {
        this.program = program;
        states = new State[program.size()];
        java.util.Arrays.fill(states, State.NEW);
    }

    /** What an older kernel says; empty when it has no objection. */
    static Optional<String> objection(Instructions program) {
        return new CheckCfg(program).walk();
    }

    private Optional<String> walk() {
        discover(0);
        while (!stack.isEmpty()) {
            int at = stack.peek();
            var objection = step(at);
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    /** Goes on to a successor that has not been seen, or leaves the instruction. */
    private Optional<String> step(int at) {
        var instruction = program.at(at);
        if (states[at] == State.DISCOVERED) {
            states[at] = instruction.isConditional() ? State.FALL_THROUGH_SEEN : State.ALL_SEEN;
            if (instruction.isExit()) {
                return Optional.empty();
            }
            var next = instruction.isGoto() ? program.target(at) : program.after(at);
            return go(at, next, instruction.isGoto() || instruction.isConditional());
        }
        if (states[at] == State.FALL_THROUGH_SEEN) {
            states[at] = State.ALL_SEEN;
            return go(at, program.target(at), true);
        }
        states[at] = State.EXPLORED;
        stack.pop();
        return Optional.empty();
    }

    private Optional<String> go(int from, int to, boolean mayLoop) {
        if (states[to] == State.NEW) {
            discover(to);
        } else if (states[to] != State.EXPLORED && !mayLoop) {
            return Optional.of("back-edge from insn " + from + " to " + to);
        }
        return Optional.empty();
    }

    private void discover(int at) {
        states[at] = State.DISCOVERED;
        stack.push(at);
    }
}
