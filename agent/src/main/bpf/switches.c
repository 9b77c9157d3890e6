// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The scheduler: each switch and wakeup changes an account, and long waits become records of their own.

static __always_inline void major_fault(struct account *a, void *task) {
    if (a->fault && LOAD_U64(task, T_MAJ_FLT) != a->fault_majors) {
        struct config *c = settings();
        u64 end = a->ran > a->fault ? a->ran : a->fault; // a fast disk, or a host with much to do: the page came before a wait
        if (c && a->kind != KIND_OWN && end - a->fault >= c->threshold[MAJOR_FAULT] && !throttled(c, MAJOR_FAULT, end)) {
            struct fault_record *r = ring.ringbuf_reserve(sizeof(struct fault_record));
            if (r) {
                head(&r->h, MAJOR_FAULT, sizeof(*r), a->tid, a->fault, end);
                r->address = a->fault_address;
                r->phase = a->fault_phase;
                count(COUNT_RECORDS, MAJOR_FAULT);
                ring.ringbuf_submit(r, handing_over(sizeof(*r)));
            } else {
                count(COUNT_LOST, MAJOR_FAULT);
            }
        }
    }
    a->fault = 0;
}

static __always_inline void wait_record(struct account *a, void *task, u16 type, u64 start, u64 end, u64 queued,
                                        u32 other_tid, const char *other, struct config *c) {
    if (throttled(c, type, end))
        return;
    struct wait_record *r = ring.ringbuf_reserve(sizeof(struct wait_record));
    if (!r) {
        count(COUNT_LOST, type);
        return;
    }
    head(&r->h, type, sizeof(*r), a->tid, start, end);
    r->run_queue = queued;
    r->phase = phase_of(task);
    r->io_wait = a->io_sleep;
    r->other_tid = other_tid;
    bpf_probe_read_kernel(r->other, COMM, other);
    count(COUNT_RECORDS, type);
    ring.ringbuf_submit(r, handing_over(sizeof(*r)));
}

// Makes up for a wakeup that was not traced: the scheduler's stamp of the queueing, on its own clock, is there until the
// thread has its CPU.
static __always_inline void queued_unseen(struct account *a, void *task, u64 now) {
#ifdef T_LAST_QUEUED
    if (a->state == RUN_QUEUE || a->state == ON_CPU || a->clock == 0)
        return;
    u64 queued = LOAD_U64(task, T_LAST_QUEUED);
    u64 at = queued + a->clock;
    if (queued == 0 || at <= a->since || at >= now)
        return;
    count(COUNT_UNSEEN, 0);
    change(a, a->state == UNKNOWN ? BLOCKED : a->state, RUN_QUEUE, at);
#endif
}

// A thread got a CPU. One whose state is not known was in the run queue: it did not sleep when it got here.
static __always_inline void enter(struct account *a, void *task, void *instead, u64 now, struct config *c) {
    u8 state = a->state;
    u64 since = a->since;
    u64 was_queued = SAME(state, RUN_QUEUE);
    u64 queued = (now - since) * was_queued;
    observe(c, HISTOGRAM_RUN_QUEUE, a->kind, queued, was_queued);
    observe(c, HISTOGRAM_OFF_CPU, a->kind, now - a->left, IS_SET(a->left));
    change(a, state - (UNKNOWN - RUN_QUEUE) * SAME(state, UNKNOWN), ON_CPU, now);
    a->ran = now;
    if (a->kind == KIND_OWN)
        return;
    if (queued && queued >= c->threshold[RUN_QUEUE_WAIT]) {
        struct account *other = instead ? account_of(instead) : 0;
        wait_record(a, task, RUN_QUEUE_WAIT, since, now, queued, other ? other->tid : 0, instead + T_COMM, c);
    }
    if (a->slept && now - a->slept >= c->threshold[OFF_CPU])
        wait_record(a, task, OFF_CPU, a->slept, now, queued, a->waker_tid, a->waker, c);
}

// For who only wants to know whether it is worth while to look at an account. Seldom written, since all CPUs read what is beside it.
static __always_inline void share_clock(u64 clock, u64 now) {
    struct process *p = this_process();
    if (p && now - p->clock_at >= 1000000) {
        p->clock = clock;
        p->clock_at = now;
    }
}

