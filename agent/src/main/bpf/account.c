// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The account: how long each thread of this JVM ran, waited for a CPU, waited for I/O, was blocked.
//
// A thread is always in exactly one state, and each change of state books the time since the last one, so the four parts
// of a window sum to the window: nothing is measured twice or left out. Accounts live in task storage: no key can be
// reused, no map can be full, and the kernel frees them with the task. They are made at task_newtask and by the iterator,
// never under the scheduler's run-queue lock, where allocating is not safe on older kernels.

// The first bytes of a thread's name as a number, as x86-64 and aarch64 load them.
#define FIRST(n) (word & (~0ULL >> (64 - 8 * (n))))

static __always_inline u8 kind_of(const char *comm) {
    u64 word = *(u64 *)comm;
    if (word == 0x6165726854204347ULL || FIRST(3) == 0x203147ULL || FIRST(7) == 0x72656b726f575aULL || word == 0x6f646e616e656853ULL)
        return KIND_GC;         // "GC Threa", "G1 ", "ZWorker", "Shenando"
    if (FIRST(3) == 0x203143ULL || FIRST(3) == 0x203243ULL)
        return KIND_COMPILER;   // "C1 ", "C2 "
    if (FIRST(3) == 0x204d56ULL)
        return KIND_VM;         // "VM "
    if (FIRST(6) == 0x2d746f746970ULL)
        return KIND_OWN;        // "pitot-"
    return KIND_JAVA;
}

// The thread's id as the JVM sees it: the number in the innermost PID namespace the task is in.
static __always_inline u32 own_tid(void *task) {
    void *pid = (void *)LOAD_U64(task, T_THREAD_PID);
    u32 level = 0, nr = 0;
    bpf_probe_read_kernel(&level, sizeof(level), pid + PID_LEVEL);
    bpf_probe_read_kernel(&nr, sizeof(nr), pid + PID_NUMBERS + (level & 31) * UPID_SIZE + UPID_NR);
    return nr;
}

static __always_inline int is_io_wait(void *task) {
    return (LOAD_U8(task, T_IOWAIT_BYTE) & T_IOWAIT_MASK) != 0;
}

// A GC worker's changes are copied to where gc__begin and gc__end, on another thread, can add them up.
static __always_inline void mirror(struct account *a) {
    int slot = (int)a->slot - 1;
    struct gc_worker *w = gc_workers.lookup(&slot);
    if (!w)
        return;
    w->seq++;
    barrier();
    w->state = a->state == UNKNOWN ? BLOCKED : a->state; // one that was never seen to change sleeps until there is work
    w->since = a->since;
    w->time[ON_CPU] = a->time[ON_CPU];
    w->time[RUN_QUEUE] = a->time[RUN_QUEUE];
    w->time[IO_WAIT] = a->time[IO_WAIT];
    w->time[BLOCKED] = a->time[BLOCKED];
    barrier();
    w->seq++;
}

// When a thread that was last seen off the CPU got it nevertheless; 0: it did not. Not every switch is traced: on Linux 6.18
// about one in a thousand was not. The scheduler's own stamp of the arrival tells, on its own clock.
static __always_inline u64 unseen(u8 state, u64 since, u64 arrived, u64 arrival, u64 clock, u64 now) {
    if (state == ON_CPU || arrived == arrival)
        return 0;
    u64 at = arrived + clock;
    return clock == 0 || at < since ? since : at > now ? now : at;
}

#ifdef T_LAST_ARRIVAL
#define ARRIVED(task) LOAD_U64(task, T_LAST_ARRIVAL)
#else
#define ARRIVED(task) 0
#endif

// Books the time since the last change under the part it was spent in, and starts the next.
static __always_inline void change(struct account *a, u8 spent, u8 next, u64 now) {
    a->seq++;
    barrier();
    a->time[spent & 3] += now - a->since;
    a->since = now;
    a->state = next;
    barrier();
    a->seq++;
    if (a->slot)
        mirror(a);
}

