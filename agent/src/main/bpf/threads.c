// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The life of a thread: its account is made, named, reported, and ends with it.

#include "account_life.h"
#include "clock.h"
#include "ring.h"
#include "snapshot.h"
#include "spans.h"

// A new thread's life begins here. What was before was its parent's doing.
int tp__sched_wakeup_new(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    struct account *a = is_ours(task) ? account_of(task) : 0;
    if (!a)
        return 0;
    u64 now = bpf_ktime_get_ns();
    a->state_since = now;
    a->last_report_at = now;
    // A report may have come already.
    __builtin_memset(a->last_report.time, 0, sizeof(a->last_report.time));
    a->state = RUN_QUEUE;
    return 0;
}

// Submits what user space has to know to name a thread. When an id comes again, it means another
// thread from here on.
static __always_inline void submit_name(u32 tid, u32 what, const char *comm) {
    struct name_record *r = ring.ringbuf_reserve(sizeof(struct name_record));
    if (!r)
        return count_one(COUNT_LOST, THREAD_NAME);
    u64 now = bpf_ktime_get_ns();
    fill_header(&r->h, THREAD_NAME, sizeof(*r), tid, now, now);
    r->what = what;
    __builtin_memcpy(r->comm, comm, COMM);
    count_one(COUNT_RECORDS, THREAD_NAME);
    ring.ringbuf_submit(r, ring_flags(sizeof(*r)));
}

static __always_inline void submit_task_name(struct account *a, void *task, u32 what) {
    char comm[COMM] = {};
    bpf_probe_read_kernel_str(comm, sizeof(comm), member_of(task, T_COMM));
    submit_name(a->tid, what, comm);
}

// Whether a new thread's name says what it is. While accounts are being made, its maker may have
// none yet.
static __always_inline u64 is_made_by_hotspot(struct config *c) {
    struct account *maker = account_of((void *)bpf_get_current_task_btf());
    u8 kind = maker ? maker->kind : KIND_JAVA;
    return kind == KIND_GC || kind == KIND_COMPILER || kind == KIND_VM
           || (!maker && c->walk == WALK_ADOPT);
}

int tp__task_newtask(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    struct config *c = get_config();
    if (!c || !is_ours(task))
        return 0;
    struct account *a = account_open(task, bpf_ktime_get_ns(), is_made_by_hotspot(c));
    if (a)
        submit_task_name(a, task, NAME_NEW);
    return 0;
}

int tp__task_rename(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    struct account *a = is_ours(task) ? account_of(task) : 0;
    if (!a)
        return 0;
    // This notes when the thread got its CPU, for those who look at a GC worker from now on.
    if (task == (void *)bpf_get_current_task_btf()) {
        struct snapshot until_now = {};
        u64 now;
        account_snapshot(a, task, 1, &until_now, &now);
    }
    char comm[COMM] = {};
    bpf_probe_read_kernel_str(comm, sizeof(comm), (void *)ARG(ctx, 1));
    account_classify(a, task, comm);
    submit_name(a->tid, NAME_CHANGED, comm);
    return 0;
}

// Keeps each part at what was reported of it, at least. A switch of which nobody had been told may
// be booked as of some microseconds before, and then a part has become less. The part that grew
// most gives what that takes, so the sum stays right.
static __always_inline void keep_reported(u64 *time, u64 *reported) {
    u64 excess = 0;
    u64 most = 0;
    u64 grew_most = ON_CPU;
    bounded_for(i, PARTS) {
        u64 less = bf_max(reported[i & 3] - time[i & 3], 0);
        excess += less;
        time[i & 3] += less;
        u64 grew = time[i & 3] - reported[i & 3];
        grew_most += (i - grew_most) * bf_gt(grew, most);
        most = bf_max(grew, most);
    }
    time[grew_most & 3] -= bf_min(excess, most);
}

