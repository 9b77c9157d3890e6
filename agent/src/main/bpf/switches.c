// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The scheduler's tracepoints. They change the accounts as the table in account.h says, add to the
// histograms of threads, and submit long waits.

#include "account_life.h"
#include "clock.h"
#include "keyed.h"
#include "spans.h"
#include "stints.h"
#include "timing.h"
#include "waits.h"

// Books that a thread whose account is not ON_CPU has got a CPU at `got`. `stamp` is the
// scheduler's idea of that, or of when the thread came into the queue. `s`: the stints of this CPU,
// if it has got it just now; 0: it got it before, and they do not say who ran in the wait.
static __always_inline void book_arrival(struct account *a, void *task, u64 stamp, u64 got,
                                         struct stints *s, struct config *c, struct intervals *of) {
    u64 since = a->state_since;
    u8 state = a->state;
    // A wait has 1 ns at least: one of nothing is none in a recording.
    u64 woken = wakeup_time(a, task, state, since, stamp, got - 1);
    u64 out = a->switched_out_at;
    // A wait is not whole if the thread was in the queue before its account was made.
    u64 is_whole = bf_nonzero(state - UNKNOWN) | bf_gt(woken, since + 1);
    set_interval(of, HISTOGRAM_RUN_QUEUE, got - woken, is_whole);
    set_interval(of, HISTOGRAM_OFF_CPU, got - out, bf_nonzero(out));
    account_book(a, account_sleep(a, state), RUN_QUEUE, woken);
    account_book(a, RUN_QUEUE, ON_CPU, got);
    if (a->kind == KIND_OWN)
        return;
    if (is_whole && got - woken >= c->threshold[RUN_QUEUE_WAIT]) {
        if (s) {
            s->wait_start = woken;
            s->wait_end = got;
        } else {
            submit_wait(a, task, RUN_QUEUE_WAIT, woken, got, got - woken, 0, 0, 0, 0, c);
        }
    }
    if (a->sleep && out && got - out >= c->threshold[OFF_CPU])
        submit_wait(a, task, OFF_CPU, out, got, got - woken, a->sleep & SLEEP_WOKEN, a->waker_tid,
                    a->waker_comm, 0, c);
}

// A thread gets a CPU. Most often this does nothing: the thread books it when it leaves the CPU.
// Three threads cannot wait for that: one whose wait is to be a record at once, a GC worker, whose
// account others look at, and one with spans, which looks at its account itself. With
// histograms by a key no thread can: now it is still in the phase in which its wait began. A thread
// has not waited for longer than the time since it got its last CPU.
static __always_inline void on_switch_in(void *task, struct stints *s, struct clock *k, u64 now,
                                         struct config *c, struct thread_histograms *h,
                                         struct ended_by_switch *e) {
    u64 off = has_sched_stamps() ? now - (task_last_arrival(task) + k->offset) : ~0ULL;
    u32 id = LOAD_U32(task, T_PID);
    if (off < c->threshold[RUN_QUEUE_WAIT] && off < c->threshold[OFF_CPU] && !may_be_gc_worker(id)
        && !may_have_spans(id) && !e)
        return;
    struct account *a = account_of(task);
    if (!a)
        return;
    if (a->state == ON_CPU)
        return span_slot_lost_switch(a, task);
    if (span_read_since_switch(a))
        span_slot_lost_switch(a, task);
    u64 settled = settled_until(a, a->state_since);
    if (now <= settled) { // the scheduler last read its clock before that
        u64 later = bpf_ktime_get_ns();
        now = bf_max(later, settled + 1);
    }
    u64 queued = task_last_queued(task);
    struct intervals of = {};
    book_arrival(a, task, queued ? queued + k->offset : now, now, s, c, &of);
    thread_histograms_add(h, c, a->kind, &of);
    if (e) {
        note_ended(&e->of_next, a, task, &of, span_key(&a->last_span));
        e->of_next.is_late = 0;
        e->of_next.leaves_at = 0;
    }
    if (a->watched == HAS_SPANS)
        span_slot_update(a, task);
}

// A thread leaves the CPU, into a sleep or preempted. This books all that is pending.
static __always_inline void on_switch_out(struct account *a, void *task, u64 sleeps,
                                          struct clock *k, u64 now, struct config *c,
                                          struct thread_histograms *h, struct ended_by_switch *e) {
    struct intervals of = {};
    if (has_arrived(a, task, a->state, a->state_since, 1)) {
        u64 stamp = arrival_stamp(task, k, 1);
        u64 got = arrival_time(a, task, a->state_since, k, 1, now);
        book_arrival(a, task, stamp, got, 0, c, &of);
        span_slot_check(a, got);
    }
    set_interval(&of, HISTOGRAM_ON_CPU, now - a->state_since, bf_eq(a->state, ON_CPU));
    thread_histograms_add(h, c, a->kind, &of);
    if (c->threshold[MAJOR_FAULT] == NOT_WANTED)
        a->fault_at = 0; // its program may have been detached in the middle of the fault
    if (a->fault_at && LOAD_U64(task, T_MAJ_FLT) != a->fault_maj_flt)
        submit_major_fault(a, task, a->state_since);
    u8 next = RUN_QUEUE;
    u64 left_at = a->switched_out_at;
    u64 waited_in = span_key(&a->last_span);
    a->switched_out_at = now;
    if (a->watched == HAS_SPANS)
        get_span(a, &a->last_span);
    if (e) {
        note_ended(&e->of_prev, a, task, &of, waited_in);
        e->of_prev.is_late = 1;
        e->of_prev.left_at = left_at;
        e->of_prev.leaves_at = now;
    }
    a->sleep = SLEEP_NONE;
    if (sleeps) {
        next = task_sleep(task);
        a->sleep = next == IO_WAIT ? SLEEP_IO : SLEEP_OTHER;
    }
    a->last_arrival = task_last_arrival(task);
    a->run_delay = task_run_delay(task);
    account_book(a, ON_CPU, next, now);
}