static __always_inline void classify(struct account *a, const char *comm) {
    a->kind = kind_of(comm);
    if (a->kind != KIND_GC || a->slot)
        return;
    int zero = 0;
    struct process *p = process.lookup(&zero);
    if (!p)
        return;
    u64 slot = __sync_fetch_and_add(&p->gc_workers, 1);
    if (slot >= MAX_GC_WORKERS)
        return;
    a->slot = slot + 1;
    mirror(a);
}

static __always_inline struct account *account_of(void *task) {
    struct account *a = accounts.task_storage_get(task, 0, 0);
    return a && a->tid ? a : 0;
}

// Makes an account whose state is not known yet; never under the run-queue lock. The id comes last: it opens the account.
static __always_inline struct account *open_account(void *task, u64 now) {
    struct account *a = accounts.task_storage_get(task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
    if (!a) {
        count(COUNT_NO_ACCOUNT, 0);
        return 0;
    }
    a->state = UNKNOWN;
    a->since = now;
    a->reported = now;
    a->last.major_faults = LOAD_U64(task, T_MAJ_FLT);
    a->last.minor_faults = LOAD_U64(task, T_MIN_FLT);
    a->last.voluntary = LOAD_U64(task, T_NVCSW);
    a->last.involuntary = LOAD_U64(task, T_NIVCSW);
    a->last.migrations = LOAD_U64(task, T_MIGRATIONS);
    a->arrival = ARRIVED(task);
    struct account *mine = account_of((void *)bpf_get_current_task_btf());
    if (mine)
        a->clock = mine->clock;
    barrier();
    a->tid = own_tid(task);
    return a;
}

// Totals of a task's account up to `*now`, which it sets. Only a thread's own switches change its account; they can
// come between two loads here, so the copy is taken again until none did.
static __always_inline void take(struct account *a, void *task, u8 state_if_unknown, struct snapshot *s, u64 *now) {
    u32 seq = 0;
    u8 state = UNKNOWN;
    u64 since = 0;
    u64 got_cpu = 0;
    int whole = 0;
    REPEAT(i, 4) {
        if (whole)
            break;
        seq = a->seq;
        barrier();
        *now = bpf_ktime_get_ns();
        state = a->state;
        since = a->since;
        s->time[ON_CPU] = a->time[ON_CPU];
        s->time[RUN_QUEUE] = a->time[RUN_QUEUE];
        s->time[IO_WAIT] = a->time[IO_WAIT];
        s->time[BLOCKED] = a->time[BLOCKED];
        got_cpu = unseen(state, since, ARRIVED(task), a->arrival, a->clock, *now);
        barrier();
        whole = a->seq == seq && !(seq & 1);
    }
    if (!whole)
        count(COUNT_TORN, 0);
    if (got_cpu) {
        s->time[(state == UNKNOWN ? BLOCKED : state) & 3] += got_cpu - since;
        since = got_cpu;
        state = ON_CPU;
    } else if (state == UNKNOWN) {
        state = state_if_unknown;
    }
    if (*now > since)
        s->time[state & 3] += *now - since;
    s->reads = a->reads;
    s->read_bytes = a->read_bytes;
    s->writes = a->writes;
    s->write_bytes = a->write_bytes;
    s->major_faults = LOAD_U64(task, T_MAJ_FLT);
    s->minor_faults = LOAD_U64(task, T_MIN_FLT);
    s->voluntary = LOAD_U64(task, T_NVCSW);
    s->involuntary = LOAD_U64(task, T_NIVCSW);
    s->migrations = LOAD_U64(task, T_MIGRATIONS);
}

#define DIFFER(to, a, b, field) (to)->field = (a)->field - (b)->field

static __always_inline void bill(struct snapshot *to, struct snapshot *end, struct snapshot *begin) {
    DIFFER(to, end, begin, time[ON_CPU]);
    DIFFER(to, end, begin, time[RUN_QUEUE]);
    DIFFER(to, end, begin, time[IO_WAIT]);
    DIFFER(to, end, begin, time[BLOCKED]);
    DIFFER(to, end, begin, reads);
    DIFFER(to, end, begin, read_bytes);
    DIFFER(to, end, begin, writes);
    DIFFER(to, end, begin, write_bytes);
    DIFFER(to, end, begin, major_faults);
    DIFFER(to, end, begin, minor_faults);
    DIFFER(to, end, begin, voluntary);
    DIFFER(to, end, begin, involuntary);
    DIFFER(to, end, begin, migrations);
}

// The phase the task is in now.
static __always_inline u32 phase_of(void *task) {
    struct stack *s = stacks.task_storage_get(task, 0, 0);
    if (!s || s->depth == 0)
        return NO_PHASE;
    return s->phase[INDEX(s->depth - 1)];
}

static __always_inline void major_fault(struct account *a, void *task) {
    if (a->fault && a->ran > a->fault && LOAD_U64(task, T_MAJ_FLT) != a->fault_majors) {
        struct config *c = settings();
        if (c && a->kind != KIND_OWN && a->ran - a->fault >= c->threshold[MAJOR_FAULT]) {
            struct fault_record *r = ring.ringbuf_reserve(sizeof(struct fault_record));
            if (r) {
                head(&r->h, MAJOR_FAULT, sizeof(*r), a->tid, a->fault, a->ran);
                r->address = a->fault_address;
                r->phase = a->fault_phase;
                count(COUNT_RECORDS, MAJOR_FAULT);
                ring.ringbuf_submit(r, NO_WAKEUP);
            } else {
                count(COUNT_LOST, MAJOR_FAULT);
            }
        }
    }
    a->fault = 0;
}

static __always_inline void wait_record(struct account *a, void *task, u16 type, u64 start, u64 end, u64 queued,
                                        u32 other_tid, const char *other) {
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
    ring.ringbuf_submit(r, NO_WAKEUP);
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

// A thread got a CPU.
static __always_inline void enter(struct account *a, void *task, void *instead, u64 now, struct config *c) {
    u8 state = a->state;
    u64 since = a->since;
    u64 queued = state == RUN_QUEUE ? now - since : 0;
    change(a, state == UNKNOWN ? RUN_QUEUE : state, ON_CPU, now);
    a->ran = now;
    if (a->kind == KIND_OWN)
        return;
    if (queued && queued >= c->threshold[RUN_QUEUE_WAIT]) {
        struct account *other = instead ? account_of(instead) : 0;
        wait_record(a, task, RUN_QUEUE_WAIT, since, now, queued, other ? other->tid : 0, instead + T_COMM);
    }
    if (a->slept && now - a->slept >= c->threshold[OFF_CPU])
        wait_record(a, task, OFF_CPU, a->slept, now, queued, a->waker_tid, a->waker);
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
    }
    a->arrival = arrived;
}

static __always_inline void leave(struct account *a, void *task, int runnable, u64 now, struct config *c) {
    late(a, task, now, c);
    if (a->fault && LOAD_U64(task, T_MAJ_FLT) != a->fault_majors)
        major_fault(a, task);
    u8 next = RUN_QUEUE;
    a->slept = 0;
    if (!runnable) {
        a->io_sleep = is_io_wait(task);
        next = a->io_sleep ? IO_WAIT : BLOCKED;
        a->slept = now;
        a->waker_tid = 0;
        a->waker[0] = 0;
    }
    change(a, ON_CPU, next, now);
}

int tp__sched_switch(void *ctx) {
    struct config *c = settings();
    if (!c)
        return 0;
    void *prev = (void *)ARG(ctx, SWITCH_PREV);
    void *next = (void *)ARG(ctx, SWITCH_NEXT);
    u32 tgid = our_tgid();
    int prev_ours = LOAD_U32(prev, T_TGID) == tgid;
    int next_ours = LOAD_U32(next, T_TGID) == tgid;
    if (!prev_ours && !next_ours)
        return 0;
    u64 now = bpf_ktime_get_ns();
    if (prev_ours) {
        struct account *a = account_of(prev);
        if (a) {
#ifdef SWITCH_STATE
            u32 state = (u32)ARG(ctx, SWITCH_STATE);
#else
            u32 state = LOAD_U32(prev, T_STATE);
#endif
            leave(a, prev, (ARG(ctx, SWITCH_PREEMPT) & 0xff) || state == 0, now, c);
        }
    }
    if (next_ours) {
        struct account *a = account_of(next);
        if (a) {
            queued_unseen(a, next, now);
            enter(a, next, prev, now, c);
        }
    }
    return 0;
}

static __always_inline int woken(void *task) {
    struct account *a = account_of(task);
    if (!a)
        return 0;
    u8 state = a->state;
    if (state == ON_CPU || state == RUN_QUEUE)
        return 0; // already on its way: nothing changes
    u64 now = bpf_ktime_get_ns();
    if (state == UNKNOWN)
        state = is_io_wait(task) ? IO_WAIT : BLOCKED;
    change(a, state, RUN_QUEUE, now);
    return 0;
}

int tp__sched_wakeup(void *ctx) {
    void *task = (void *)ARG(ctx, 0);
    return OURS(task) ? woken(task) : 0;
}

// Who wakes: here, since sched_wakeup often comes from the CPU that the thread is to run on, in the name of its idle task.
int tp__sched_waking(void *ctx) {
    struct config *c = settings();
    void *task = (void *)ARG(ctx, 0);
    struct account *a = c && OURS(task) ? account_of(task) : 0;
    if (!a || !a->slept || bpf_ktime_get_ns() - a->slept < c->threshold[OFF_CPU] / 2)
        return 0;
    struct account *waker = account_of((void *)bpf_get_current_task_btf());
    a->waker_tid = waker ? waker->tid : 0;
    bpf_get_current_comm(a->waker, COMM);
    return 0;
}

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
    char comm[COMM] = {};
    bpf_probe_read_kernel_str(comm, sizeof(comm), (void *)ARG(ctx, 1));
    classify(a, comm);
    return 0;
}