// Fills a THREAD_CPU record. Returns 0 if the account changed each time it was looked at: the next
// record will have this window as well.
static __always_inline int fill_cpu_record(struct cpu_record *r, struct account *a, void *task,
                                           int runs_here) {
    struct snapshot totals = {};
    u64 now;
    if (!account_snapshot(a, task, runs_here, &totals, &now))
        return 0;
    keep_reported(totals.time, a->last_report.time);
    fill_header(&r->h, THREAD_CPU, sizeof(*r), a->tid, a->last_report_at, now);
    snapshot_diff(&r->bill, &totals, &a->last_report);
    r->kind = a->kind;
    bpf_probe_read_kernel(r->comm, COMM, member_of(task, T_COMM));
    a->last_report = totals;
    a->last_report_at = now;
    return 1;
}

// A thread that ends reports its last window itself.
static __always_inline void submit_last_report(struct account *a, void *task) {
    struct cpu_record *r = ring.ringbuf_reserve(sizeof(struct cpu_record));
    if (!r)
        return count_one(COUNT_LOST, THREAD_CPU);
    if (!fill_cpu_record(r, a, task, 1)) {
        ring.ringbuf_discard(r, 0);
        return;
    }
    r->ended = 1;
    count_one(COUNT_RECORDS, THREAD_CPU);
    ring.ringbuf_submit(r, ring_flags(sizeof(*r)));
}

int tp__sched_process_exit(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    struct config *c = get_config();
    struct account *a = c && is_ours(task) ? account_of(task) : 0;
    if (!a)
        return 0;
    if (c->threshold[THREAD_CPU] != NOT_WANTED)
        submit_last_report(a, task);
    span_slot_release(a, LOAD_U32(task, T_PID));
    u32 tid = a->tid;
    kinds.delete(&tid);
    char comm[COMM] = {};
    submit_name(tid, NAME_ENDED, comm);
    return 0;
}

// Notes when a thread was woken that has not got its CPU yet: on_wakeup() did not book it. What is
// reported of the thread now must be what it books when it next leaves the CPU. Otherwise the next
// report would have less than nothing of a part.
static __always_inline void note_wakeup(struct account *a, void *task) {
    u8 state = a->state;
    u64 since = a->state_since;
    u64 queued = task_last_queued(task);
    struct clock *k = get_clock();
    if (!k || !queued || LOAD_U32(task, T_STATE) != 0 || a->woken_at > since)
        return;
    u64 now = bpf_ktime_get_ns();
    u64 stamp = now - k->window_start < CLOCK_AGE ? bf_clamp(queued + k->offset, since, now) : now;
    u64 woken = wakeup_time(a, task, state, since, stamp, now);
    // If this differs, the thread has got its CPU meanwhile, and its run delay has this wait.
    if (task_last_queued(task) == queued)
        a->woken_at = woken;
}

// Walks over the tasks, for the process that reads it. First, with the scheduler's programs
// attached, the walk makes the accounts; later walks report them.
int iter__task(void *ctx) {
    void *meta = (void *)LOAD_U64(ctx, 0);
    void *task = (void *)LOAD_U64(ctx, 8);
    if (!task)
        return 0;
    struct config *c = get_config();
    if (!c || !is_ours(task))
        return 0;
    struct account *a = account_of(task);
    if (!a) {
        if (LOAD_U32(task, T_STATE) & TASK_DEAD)
            return 0;
        a = account_open(task, bpf_ktime_get_ns(), c->walk == WALK_ADOPT);
        if (!a)
            return 0;
        submit_task_name(a, task, NAME_FOUND);
    }
    if (a->kind == KIND_JAVA) {
        char comm[COMM] = {};
        bpf_probe_read_kernel_str(comm, sizeof(comm), member_of(task, T_COMM));
        account_classify(a, task, comm);
    }
    if (c->walk != WALK_REPORT)
        return 0;
    struct cpu_record r = {};
    note_wakeup(a, task);
    if (fill_cpu_record(&r, a, task, 0))
        bpf_seq_write((void *)LOAD_U64(meta, 0), &r, sizeof(r));
    return 0;
}
