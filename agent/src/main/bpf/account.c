// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The account: how long each thread of this JVM ran, waited for a CPU, waited for I/O, was blocked.
//
// A thread is always in exactly one state, and each change of state books the time since the last one, so the four parts
// of a window sum to the window: nothing is measured twice or left out. Accounts are near, and freed at the task's last switch, or in
// task storage, and freed with the task. They are made at task_newtask and by the iterator, never under the scheduler's run-queue
// lock, where allocating is not safe on older kernels.

// The first bytes of 8 as a number, as x86-64 and aarch64 load them.
#define FIRST(word, n) ((word) & (~0ULL >> (64 - 8 * (n))))

// What HotSpot calls its own threads, as far as the kernel keeps it: 15 characters, and zeros behind them.
struct name {
    u64 head;
    u64 tail;
};

// "GC Thread#", "Shenandoah GC T", "ZWorker": those that HotSpot counts as workers of a pause.
static __always_inline int is_worker(struct name n) {
    return (n.head == 0x6165726854204347ULL && FIRST(n.tail, 2) == 0x2364) || FIRST(n.head, 7) == 0x72656b726f575aULL
        || (n.head == 0x6f646e616e656853ULL && n.tail == 0x54204347206861ULL);
}

// "G1 Conc#", "G1 Refine#", "G1 Service", "G1 Main Marker", "Shenandoah Cont", "Shenandoah Unco", "ZDriverM", "ZDirector"
static __always_inline int is_gc(struct name n) {
    return is_worker(n) || n.head == 0x23636e6f43203147ULL || (n.head == 0x6e69666552203147ULL && FIRST(n.tail, 2) == 0x2365)
        || (n.head == 0x6976726553203147ULL && n.tail == 0x6563) || (n.head == 0x206e69614d203147ULL && n.tail == 0x72656b72614dULL)
        || (n.head == 0x6f646e616e656853ULL && (n.tail == 0x746e6f43206861ULL || n.tail == 0x6f636e55206861ULL))
        || n.head == 0x4d7265766972445aULL || n.head == 0x6f7463657269445aULL;
}

// "C1 CompilerThre", "C2 CompilerThre"
static __always_inline int is_compiler(struct name n) {
    return (n.head == 0x69706d6f43203143ULL || n.head == 0x69706d6f43203243ULL) && n.tail == 0x6572685472656cULL;
}

// "VM Thread", "VM Periodic Tas"
static __always_inline int is_vm(struct name n) {
    return (n.head == 0x6165726854204d56ULL && n.tail == 0x64) || (n.head == 0x6f69726550204d56ULL && n.tail == 0x73615420636964ULL);
}

static __always_inline u8 kind_of(struct name n) {
    return is_gc(n) ? KIND_GC : is_compiler(n) ? KIND_COMPILER : is_vm(n) ? KIND_VM : KIND_JAVA;
}

// The thread's id as the JVM sees it: the number in the innermost PID namespace the task is in.
static __always_inline u32 own_tid(void *task) {
    // Not LOAD_U64: the verifier would go through the kernel's whole BTF, 2 ms each time, to see how far such a pointer can be trusted.
    void *pid = READ_PTR(task + T_THREAD_PID);
    u32 level = READ_U32(pid + PID_LEVEL);
    return READ_U32(pid + PID_NUMBERS + (level & 31) * UPID_SIZE + UPID_NR);
}

static __always_inline int is_io_wait(void *task) {
    return (LOAD_U8(task, T_IOWAIT_BYTE) & T_IOWAIT_MASK) != 0;
}

static __always_inline u8 state_if_asleep(void *task) {
    return is_io_wait(task) ? IO_WAIT : BLOCKED;
}

// The first of all slots for GC workers.
static __always_inline struct gc_worker *first_worker(void) {
    int zero = 0;
    struct gc_workers *all = gc_workers.lookup(&zero);
    return all ? all->of : 0;
}

