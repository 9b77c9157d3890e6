// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The scheduler: a thread that leaves the CPU has its account changed, and long waits become records of their own.

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
                                        u32 is_known, u32 other_tid, const char *other, u64 other_time, struct config *c) {
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
    r->io_wait = (a->sleep & ~SLEEP_WOKEN) == SLEEP_IO;
    r->other_tid = 0;
    r->other[0] = 0;
    r->other_time = other_time;
    if (is_known) {
        r->other_tid = other_tid;
        bpf_probe_read_kernel(r->other, COMM, other);
    }
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
        if (!k->since)
            k->last_offset = offset; // who runs here got this CPU before both were read
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

// Whoever leaves the CPU has had it until now.
static __always_inline void note_stint(struct stints *s, void *prev, u64 ours, u32 tid, u64 now) {
    struct stint *t = &s->of[MASKED(s->count, STINTS)];
    s->count++;
    t->end = now;
    t->tid = tid;
    t->name[0] = 0;
    if (ours) {
        t->who = LOAD_U32(prev, T_PID) | STINT_OURS;
        return;
    }
    t->who = LOAD_U32(prev, T_TGID);
    if (!t->who)
        return;             // the CPU was idle
#ifdef T_GROUP_LEADER
    prev = (void *)LOAD_U64(prev, T_GROUP_LEADER);
#endif
    bpf_probe_read_kernel(t->name, COMM, prev + T_COMM);
}

// How much of a time has been in the i-th last stint.
static __always_inline u64 part_of_stint(struct stints *s, u64 i, u64 from, u64 to) {
    u64 end = s->of[MASKED(s->count - 1 - i, STINTS)].end;
    u64 begin = s->of[MASKED(s->count - 2 - i, STINTS)].end;
    return WITHIN(end, from, to) - WITHIN(begin, from, to);
}

// The stint of who had this CPU for most of a time, and how much of it that was. Two walks without branches, since the verifier follows every
// way: the first finds who had more than all others together, if anybody (Boyer and Moore's vote), the second adds up what that had. Of a
// long time the last stints count.
static __always_inline struct stint *most_of(struct stints *s, u64 from, u64 to, u64 *time) {
    u64 who = ~0ULL;
    u64 lead = 0;
    u64 found = 0;
    REPEAT(i, STINTS - 1) {
        u64 length = part_of_stint(s, i, from, to);
        u64 its = s->of[MASKED(s->count - 1 - i, STINTS)].who;
        u64 same = SAME(its, who);
        u64 loses = (1 - same) * ABOVE(length, lead);
        who += (its - who) * loses;
        found += (i - found) * loses;
        lead = same * (lead + length) + (1 - same) * (loses * (length - lead) + (1 - loses) * (lead - length));
    }
    u64 sum = 0;
    REPEAT(i, STINTS - 1) {
        u64 its = s->of[MASKED(s->count - 1 - i, STINTS)].who;
        sum += part_of_stint(s, i, from, to) * SAME(its, who);
    }
    *time = sum;
    return &s->of[MASKED(s->count - 1 - found, STINTS)];
}

static __always_inline void run_queue_wait(struct account *a, void *task, u64 woken, u64 got, struct stints *s, struct config *c) {
    u64 time = 0;
    struct stint *t = s ? most_of(s, woken, got, &time) : 0;
    if (t)
        wait_record(a, task, RUN_QUEUE_WAIT, woken, got, got - woken, 1, t->tid, t->name, time, c);
    else
        wait_record(a, task, RUN_QUEUE_WAIT, woken, got, got - woken, 0, 0, 0, 0, c);
}

#define STRETCH(of, what, length, is_there) \
    ((of)->nanos[(what) - HISTOGRAM_ON_CPU] = (length), (of)->times[(what) - HISTOGRAM_ON_CPU] = (is_there))

// A thread that is not ON_CPU in its account has got a CPU at `got`, and by the scheduler's clock at `stamp`.
static __always_inline void arrive(struct account *a, void *task, u64 stamp, u64 got, struct stints *s, struct config *c,
                                   struct stretches *of) {
    u64 since = a->since;
    u8 state = a->state;
    u64 woken = when_woken(a, task, state, since, stamp, got - 1); // a wait of nothing is none in a recording
    u64 left = a->left;
    u64 is_whole = IS_SET(state - UNKNOWN) | ABOVE(woken, since + 1); // not if it was in the queue before its account was made
    STRETCH(of, HISTOGRAM_RUN_QUEUE, got - woken, is_whole);
    STRETCH(of, HISTOGRAM_OFF_CPU, got - left, IS_SET(left));
    change(a, slept(a, state), RUN_QUEUE, woken);
    change(a, RUN_QUEUE, ON_CPU, got);
    if (a->kind == KIND_OWN)
        return;
    if (is_whole && got - woken >= c->threshold[RUN_QUEUE_WAIT])
        run_queue_wait(a, task, woken, got, s, c);
    if (a->sleep && left && got - left >= c->threshold[OFF_CPU])
        wait_record(a, task, OFF_CPU, left, got, got - woken, a->sleep & SLEEP_WOKEN, a->waker_tid, a->waker, 0, c);
}

// A thread gets a CPU. Most often there is nothing to do before it leaves that: only if its wait is to be told at once, or if others look
// at its account. It has not waited for longer than it is since it got its last CPU.
static __always_inline void enter(void *task, struct stints *s, struct clock *k, u64 now, struct config *c,
                                  struct thread_histograms *h) {
#ifdef RUNQUEUE_CLOCK
    u64 off = now - (ARRIVED(task) + k->offset);
    if (off < c->threshold[RUN_QUEUE_WAIT] && off < c->threshold[OFF_CPU] && !is_watched(LOAD_U32(task, T_PID)))
        return;
#endif
    struct account *a = account_of(task);
    if (!a || a->state == ON_CPU)
        return;
    u64 told = TOLD(a, a->since);
    if (now <= told) {      // the scheduler last read its clock before
        u64 later = bpf_ktime_get_ns();
        now = LARGER(later, told + 1);
    }
    u64 queued = QUEUED(task);
    struct stretches of = {};
    arrive(a, task, queued ? queued + k->offset : now, now, s, c, &of);
    observe(h, c, a->kind, &of);
}

static __always_inline void leave(struct account *a, void *task, u64 sleeps, struct clock *k, u64 now, struct config *c,
                                  struct thread_histograms *h) {
    struct stretches of = {};
    if (has_arrived(a, task, a->state, a->since, 1))
        arrive(a, task, scheduled(task, k, 1), when_arrived(a, task, a->since, k, 1, now), 0, c, &of);
    STRETCH(&of, HISTOGRAM_ON_CPU, now - a->since, SAME(a->state, ON_CPU));
    observe(h, c, a->kind, &of);
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
    }
    a->arrival = ARRIVED(task);
    a->run_delay = RUN_DELAY(task);
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
    int zero = 0;
    struct stints *s = c->threshold[RUN_QUEUE_WAIT] != NOT_WANTED ? cpu_stints.lookup(&zero) : 0;
    u32 prev_tid = 0;
    if (ours && !a && c->walk == WALK_REPORT)
        count(COUNT_NO_ACCOUNT, 0);
    if (a) {
        prev_tid = a->tid;
#ifdef SWITCH_STATE
        u32 state = (u32)ARG(ctx, SWITCH_STATE);
#else
        u32 state = LOAD_U32(prev, T_STATE);
#endif
        leave(a, prev, IS_SET(state) * SAME(ARG(ctx, SWITCH_PREEMPT) & 0xff, 0), k, LARGER(now, TOLD(a, a->since) + 2), c, h); // 2: a wait and a run
        if (state & TASK_DEAD)
            release(a);
    }
    if (s)
        note_stint(s, prev, ours, prev_tid, now);
    if (ours_next) {
        k->got = now;
        enter(next, s, k, now, c, h);
    }
    k->last_offset = k->offset;
    return 0;
}