// The state of the task that leaves the CPU; 0: it is runnable, and so was preempted.
static __always_inline u32 switch_state(void *ctx, void *prev) {
    return kernel_number(HAS_SWITCH_STATE) ? (u32)LOAD_U64(ctx, SWITCH_STATE)
                                           : LOAD_U32(prev, T_STATE);
}

static __always_inline int on_switch(void *ctx) {
    void *prev = (void *)LOAD_U64(ctx, SWITCH_PREV);
    void *next = (void *)LOAD_U64(ctx, SWITCH_NEXT);
    u64 prev_is_ours = is_ours(prev);
    u64 next_is_ours = is_ours(next);
    if (!(prev_is_ours | next_is_ours))
        return 0;
    struct config *c = get_config();
    struct clock *k = get_clock();
    if (!c || !k)
        return 0;
    struct thread_histograms *h = get_thread_histograms(c);
    struct ended_by_switch *e = get_ended(c);
    u64 now = switch_time(k, prev, next);
    struct account *a = prev_is_ours ? account_of(prev) : 0;
    int zero = 0;
    struct stints *s = c->threshold[RUN_QUEUE_WAIT] != NOT_WANTED ? cpu_stints.lookup(&zero) : 0;
    u32 prev_tid = 0;
    if (prev_is_ours && !a && c->walk == WALK_REPORT)
        count_one(COUNT_NO_ACCOUNT, 0);
    if (a) {
        prev_tid = a->tid;
        u32 state = switch_state(ctx, prev);
        u64 sleeps = bf_nonzero(state) * bf_eq(ARG(ctx, 0) & 0xff, 0);
        // 2: there is room for a wait and a run before it.
        u64 out = bf_max(now, bf_max(settled_until(a, a->state_since), span_told_until(a)) + 2);
        on_switch_out(a, prev, sleeps, k, out, c, h, e);
        if (state & TASK_DEAD)
            account_slot_release(a);
    }
    if (s)
        stint_add(s, prev, prev_is_ours, prev_tid, now);
    if (next_is_ours) {
        k->last_on_cpu_at = now;
        on_switch_in(next, s, k, now, c, h, e);
    }
    k->last_offset = k->offset;
    if (s)
        submit_noted_wait(s, next, c);
    return 0;
}

int tp__sched_switch(void *ctx) {
    u64 begin = run_begin();
    on_switch(ctx);
    run_end(RUN_SCHED_SWITCH, begin);
    return 0;
}

// A thread is woken. Most often this does nothing: the scheduler has just written the time down on
// its own clock, and the thread books it when it next leaves the CPU. There are two exceptions. The
// scheduler may say that the thread has been queued for longer, even though it slept (since Linux
// 6.12, see sched_delayed in kernel/sched/fair.c). And others look at the accounts of GC workers.
static __always_inline void on_wakeup(void *task) {
    if (has_sched_stamps() && task_last_queued(task) == runqueue_clock(task)
        && !may_be_gc_worker(LOAD_U32(task, T_PID)))
        return;
    // A thread may run still, and be woken from a sleep that it has not begun.
    struct account *a = is_on_cpu(task) ? 0 : account_of(task);
    if (!a)
        return;
    u8 state = a->state;
    if (state == RUN_QUEUE)
        return;
    if (state == ON_CPU)
        span_slot_lost_switch(a, task);
    u64 now = bpf_ktime_get_ns();
    account_book(a, account_sleep(a, state), RUN_QUEUE, now);
}

int tp__sched_wakeup(void *ctx) {
    u64 begin = run_begin();
    void *task = (void *)ARG(ctx, 0);
    if (is_ours(task))
        on_wakeup(task);
    run_end(RUN_SCHED_WAKEUP, begin);
    return 0;
}

// Whether the task that runs has been interrupted, and so wakes nobody itself. That is the idle
// task, or a task in no system call. Whether an interrupt came into a system call cannot be told.
static __always_inline int is_interrupted(void *current) {
    if (LOAD_U32(current, T_PID) == 0)
        return 1;
    return LOAD_U32((void *)bpf_task_pt_regs(current), REGS_SYSCALL) == ~0U;
}

// Notes who wakes a thread from a long sleep. sched_wakeup would be too late: it often comes from
// the CPU that the thread is to run on, in the name of that CPU's idle task.
static __always_inline int on_waking(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    if (!is_ours(task))
        return 0;
    struct config *c = get_config();
    struct clock *k = get_clock();
    if (!c || !k)
        return 0;
    u64 now = bpf_ktime_get_ns();
    u64 least = c->threshold[OFF_CPU] / 2;
    // The thread has not slept for longer than the time since it got its last CPU. The scheduler
    // itself reads that; the thread's account is in no cache.
    if (has_sched_stamps() && k->window_start
        && now - (task_last_arrival(task) + k->offset) < least)
        return 0;
    struct account *a = account_of(task);
    if (!a || !a->sleep || now - a->switched_out_at < least)
        return 0;
    void *current = (void *)bpf_get_current_task_btf();
    if (is_interrupted(current))
        return 0;
    struct account *waker = account_of(current);
    a->waker_tid = waker ? waker->tid : 0;
    bpf_get_current_comm(a->waker_comm, COMM);
    a->sleep |= SLEEP_WOKEN;
    return 0;
}

int tp__sched_waking(void *ctx) {
    u64 begin = run_begin();
    on_waking(ctx);
    run_end(RUN_SCHED_WAKING, begin);
    return 0;
}