// A GC worker's changes are copied to where gc__begin and gc__end, on another thread, can add them up.
static __always_inline void mirror(struct account *a, u8 state) {
    struct gc_worker *w = first_worker();
    if (!w)
        return;
    w += MASKED(a->slot - 1, MAX_GC_WORKERS);
    w->seq++;
    barrier();
    w->state = state;
    w->since = a->since;
    w->time[ON_CPU] = a->time[ON_CPU];
    w->time[RUN_QUEUE] = a->time[RUN_QUEUE];
    w->time[IO_WAIT] = a->time[IO_WAIT];
    w->time[BLOCKED] = a->time[BLOCKED];
    if (w->state != ON_CPU && a->got > a->since) { // one that was named just now runs, and that is not booked yet
        w->time[w->state & 3] += a->woken - a->since;
        w->time[RUN_QUEUE] += a->got - a->woken;
        w->state = ON_CPU;
        w->since = a->got;
    }
    barrier();
    w->seq++;
}

// What the scheduler itself writes down of a task, by its own clock: when it got its CPU, when it was put into the queue it is in (0: it is
// in none), and how long it has waited in queues in all, but for the present wait.
#ifdef RUNQUEUE_CLOCK
#define STAMPED 1
#define ARRIVED(task) LOAD_U64(task, T_LAST_ARRIVAL)
#define QUEUED(task) LOAD_U64(task, T_LAST_QUEUED)
#define RUN_DELAY(task) LOAD_U64(task, T_RUN_DELAY)
#else
#define STAMPED 0
#define ARRIVED(task) 0
#define QUEUED(task) 0
#define RUN_DELAY(task) 0
#endif

#define WITHIN(v, least, most) SMALLER(LARGER(v, least), most)

// A thread's account is left as it is when the thread is woken and when it gets a CPU: it is in no cache then. What there is to book the
// scheduler has written down, and it is booked when the thread leaves the CPU. Who asks before that works it out, and leaves in the account
// what was told: that is what will be booked. The scheduler's stamps may be some microseconds old; what was told until now stays as it was.
//
// `state` and `since` are the account's as the caller has read them: who reads another thread's account may do so while that is changed, and
// what is noted of it then must be of before the change.
#define TOLD(a, since) LARGER((a)->told, since)

// What the thread did before that, when it slept. Of one whose account was made in its sleep, its flag told.
static __always_inline u8 slept(struct account *a, u8 state) {
    return state == UNKNOWN ? a->sleep == SLEEP_IO ? IO_WAIT : BLOCKED : state;
}

// The account's thread got a CPU since the account was last changed: the scheduler's stamp says so, or it runs here. There is no stamp if it
// was preempted on its way to sleep (sched_info_depart in kernel/sched/stats.h), and none at all without CONFIG_SCHED_INFO. Or somebody was
// told so.
static __always_inline int has_arrived(struct account *a, void *task, u8 state, u64 since, int runs_here) {
    return state != ON_CPU && (ARRIVED(task) != a->arrival || a->got > since || (runs_here && state != UNKNOWN));
}

// When it got it by the scheduler's stamp. If it runs here, that is mapped as the switch was: the clocks drift.
static __always_inline u64 scheduled(void *task, struct clock *k, int runs_here) {
    return ARRIVED(task) + (runs_here ? k->last_offset : k->offset);
}

// When it got it: then, or, if it runs here, when that was traced, which is later if the scheduler had not read its clock for it.
static __always_inline u64 when_arrived(struct account *a, void *task, u64 since, struct clock *k, int runs_here, u64 now) {
    u64 got = a->got;
    u64 stamp = scheduled(task, k, runs_here) * IS_SET(k->since);
    u64 traced = runs_here ? k->got : 0;
    return got > since ? got : WITHIN(LARGER(stamp, traced), TOLD(a, since) + 1, now);
}

// When it was woken, or put into the queue: at `stamp`, when it got a CPU or came into the queue it is in, less what it had waited till
// then. Without stamps one that was never seen to change, nor to be woken, was in the queue, and one that slept was woken just now.
static __always_inline u64 when_woken(struct account *a, void *task, u8 state, u64 since, u64 stamp, u64 most) {
    u64 woken = a->woken;
    if (state == RUN_QUEUE || (!STAMPED && state == UNKNOWN))
        return since;
    if (woken > since)
        return SMALLER(woken, most);
    return STAMPED ? WITHIN(stamp - (RUN_DELAY(task) - a->run_delay), TOLD(a, since) + 1, most) : most;
}

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
        mirror(a, next);
}