// Makes up for a switch that was not traced.
static __always_inline void late(struct account *a, void *task, u64 now, struct config *c) {
    u64 arrived = ARRIVED(task);
    u64 at = unseen(a->state, a->since, arrived, a->arrival, a->clock, now);
    if (at) {
        count(COUNT_UNSEEN, 0);
        if (a->state == UNKNOWN)
            a->state = BLOCKED;
        enter(a, task, 0, at, c);
    } else if (a->state == ON_CPU) {
        a->clock = a->ran - arrived;
        share_clock(a->clock, now);
    }
    a->arrival = arrived;
}

static __always_inline void leave(struct account *a, void *task, u64 sleeps, u64 now, struct config *c) {
    late(a, task, now, c);
    observe(c, HISTOGRAM_ON_CPU, a->kind, now - a->ran, SAME(a->state, ON_CPU));
    if (c->threshold[MAJOR_FAULT] == NOT_WANTED)
        a->fault = 0;       // its program may have been detached in the middle of it
    if (a->fault && LOAD_U64(task, T_MAJ_FLT) != a->fault_majors)
        major_fault(a, task);
    u8 next = RUN_QUEUE;
    a->left = now;
    a->slept = 0;
    if (sleeps) {
        a->io_sleep = is_io_wait(task);
        next = a->io_sleep ? IO_WAIT : BLOCKED;
        a->slept = now;
        a->waker_tid = 0;
        a->waker[0] = 0;
    }
    change(a, ON_CPU, next, now);
}

static __always_inline int switched(void *ctx) {
    void *prev = (void *)ARG(ctx, SWITCH_PREV);
    void *next = (void *)ARG(ctx, SWITCH_NEXT);
    u64 ours = SAME(LOAD_U32(prev, T_TGID), TGID);
    u64 ours_next = SAME(LOAD_U32(next, T_TGID), TGID);
    if (!(ours | ours_next))
        return 0;
    struct config *c = settings();
    if (!c)
        return 0;
    u64 now = bpf_ktime_get_ns();
    struct account *a = ours ? account_of(prev) : 0;
    if (a) {
#ifdef SWITCH_STATE
        u32 state = (u32)ARG(ctx, SWITCH_STATE);
#else
        u32 state = LOAD_U32(prev, T_STATE);
#endif
        leave(a, prev, IS_SET(state) * SAME(ARG(ctx, SWITCH_PREEMPT) & 0xff, 0), now, c);
    }
    a = ours_next ? account_of(next) : 0;
    if (a) {
        queued_unseen(a, next, now);
        enter(a, next, prev, now, c);
    }
    return 0;
}

int tp__sched_switch(void *ctx) {
    u64 begun = begin_run();
    switched(ctx);
    end_run(RUN_SCHED_SWITCH, begun);
    return 0;
}

static __always_inline void woken(void *task) {
    struct account *a = account_of(task);
    if (!a)
        return;
    u8 state = a->state;
    if (state == ON_CPU || state == RUN_QUEUE)
        return; // already on its way: nothing changes
    u64 now = bpf_ktime_get_ns();
    if (state == UNKNOWN)
        state = is_io_wait(task) ? IO_WAIT : BLOCKED;
    change(a, state, RUN_QUEUE, now);
}

int tp__sched_wakeup(void *ctx) {
    u64 begun = begin_run();
    void *task = (void *)ARG(ctx, 0);
    if (OURS(task))
        woken(task);
    end_run(RUN_SCHED_WAKEUP, begun);
    return 0;
}

// Who wakes: here, since sched_wakeup often comes from the CPU that the thread is to run on, in the name of its idle task.
static __always_inline int waking(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    if (!OURS(task))
        return 0;
    struct config *c = settings();
    struct process *p = this_process();
    if (!c || !p)
        return 0;
    u64 now = bpf_ktime_get_ns();
    u64 least = c->threshold[OFF_CPU] / 2;
#ifdef T_LAST_ARRIVAL
    // It has not slept for longer than it is since it got its last CPU. Its account is in no cache; this the scheduler reads itself.
    if (p->clock && now - (ARRIVED(task) + p->clock) < least)
        return 0;
#endif
    struct account *a = account_of(task);
    if (!a || !a->slept || now - a->slept < least)
        return 0;
    struct account *waker = account_of((void *)bpf_get_current_task_btf());
    a->waker_tid = waker ? waker->tid : 0;
    bpf_get_current_comm(a->waker, COMM);
    return 0;
}

int tp__sched_waking(void *ctx) {
    u64 begun = begin_run();
    waking(ctx);
    end_run(RUN_SCHED_WAKING, begun);
    return 0;
}
