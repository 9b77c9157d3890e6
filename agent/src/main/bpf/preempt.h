// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// A program that is not preempted; maps.h says why.
#ifndef PITOT_PREEMPT_H
#define PITOT_PREEMPT_H

// A call of a kernel function without arguments, by a number that stands for its BTF id. Pitot
// replaces the number when it loads the program, or takes the call out where the kernel does not
// have the function (dev.pitot.fit.Unpreempted).
#define PREEMPT_DISABLE_PLACE 0x70747064 // bpf_preempt_disable
#define PREEMPT_ENABLE_PLACE  0x70747065 // bpf_preempt_enable
#define CALL_PLACE(place)     ((void (*)(void))place)()

// Runs the body with preemption disabled. The body is all of a program, in a function of its own:
// nothing may be on the stack before it, nor be needed from the stack after it. PortableProgramsIT
// holds the compiled program to that.
#define UNPREEMPTED(body)                  \
    ({                                     \
        CALL_PLACE(PREEMPT_DISABLE_PLACE); \
        body;                              \
        CALL_PLACE(PREEMPT_ENABLE_PLACE);  \
    })

#endif