static __always_inline void report(struct cpu_record *r, struct account *a, void *task, u8 state_if_unknown) {
    struct snapshot now_is = {};
    u64 now;
    take(a, task, state_if_unknown, &now_is, &now);
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
    report(r, a, task, ON_CPU);
    r->ended = 1;
    count(COUNT_RECORDS, THREAD_CPU);
    ring.ringbuf_submit(r, NO_WAKEUP);
    return 0;
}

// What a task is doing that has not been seen to change since its account was made.
static __always_inline u8 look(void *task) {
    if (LOAD_U32(task, T_ON_CPU))
        return ON_CPU;
    if (LOAD_U32(task, T_STATE) == 0)
        return RUN_QUEUE;
    return is_io_wait(task) ? IO_WAIT : BLOCKED;
}

// Walks over the tasks for the process that reads it. Its reader is a thread of this JVM, so it learns by which number the
// initial PID namespace knows the process; then, with the scheduler's programs attached, it makes the accounts; then it
// reports them.
int iter__task(void *ctx) {
    void *meta = (void *)LOAD_U64(ctx, 0);
    void *task = (void *)LOAD_U64(ctx, 8);
    if (!task)
        return 0;
    int zero = 0;
    struct config *c = settings();
    struct process *p = process.lookup(&zero);
    u32 tgid = bpf_get_current_pid_tgid() >> 32;
    if (!c || !p || LOAD_U32(task, T_TGID) != tgid)
        return 0;
    p->tgid = tgid;
    if (c->walk == WALK_LEARN)
        return 0;
    struct account *a = account_of(task);
    if (!a) {
        a = open_account(task, bpf_ktime_get_ns());
        if (!a)
            return 0;
    }
    if (a->kind == KIND_JAVA) {
        char comm[COMM] = {};
        bpf_probe_read_kernel_str(comm, sizeof(comm), task + T_COMM);
        classify(a, comm);
    }
    if (c->walk != WALK_REPORT)
        return 0;
    struct cpu_record r = {};
    report(&r, a, task, look(task));
    bpf_seq_write((void *)LOAD_U64(meta, 0), &r, sizeof(r));
    return 0;
}
