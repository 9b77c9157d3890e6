// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The life of a thread: its account is made, named, reported, and goes with it.

// A new thread's life begins here; what was before was its parent's doing.
int tp__sched_wakeup_new(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    struct account *a = OURS(task) ? account_of(task) : 0;
    if (!a)
        return 0;
    u64 now = bpf_ktime_get_ns();
    a->since = now;
    a->reported = now;
    __builtin_memset(a->last.time, 0, sizeof(a->last.time)); // a report may have come already
    a->state = RUN_QUEUE;
    return 0;
}

// What user space has to know to name a thread: an id that comes again means another thread from here on.
static __always_inline void tell_name(u32 tid, u32 what, const char *comm) {
    struct name_record *r = ring.ringbuf_reserve(sizeof(struct name_record));
    if (!r)
        return count(COUNT_LOST, THREAD_NAME);
    u64 now = bpf_ktime_get_ns();
    head(&r->h, THREAD_NAME, sizeof(*r), tid, now, now);
    r->what = what;
    __builtin_memcpy(r->comm, comm, COMM);
    count(COUNT_RECORDS, THREAD_NAME);
    ring.ringbuf_submit(r, handing_over(sizeof(*r)));
}

static __always_inline void tell_name_of(struct account *a, void *task, u32 what) {
    char comm[COMM] = {};
    bpf_probe_read_kernel_str(comm, sizeof(comm), task + T_COMM);
    tell_name(a->tid, what, comm);
}

// Whether a new thread's name says what it is. While accounts are being made its maker may have none yet.
static __always_inline u64 is_made_by_hotspot(struct config *c) {
    struct account *maker = account_of((void *)bpf_get_current_task_btf());
    u8 kind = maker ? maker->kind : KIND_JAVA;
    return kind == KIND_GC || kind == KIND_COMPILER || kind == KIND_VM || (!maker && c->walk == WALK_ADOPT);
}

int tp__task_newtask(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    struct config *c = settings();
    if (!c || !OURS(task))
        return 0;
    struct account *a = open_account(task, bpf_ktime_get_ns(), is_made_by_hotspot(c));
    if (a)
        tell_name_of(a, task, NAME_NEW);
    return 0;
}

int tp__task_rename(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    struct account *a = OURS(task) ? account_of(task) : 0;
    if (!a)
        return 0;
    if (task == (void *)bpf_get_current_task_btf()) {
        struct snapshot until_now = {};
        u64 now;
        take(a, task, 1, &until_now, &now); // notes when it got its CPU, for who looks at a GC worker from now on
    }
    char comm[COMM] = {};
    bpf_probe_read_kernel_str(comm, sizeof(comm), (void *)ARG(ctx, 1));
    classify(a, task, comm);
    tell_name(a->tid, NAME_CHANGED, comm);
    return 0;
}

// A part that has become less since the last report stays as it was told, and the one that grew most gives what that takes: the sum is right.
static __always_inline void keep_told(u64 *time, u64 *told) {
    u64 excess = 0;
    u64 most = 0;
    u64 grew_most = ON_CPU;
    REPEAT(i, PARTS) {
        u64 less = LARGER(told[i & 3] - time[i & 3], 0);
        excess += less;
        time[i & 3] += less;
        u64 grew = time[i & 3] - told[i & 3];
        grew_most += (i - grew_most) * ABOVE(grew, most);
        most = LARGER(grew, most);
    }
    time[grew_most & 3] -= SMALLER(excess, most);
}

// 0: its account changed whenever it was looked at; the next report will have this window as well.
static __always_inline int report(struct cpu_record *r, struct account *a, void *task, int runs_here) {
    struct snapshot now_is = {};
    u64 now;
    if (!take(a, task, runs_here, &now_is, &now))
        return 0;
    // A switch that found nothing told yet may be booked as of some microseconds before.
    keep_told(now_is.time, a->last.time);
    head(&r->h, THREAD_CPU, sizeof(*r), a->tid, a->reported, now);
    bill(&r->bill, &now_is, &a->last);
    r->kind = a->kind;
    bpf_probe_read_kernel(r->comm, COMM, task + T_COMM);
    a->last = now_is;
    a->reported = now;
    return 1;
}

// A thread that ends reports its last window itself.
static __always_inline void report_last(struct account *a, void *task) {
    struct cpu_record *r = ring.ringbuf_reserve(sizeof(struct cpu_record));
    if (!r)
        return count(COUNT_LOST, THREAD_CPU);
    if (!report(r, a, task, 1)) {
        ring.ringbuf_discard(r, 0);
        return;
    }
    r->ended = 1;
    count(COUNT_RECORDS, THREAD_CPU);
    ring.ringbuf_submit(r, handing_over(sizeof(*r)));
}

int tp__sched_process_exit(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    struct config *c = settings();
    struct account *a = c && OURS(task) ? account_of(task) : 0;
    if (!a)
        return 0;
    if (c->threshold[THREAD_CPU] != NOT_WANTED)
        report_last(a, task);
    u32 tid = a->tid;
    kinds.delete(&tid);
    char comm[COMM] = {};
    tell_name(tid, NAME_ENDED, comm);
    return 0;
}

// When a thread was woken that has not got its CPU yet: its account is not told (see `woken`). What is reported of it now must be what
// is booked when it next leaves the CPU, or the next report would have less than nothing of a part.
static __always_inline void note_queued(struct account *a, void *task) {
    u8 state = a->state;
    u64 since = a->since;
    u64 queued = QUEUED(task);
    struct clock *k = this_clock();
    if (!k || !queued || LOAD_U32(task, T_STATE) != 0 || a->woken > since)
        return;
    u64 now = bpf_ktime_get_ns();
    u64 at = now - k->since < CLOCK_AGE ? WITHIN(queued + k->offset, since, now) : now;
    u64 woken = when_woken(a, task, state, since, at, now);
    if (QUEUED(task) == queued) // else it has got its CPU meanwhile, and `run_delay` has this wait already
        a->woken = woken;
}

// Walks over the tasks for the process that reads it: first, with the scheduler's programs attached, it makes the accounts; then it
// reports them.
int iter__task(void *ctx) {
    void *meta = (void *)LOAD_U64(ctx, 0);
    void *task = (void *)LOAD_U64(ctx, 8);
    if (!task)
        return 0;
    struct config *c = settings();
    if (!c || !OURS(task))
        return 0;
    struct account *a = account_of(task);
    if (!a) {
        if (LOAD_U32(task, T_STATE) & TASK_DEAD)
            return 0;
        a = open_account(task, bpf_ktime_get_ns(), c->walk == WALK_ADOPT);
        if (!a)
            return 0;
        tell_name_of(a, task, NAME_FOUND);
    }
    if (a->kind == KIND_JAVA) {
        char comm[COMM] = {};
        bpf_probe_read_kernel_str(comm, sizeof(comm), task + T_COMM);
        classify(a, task, comm);
    }
    if (c->walk != WALK_REPORT)
        return 0;
    struct cpu_record r = {};
    note_queued(a, task);
    if (report(&r, a, task, 0))
        bpf_seq_write((void *)LOAD_U64(meta, 0), &r, sizeof(r));
    return 0;
}