// A thread that works for collections gets a slot where others can look at its times.
static __always_inline void watch(struct account *a, void *task) {
    struct process *p = this_process();
    if (a->slot || !p)
        return;
    u64 slot = FETCH_ADD(&p->gc_workers, 1);
    if (slot >= MAX_GC_WORKERS) {
        count(COUNT_MAP_FULL, GARBAGE_COLLECTION); // its part will be missing in the bills of collections
        return;
    }
    a->slot = slot + 1;
    p->gc[MASKED(LOAD_U32(task, T_PID), NEAR)] = 1;
    // One that was never seen to change runs, or sleeps until there is work.
    mirror(a, a->state != UNKNOWN ? a->state : RUNS_ON_A_CPU(task) ? ON_CPU : BLOCKED);
}

// A thread is what its maker says it is. An application may call its threads as HotSpot calls its own, so a name counts only where HotSpot
// gave it: HotSpot's threads were there before, or are made by such as were. Of old threads that are none of these, though their names say
// so, and of Pitot's own, user space tells the kind.
static __always_inline void classify(struct account *a, void *task, const char *comm) {
    struct name n = {*(u64 *)comm, *(u64 *)(comm + 8)};
    u32 tid = a->tid;
    u32 *kind = kinds.lookup(&tid);
    a->kind = kind ? *kind : a->hotspots ? kind_of(n) : KIND_JAVA;
    if (a->kind == KIND_GC && is_worker(n))
        watch(a, task);
}

// Whether others look at the account of a thread with this id.
static __always_inline int is_watched(u32 id) {
    struct process *p = this_process();
    return p && p->gc[MASKED(id, NEAR)];
}

#define TASK_DEAD 0x80      // include/linux/sched.h

static __always_inline struct account *near_account(u32 id) {
    int zero = 0;
    struct near *all = near.lookup(&zero);
    return all ? &all->of[MASKED(id, NEAR)] : 0;
}

static __always_inline struct account *account_of(void *task) {
    u32 id = LOAD_U32(task, T_PID);
    struct account *a = near_account(id);
    if (!a || a->owner != id)
        a = accounts.task_storage_get(task, 0, 0);
    return a && a->tid ? a : 0;
}

// Takes the place for a near account, if it is free, or was left behind by one whose end was not seen and that had the same id.
static __always_inline struct account *claim(u32 id) {
    struct account *a = near_account(id);
    if (!a || a->owner == id)
        return a;
    if (FETCH_ADD(&a->claims, 1)) {
        __sync_fetch_and_add(&a->claims, -1);
        return 0;
    }
    return a;
}

// After a thread's last switch.
static __always_inline void release(struct account *a) {
    if (!a->owner)
        return;             // it is in task storage, and goes with the task
    a->tid = 0;
    a->owner = 0;
    barrier();
    IN_ORDER(&a->claims, -1);
}

