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
    a->state = RUN_QUEUE;
    return 0;
}

int tp__task_newtask(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    if (OURS(task))
        open_account(task, bpf_ktime_get_ns());
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
        take_own(a, task, &until_now, &now); // notes when it got its CPU, for who looks at a GC worker from now on
    }
    char comm[COMM] = {};
    bpf_probe_read_kernel_str(comm, sizeof(comm), (void *)ARG(ctx, 1));
    classify(a, LOAD_U32(task, T_PID), comm);
    return 0;
}

static __always_inline void report(struct cpu_record *r, struct account *a, void *task, u64 queued, u8 state_if_unknown) {
    struct snapshot now_is = {};
    u64 now;
    take(a, task, 0, queued, state_if_unknown, &now_is, &now);
    head(&r->h, THREAD_CPU, sizeof(*r), a->tid, a->reported, now);
    bill(&r->bill, &now_is, &a->last);
    r->kind = a->kind;
    bpf_probe_read_kernel(r->comm, COMM, task + T_COMM);
    a->last = now_is;
    a->reported = now;
}

// A thread that ends reports its last window itself.
int tp__sched_process_exit(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    struct config *c = settings();
    if (!c || !OURS(task) || c->threshold[THREAD_CPU] == NOT_WANTED)
        return 0;
    struct account *a = account_of(task);
    if (!a)
        return 0;
    struct cpu_record *r = ring.ringbuf_reserve(sizeof(struct cpu_record));
    if (!r) {
        count(COUNT_LOST, THREAD_CPU);
        return 0;
    }
    report(r, a, task, 0, ON_CPU);
    r->ended = 1;
    count(COUNT_RECORDS, THREAD_CPU);
    ring.ringbuf_submit(r, handing_over(sizeof(*r)));
    return 0;
}

// What a task is doing that has not been seen to change since its account was made.
static __always_inline u8 look(void *task) {
    if (LOAD_U32(task, T_ON_CPU))
        return ON_CPU;
    if (LOAD_U32(task, T_STATE) == 0)
        return RUN_QUEUE;
    return state_if_asleep(task);
}

// When a thread was woken that has not got its CPU yet: its account is not told (see `woken`). What is reported of it now must be what
// its next switch books, or the next report would have less than nothing of a part.
static __always_inline u64 queued_by_now(struct account *a, void *task) {
    u64 since = a->since;
    u64 queued = QUEUED(task);
    struct clock *k = this_clock();
    if (k && queued && LOAD_U32(task, T_STATE) == 0 && a->woken <= since) {
        u64 now = bpf_ktime_get_ns();
        u64 at = now - k->since < CLOCK_AGE ? WITHIN(queued + k->offset, since, now) : now;
        a->woken = when_woken(a, task, at, now);
    }
    return a->woken;
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
        a = open_account(task, bpf_ktime_get_ns());
        if (!a)
            return 0;
    }
    if (a->kind == KIND_JAVA) {
        char comm[COMM] = {};
        bpf_probe_read_kernel_str(comm, sizeof(comm), task + T_COMM);
        classify(a, LOAD_U32(task, T_PID), comm);
    }
    if (c->walk != WALK_REPORT)
        return 0;
    struct cpu_record r = {};
    report(&r, a, task, queued_by_now(a, task), look(task));
    bpf_seq_write((void *)LOAD_U64(meta, 0), &r, sizeof(r));
    return 0;
}