int tp__sched_switch(void *ctx) {
    u64 begun = begin_run();
    switched(ctx);
    end_run(RUN_SCHED_SWITCH, begun);
    return 0;
}

// Most often the scheduler has just written down on its own clock what there is to know, and that will be found when the thread next leaves the
// CPU: its account is in no cache. Not if it says that the thread has been queued for longer, as it may of one that slept (since Linux 6.12, see
// sched_delayed in kernel/sched/fair.c). GC workers' accounts are looked at by others in between.
static __always_inline void woken(void *task) {
#ifdef RUNQUEUE_CLOCK
    if (QUEUED(task) == SCHEDULER_CLOCK(task) && !is_watched(LOAD_U32(task, T_PID)))
        return;
#endif
    struct account *a = RUNS_ON_A_CPU(task) ? 0 : account_of(task); // it may run still, and be woken from a sleep it has not begun
    if (!a)
        return;
    u8 state = a->state;
    if (state == RUN_QUEUE)
        return;
    u64 now = bpf_ktime_get_ns();
    change(a, slept(a, state), RUN_QUEUE, now);
}

int tp__sched_wakeup(void *ctx) {
    u64 begun = begin_run();
    void *task = (void *)ARG(ctx, 0);
    if (OURS(task))
        woken(task);
    end_run(RUN_SCHED_WAKEUP, begun);
    return 0;
}

// Whether what runs has been interrupted, and wakes nobody: the idle task, or a program that was in no system call. Where an interrupt came
// into a system call cannot be told.
static __always_inline int is_interrupted(void *current) {
    if (LOAD_U32(current, T_PID) == 0)
        return 1;
#ifdef REGS_SYSCALL
    return LOAD_U32((void *)bpf_task_pt_regs(current), REGS_SYSCALL) == ~0U;
#else
    return 0;
#endif
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
#ifdef RUNQUEUE_CLOCK
    // It has not slept for longer than it is since it got its last CPU. Its account is in no cache; this the scheduler reads itself.
    if (k->since && now - (ARRIVED(task) + k->offset) < least)
        return 0;
#endif
    struct account *a = account_of(task);
    if (!a || !a->sleep || now - a->left < least)
        return 0;
    void *current = (void *)bpf_get_current_task_btf();
    if (is_interrupted(current))
        return 0;
    struct account *waker = account_of(current);
    a->waker_tid = waker ? waker->tid : 0;
    bpf_get_current_comm(a->waker, COMM);
    a->sleep |= SLEEP_WOKEN;
    return 0;
}

int tp__sched_waking(void *ctx) {
    u64 begun = begin_run();
    waking(ctx);
    end_run(RUN_SCHED_WAKING, begun);
    return 0;
}