// Makes an account whose state is not known yet; never under the run-queue lock. The id comes last: it opens the account.
static __always_inline struct account *open_account(void *task, u64 now, u64 hotspots) {
    u32 id = LOAD_U32(task, T_PID);
    struct account *a = claim(id);
    if (a) {
        __builtin_memset(a, 0, sizeof(*a) - sizeof(a->claims));
    } else {
        a = accounts.task_storage_get(task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
        id = 0;
    }
    if (!a) {
        count(COUNT_NO_ACCOUNT, 0);
        return 0;
    }
    a->owner = id;
    a->state = UNKNOWN;
    a->hotspots = hotspots;
    a->since = now;
    a->reported = now;
    a->last.major_faults = LOAD_U64(task, T_MAJ_FLT);
    a->last.minor_faults = LOAD_U64(task, T_MIN_FLT);
    a->last.voluntary = LOAD_U64(task, T_NVCSW);
    a->last.involuntary = LOAD_U64(task, T_NIVCSW);
    a->last.migrations = LOAD_U64(task, T_MIGRATIONS);
    a->arrival = ARRIVED(task);
    a->run_delay = RUN_DELAY(task);
    a->sleep = is_io_wait(task) ? SLEEP_IO : SLEEP_NONE; // for the sleep it may be in
    barrier();
    a->tid = own_tid(task);
    return a;
}

// What a task is doing that has not been seen to change since its account was made.
static __always_inline u8 look(void *task) {
    if (RUNS_ON_A_CPU(task))
        return ON_CPU;
    if (LOAD_U32(task, T_STATE) == 0)
        return RUN_QUEUE;
    return state_if_asleep(task);
}

// Totals of a task's account up to `*now`, which it sets. An account is changed at its thread's switches, and by who wakes that; they can
// come between two loads here, so the copy is taken again until none did. 0: in four tries one always did, which is counted.
static __always_inline int take(struct account *a, void *task, int runs_here, struct snapshot *s, u64 *now) {
    u32 seq = 0;
    u8 state = UNKNOWN;
    u64 since = 0;
    u64 got = 0;
    u64 woken = 0;
    int whole = 0;
    struct clock *k = this_clock();
    *now = 0;
    if (!k)
        return 0;
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
        got = 0;
        woken = a->woken;
        if (has_arrived(a, task, state, since, runs_here)) {
            got = when_arrived(a, task, since, k, runs_here, *now);
            woken = when_woken(a, task, state, since, scheduled(task, k, runs_here), got - 1);
            a->woken = woken;
            a->got = got;
        }
        a->told = LARGER(a->told, *now);
        barrier();
        whole = a->seq == seq && !(seq & 1);
    }
    if (!whole)
        count(COUNT_TORN, 0);
    if (got) {
        s->time[slept(a, state) & 3] += woken - since;
        s->time[RUN_QUEUE] += got - woken;
        since = got;
        state = ON_CPU;
    } else if (woken > since && state != ON_CPU && state != RUN_QUEUE) {
        s->time[slept(a, state) & 3] += woken - since;
        since = woken;
        state = RUN_QUEUE;
    } else if (state == UNKNOWN) {
        state = look(task);
    }
    s->time[state & 3] += *now - since; // `since` may be a little later, by another clock: the next bill has it then
    s->disk = a->disk;
    s->major_faults = LOAD_U64(task, T_MAJ_FLT);
    s->minor_faults = LOAD_U64(task, T_MIN_FLT);
    s->voluntary = LOAD_U64(task, T_NVCSW);
    s->involuntary = LOAD_U64(task, T_NIVCSW);
    s->migrations = LOAD_U64(task, T_MIGRATIONS);
    return whole;
}

#define DIFFER(to, a, b, field) (to)->field = (a)->field - (b)->field

static __always_inline void bill(struct snapshot *to, struct snapshot *end, struct snapshot *begin) {
    DIFFER(to, end, begin, time[ON_CPU]);
    DIFFER(to, end, begin, time[RUN_QUEUE]);
    DIFFER(to, end, begin, time[IO_WAIT]);
    DIFFER(to, end, begin, time[BLOCKED]);
    DIFFER(to, end, begin, disk.reads);
    DIFFER(to, end, begin, disk.read_bytes);
    DIFFER(to, end, begin, disk.writes);
    DIFFER(to, end, begin, disk.write_bytes);
    DIFFER(to, end, begin, disk.flushes);
    DIFFER(to, end, begin, disk.discards);
    DIFFER(to, end, begin, disk.discard_bytes);
    DIFFER(to, end, begin, disk.others);
    DIFFER(to, end, begin, major_faults);
    DIFFER(to, end, begin, minor_faults);
    DIFFER(to, end, begin, voluntary);
    DIFFER(to, end, begin, involuntary);
    DIFFER(to, end, begin, migrations);
}

// The phase the task is in now.
static __always_inline u32 phase_of(void *task) {
    struct stack *s = stacks.task_storage_get(task, 0, 0);
    struct config *c = settings();
    if (!c || !s || s->depth == 0)
        return NO_PHASE;
    u32 tag = s->tag[INDEX(s->depth - 1)];
    return c->tag[tag & 15] == tag ? PHASE_OF(tag) : NO_PHASE;
}
