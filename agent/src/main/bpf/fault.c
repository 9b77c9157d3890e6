// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Major page faults. The kernel tells when a fault begins, and counts it as major when it has ended, but has no tracepoint
// there. So a fault is remembered at its begin, and found to have been major at the thread's next fault or switch; its end
// is when the thread got the CPU back for the last time while in it. What it took from there to return is microseconds. A
// fault in which the thread kept its CPU, as the page was read before it had to wait, has no length.

static __always_inline void fault(void *ctx) {
    void *task = (void *)bpf_get_current_task_btf();
    struct account *a = OURS(task) ? account_of(task) : 0;
    if (!a)
        return;
    u64 now = bpf_ktime_get_ns();
    struct clock *k = this_clock();
    u64 since = a->since;
    u64 got = k && has_arrived(a, task, a->state, since, 1) ? when_arrived(a, task, since, k, 1, now) : since;
    major_fault(a, task, got);
    a->fault_address = ARG(ctx, 0);
    a->fault_majors = LOAD_U64(task, T_MAJ_FLT);
    a->fault_phase = phase_of(task);
    a->fault = now;
}

int tp__page_fault_user(void *ctx) {
    u64 begun = begin_run();
    fault(ctx);
    end_run(RUN_PAGE_FAULT_USER, begun);
    return 0;
}

int tp__page_fault_kernel(void *ctx) {
    u64 begun = begin_run();
    fault(ctx);
    end_run(RUN_PAGE_FAULT_KERNEL, begun);
    return 0;
}
