// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The scheduler: each switch changes an account, and long waits become records of their own.

// `ran`: when the task got its CPU.
static __always_inline void major_fault(struct account *a, void *task, u64 ran) {
    if (a->fault && LOAD_U64(task, T_MAJ_FLT) != a->fault_majors) {
        struct config *c = settings();
        u64 end = ran > a->fault ? ran : a->fault; // a fast disk, or a host with much to do: the page came before a wait
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
    r->io_wait = a->sleep == SLEEP_IO;
    r->other_tid = other_tid;
    bpf_probe_read_kernel(r->other, COMM, other);
    count(COUNT_RECORDS, type);
    ring.ringbuf_submit(r, handing_over(sizeof(*r)));
}

// The scheduler's clock, as it read it for what it does just now with the task, which is in a queue of this CPU or about to be in one.
#ifdef RUNQUEUE_CLOCK
#define SCHEDULER_CLOCK(task) \
    ({ void *_cfs = (void *)LOAD_U64(task, T_CFS_RQ); void *_rq = (void *)LOAD_U64(_cfs, CFS_RQ_RQ); LOAD_U64(_rq, RUNQUEUE_CLOCK); })
#else
#define SCHEDULER_CLOCK(task) 0
#endif
#define CLOCK_PERIOD 1000000    // ns between two looks at both clocks
#define CLOCK_WINDOW 16000000   // and for how long the least of the differences counts
#define CLOCK_AGE 1000000000    // after which any difference is better than the last: the clocks drift apart

// Both clocks have been read: at each switch in the first period of a window, so that one look that came late does no harm.
static __always_inline void compare(struct clock *k, u64 scheduler, u64 now) {
    u64 offset = now - scheduler;
    u64 age = now - k->since;
    if (age >= CLOCK_WINDOW) {
        k->offset = age < 2 * CLOCK_WINDOW ? k->least : offset;
        k->least = offset;
        k->since = now;
        age = 0;
    }
    k->least = SMALLER(k->least, offset);
    k->offset = SMALLER(k->offset, offset);
    k->read = age >= CLOCK_PERIOD ? scheduler : 0;
}

// When a switch is. The scheduler has just read its clock, and that is at hand; another clock is not, and costs as much as all the rest.
// Not where it has left its clock as it was when it woke `next`, some microseconds ago (rq_clock_skip_update in kernel/sched/core.c).
// If more has come between that wakeup and the switch, another wakeup or a tick, the clock is of that moment, and the switch booked so.
static __always_inline u64 time_of_switch(struct clock *k, void *prev, void *next) {
    u64 scheduler = SCHEDULER_CLOCK(prev);
    int is_fresh = scheduler && scheduler != QUEUED(next);
    if (is_fresh && k->read && scheduler - k->read < CLOCK_PERIOD)
        return scheduler + k->offset;
    u64 now = bpf_ktime_get_ns();
    if (is_fresh || (scheduler && now - k->since >= CLOCK_AGE))
        compare(k, scheduler, now);
    return now;
}

// A thread that slept has got a CPU. It was woken when the scheduler queued it; before that, if it has been moved to this CPU's queue.
static __always_inline void queued(struct account *a, void *task, struct clock *k, u64 now) {
    u8 state = a->state;
    if (state == RUN_QUEUE || state == ON_CPU)
        return;
    u64 since = a->since;
    u64 at = a->queued;
    u64 scheduler = QUEUED(task);
    if (at <= since && (!scheduler || !k->since))
        return;
    if (at <= since)
        at = woken_at(since, a->run_delay, RUN_DELAY(task), LARGER(scheduler + k->offset, since));
    if (state == UNKNOWN && at == since)
        return;             // it was in the queue before its account was made
    change(a, state == UNKNOWN ? state_if_asleep(task) : state, RUN_QUEUE, SMALLER(at, now - 1));
}

// A thread got a CPU. One whose state is not known was in the run queue: it did not sleep when it got here.
static __always_inline void enter(struct account *a, void *task, void *instead, u32 instead_tid, u64 now, struct config *c,
                                  struct thread_histograms *h) {
    u8 state = a->state;
    u64 since = a->since;
    u64 was_queued = SAME(state, RUN_QUEUE);
    u64 queued = (now - since) * was_queued;
    observe(h, c, HISTOGRAM_RUN_QUEUE, a->kind, queued, was_queued);
    observe(h, c, HISTOGRAM_OFF_CPU, a->kind, now - a->left, IS_SET(a->left));
    change(a, state - (UNKNOWN - RUN_QUEUE) * SAME(state, UNKNOWN), ON_CPU, now);
    if (a->kind == KIND_OWN)
        return;
    if (was_queued && queued >= c->threshold[RUN_QUEUE_WAIT])
        wait_record(a, task, RUN_QUEUE_WAIT, since, now, queued, instead_tid, instead + T_COMM, c);
    if (a->sleep && now - a->left >= c->threshold[OFF_CPU])
        wait_record(a, task, OFF_CPU, a->left, now, queued, a->waker_tid, a->waker, c);
}

// Makes up for a switch that was not traced.
static __always_inline void late(struct account *a, void *task, u64 now, struct config *c,
                                  struct thread_histograms *h) {
    u64 arrived = ARRIVED(task);
    u64 at = unseen(a->state, a->since, arrived, a->arrival, a->clock, now);
    if (at) {
        count(COUNT_UNSEEN, 0);
        u64 woken = woken_at(a->since, a->run_delay, RUN_DELAY(task), at);
        if (a->state != RUN_QUEUE && woken < at)
            change(a, a->state == UNKNOWN ? BLOCKED : a->state, RUN_QUEUE, woken);
        else if (a->state == UNKNOWN)
            a->state = BLOCKED;
        enter(a, task, 0, 0, at, c, h);
    }
    a->arrival = arrived;
    a->run_delay = RUN_DELAY(task);
}

static __always_inline void leave(struct account *a, void *task, u64 sleeps, u64 now, struct config *c,
                                  struct thread_histograms *h) {
    late(a, task, now, c, h);
    observe(h, c, HISTOGRAM_ON_CPU, a->kind, now - a->since, SAME(a->state, ON_CPU));
    if (c->threshold[MAJOR_FAULT] == NOT_WANTED)
        a->fault = 0;       // its program may have been detached in the middle of it
    if (a->fault && LOAD_U64(task, T_MAJ_FLT) != a->fault_majors)
        major_fault(a, task, a->since);
    u8 next = RUN_QUEUE;
    a->left = now;
    a->sleep = SLEEP_NONE;
    if (sleeps) {
        next = state_if_asleep(task);
        a->sleep = next == IO_WAIT ? SLEEP_IO : SLEEP_OTHER;
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
    struct clock *k = this_clock();
    if (!c || !k)
        return 0;
    struct thread_histograms *h = histograms_of_threads(c);
    u64 now = time_of_switch(k, prev, next);
    struct account *a = ours ? account_of(prev) : 0;
    u32 prev_tid = 0;
    if (a) {
        prev_tid = a->tid;
#ifdef SWITCH_STATE
        u32 state = (u32)ARG(ctx, SWITCH_STATE);
#else
        u32 state = LOAD_U32(prev, T_STATE);
#endif
#ifndef RUNQUEUE_CLOCK
        if (a->state == ON_CPU)
            compare(k, ARRIVED(prev), a->since);
#endif
        leave(a, prev, IS_SET(state) * SAME(ARG(ctx, SWITCH_PREEMPT) & 0xff, 0), LARGER(now, a->since), c, h);
        if (state & TASK_DEAD)
            release(a);
    }
    a = ours_next ? account_of(next) : 0;
    if (a) {
        if (now <= a->since) {  // it was woken after the scheduler last read its clock
            u64 later = bpf_ktime_get_ns();
            now = LARGER(later, a->since + 1);
        }
        queued(a, next, k, now);
        if (k->since)
            a->clock = k->offset;
        enter(a, next, prev, prev_tid, now, c, h);
    }
    return 0;
}

int tp__sched_switch(void *ctx) {
    u64 begun = begin_run();
    switched(ctx);
    end_run(RUN_SCHED_SWITCH, begun);
    return 0;
}

// Most often the scheduler has just written down on its own clock what there is to know, and the thread's next switch will find that: its
// account is in no cache. Not if it says that the thread has been queued for longer, as it may of one that slept (since Linux 6.12, see
// sched_delayed in kernel/sched/fair.c). GC workers' accounts are looked at by others in between.
static __always_inline void woken(void *task) {
#ifdef RUNQUEUE_CLOCK
    if (QUEUED(task) == SCHEDULER_CLOCK(task) && !is_gc(LOAD_U64(task, T_COMM)))
        return;
#endif
    struct account *a = account_of(task);
    if (!a)
        return;
    u8 state = a->state;
    if (state == ON_CPU || state == RUN_QUEUE)
        return; // already on its way: nothing changes
    u64 now = bpf_ktime_get_ns();
    change(a, state == UNKNOWN ? state_if_asleep(task) : state, RUN_QUEUE, now);
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
    struct clock *k = this_clock();
    if (!c || !k)
        return 0;
    u64 now = bpf_ktime_get_ns();
    u64 least = c->threshold[OFF_CPU] / 2;
#ifdef T_LAST_ARRIVAL
    // It has not slept for longer than it is since it got its last CPU. Its account is in no cache; this the scheduler reads itself.
    if (k->since && now - (ARRIVED(task) + k->offset) < least)
        return 0;
#endif
    struct account *a = account_of(task);
    if (!a || !a->sleep || now - a->left < least)
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
