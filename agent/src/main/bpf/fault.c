// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Major page faults.
//
// The kernel tells when a fault begins. It counts a fault as major when the fault has ended, but
// has no tracepoint there. So the account remembers the fault at its begin, and the thread's next
// fault or switch finds out that it was major. Its end is when the thread last got the CPU back
// while in it; from there to its return it takes microseconds. A fault in which the thread kept its
// CPU, as the page came before the thread had to wait, has no length.

#include "account_life.h"
#include "spans.h"
#include "timing.h"
#include "waits.h"

static __always_inline void on_page_fault(void *ctx) {
    void *task = (void *)bpf_get_current_task_btf();
    struct account *a = is_ours(task) ? account_of(task) : 0;
    if (!a)
        return;
    u64 now = bpf_ktime_get_ns();
    struct clock *k = get_clock();
    u64 since = a->state_since;
    u64 on_cpu_at = k && has_arrived(a, task, a->state, since, 1)
                        ? arrival_time(a, task, since, k, 1, now)
                        : since;
    submit_major_fault(a, task, on_cpu_at);
    a->fault_address = ARG(ctx, 0);
    a->fault_maj_flt = LOAD_U64(task, T_MAJ_FLT);
    a->fault_phase = task_phase(task);
    get_span(a, &a->fault_span);
    a->fault_at = now;
}

int tp__page_fault_user(void *ctx) {
    u64 begin = run_begin();
    on_page_fault(ctx);
    run_end(RUN_PAGE_FAULT_USER, begin);
    return 0;
}

int tp__page_fault_kernel(void *ctx) {
    u64 begin = run_begin();
    on_page_fault(ctx);
    run_end(RUN_PAGE_FAULT_KERNEL, begin);
    return 0;
}
