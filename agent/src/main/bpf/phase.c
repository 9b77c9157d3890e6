// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Phases of the JVM: one program for all probe sites, told apart by the cookie of the site.
//
// A begin pushes a frame with the thread's totals, an end pops it and sends the difference: the bill. Frames pair by phase
// on the thread's own stack, so that nested and interleaved phases do not mix. What has no partner is counted, not guessed.

static __always_inline u64 argument(void *ctx, struct argument *a) {
    u64 v = a->value;
    if (a->how >= 2) {
        bpf_probe_read_kernel(&v, sizeof(v), ctx + (a->reg & 511));
        v >>= a->shift & 63;
    }
    if (a->how == 3) {
        void *address = (void *)(v + a->value);
        v = 0;
        bpf_probe_read_user(&v, sizeof(v), address);
    }
    u32 cut = (64 - 8 * a->size) & 63;
    return a->is_signed ? (u64)((s64)(v << cut) >> cut) : v << cut >> cut;
}

static __always_inline void values(void *ctx, struct site *site, u64 *to) {
    if (site->value[0].how)
        to[0] = argument(ctx, &site->value[0]);
    if (site->value[1].how)
        to[1] = argument(ctx, &site->value[1]);
}

static __always_inline void begin(void *ctx, struct site *site, struct account *a, void *task) {
    struct stack *s = stacks.task_storage_get(task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
    if (!s) {
        count(COUNT_NO_ACCOUNT);
        return;
    }
    u64 sp = LOAD_U64(ctx, REGS_SP);
    u32 phase = site->phase;
    u32 depth = s->depth;
    // The functions that begin a class load return without a probe when the class was there already, or was not found.
    REPEAT(i, MAX_DEPTH) {
        if (depth == 0 || depth > MAX_DEPTH)
            break;
        u32 top = INDEX(depth - 1);
        if (s->phase[top] != CLASS_LOAD || (s->frames[top].sp > sp && !gone(&s->frames[top])))
            break;
        depth--;
    }
    if (depth && depth <= MAX_DEPTH && phase >= PARK && s->phase[INDEX(depth - 1)] == phase) {
        depth--; // a thread parks, sleeps and contends once at a time: the one below never ended
        count(COUNT_BEGIN_ONLY);
    }
    if (depth >= MAX_DEPTH) {
        s->depth = depth;
        if (phase < PHASES)
            s->beyond[phase]++;
        count(COUNT_TOO_DEEP);
        return;
    }
    u32 top = INDEX(depth);
    struct frame *f = &s->frames[top];
    f->sp = sp;
    f->symbol = 0;
    f->value[0] = 0;
    f->value[1] = 0;
    values(ctx, site, f->value);
    if (site->role == ROLE_CLASS_BEGIN) {
        f->symbol = f->value[0];
        f->caller = 0;
        bpf_probe_read_user(&f->caller, sizeof(f->caller), (void *)sp);
    }
    s->phase[top] = phase;
    s->depth = depth + 1;
    take(a, task, ON_CPU, &f->at, &f->start);
}

// GC work is done by other threads than the one with the probes, which waits for them. A worker's totals up to now; one
// that has not been seen to change yet sleeps until there is work.
static __always_inline void worker_totals(struct gc_worker *w, u64 *time) {
    u64 arrived = 0;
#ifdef T_LAST_ARRIVAL
    bpf_probe_read_kernel(&arrived, sizeof(arrived), (void *)w->task + T_LAST_ARRIVAL);
#endif
    struct gc_worker copy;
    bpf_probe_read_kernel(&copy, offsetof(struct gc_worker, task), w);
    u64 now = bpf_ktime_get_ns();
    barrier();
    if ((copy.seq & 1) || w->seq != copy.seq) { // once more: it has just changed, and will not so soon again
        bpf_probe_read_kernel(&copy, offsetof(struct gc_worker, task), w);
        now = bpf_ktime_get_ns();
    }
    u32 state = copy.state;
    u64 since = copy.since;
    u64 at = unseen(state, since, arrived, copy.arrival, copy.clock, now);
    if (state >= PARTS)
        state = BLOCKED;
    u64 before = at ? at - since : now > since ? now - since : 0;
    time[ON_CPU] = copy.time[ON_CPU] + (state == ON_CPU ? before : 0) + (at ? now - at : 0);
    time[RUN_QUEUE] = copy.time[RUN_QUEUE] + (state == RUN_QUEUE ? before : 0);
    time[IO_WAIT] = copy.time[IO_WAIT] + (state == IO_WAIT ? before : 0);
    time[BLOCKED] = copy.time[BLOCKED] + (state == BLOCKED ? before : 0);
}

static __always_inline void gc_workers_begin(void) {
    int zero = 0;
    struct process *p = process.lookup(&zero);
    if (!p)
        return;
    REPEAT(i, MAX_GC_WORKERS) {
        if (i >= p->gc_workers)
            break;
        int slot = i;
        struct gc_worker *w = gc_workers.lookup(&slot);
        if (!w)
            break;
        worker_totals(w, w->begin);
    }
}

static __always_inline void gc_workers_end(struct gc_bill *g) {
    int zero = 0;
    struct process *p = process.lookup(&zero);
    if (!p)
        return;
    REPEAT(i, MAX_GC_WORKERS) {
        if (i >= p->gc_workers)
            break;
        int slot = i;
        struct gc_worker *w = gc_workers.lookup(&slot);
        if (!w)
            break;
        u64 time[PARTS] = {};
        worker_totals(w, time);
        u64 run = time[ON_CPU] - w->begin[ON_CPU];
        u64 queue = time[RUN_QUEUE] - w->begin[RUN_QUEUE];
        if (run == 0 && queue == 0)
            continue; // took no part
        g->threads++;
        g->time[ON_CPU] += run;
        g->time[RUN_QUEUE] += queue;
        g->time[IO_WAIT] += time[IO_WAIT] - w->begin[IO_WAIT];
        g->time[BLOCKED] += time[BLOCKED] - w->begin[BLOCKED];
        if (queue > g->worst_run_queue)
            g->worst_run_queue = queue;
    }
}

static __always_inline void text(void *ctx, struct site *site, int n, char *to, u32 room, u32 *size) {
    u64 from = argument(ctx, &site->text[n][0]);
    u64 length = (u32)argument(ctx, &site->text[n][1]);
    *size = length;
    asm volatile("" : "+r"(length)); // keeps the bound below in one register, where the verifier sees it
    if (length > room)
        length = room;
    if (length == 0 || bpf_probe_read_user(to, length, (void *)from))
        *size = 0;
}

static __always_inline void fill(struct phase_record *r, u16 size, struct account *a, struct frame *f, u32 phase, u32 depth,
                                 struct snapshot *totals, u64 now) {
    head(&r->h, phase, size, a->tid, f->start, now);
    bill(&r->bill, totals, &f->at);
    __builtin_memset(&r->gc, 0, sizeof(r->gc));
    r->value[0] = f->value[0];
    r->value[1] = f->value[1];
    r->text_size[0] = 0;
    r->text_size[1] = 0;
    r->text_size[2] = 0;
    r->text_size[3] = 0;
    r->depth = depth;
    count(COUNT_RECORDS);
}

// Which frame this end belongs to, plus one; 0: none. A class is loaded by several functions, one in another, and by
// delegation: its load began with the outermost of the frames for its name that lie together. A function has returned when
// the stack has unwound past it.
static __always_inline u32 matching(void *ctx, struct site *site, struct stack *s) {
    u32 found = 0;
    u32 phase = site->phase;
    u64 sp = LOAD_U64(ctx, REGS_SP);
    u64 name = site->role == ROLE_CLASS_END ? argument(ctx, &site->text[0][0]) : 0;
    REPEAT(i, MAX_DEPTH) {
        u32 at = s->depth - 1 - i;
        if (at >= MAX_DEPTH)
            break;
        u8 other = s->phase[INDEX(at)];
        if (!name) {
            if (other != phase)
                continue;
            found = at + 1;
            break;
        }
        if (other == CLASS_LOAD) {
            u64 symbol = s->frames[INDEX(at)].symbol;
            if (s->frames[INDEX(at)].sp <= sp || gone(&s->frames[INDEX(at)]))
                continue;
            if (symbol && name - symbol >= 16)
                break; // the name's bytes lie inside the Symbol: oops/symbol.hpp
            found = at + 1;
        } else if (other < PARK) {
            break;
        }
    }
    return found;
}

static __always_inline void end(void *ctx, struct site *site, struct account *a, void *task) {
    struct stack *s = stacks.task_storage_get(task, 0, 0);
    u32 phase = site->phase;
    if (!s || phase >= PHASES) {
        count(COUNT_END_ONLY);
        return;
    }
    // A class load's end says by its name whether its begin found room; of the others the innermost end first.
    int full = s->depth >= MAX_DEPTH && s->beyond[phase];
    u32 found = full && site->role != ROLE_CLASS_END ? 0 : matching(ctx, site, s);
    if (!found && full) {
        s->beyond[phase]--;
        return;
    }
    if (!found) {
        count(COUNT_END_ONLY);
        return;
    }
    u32 depth = INDEX(found - 1);
    struct frame *f = &s->frames[depth];
    struct snapshot totals = {};
    u64 now;
    take(a, task, ON_CPU, &totals, &now);
    s->depth = depth;
    if (depth + 1 >= MAX_DEPTH)
        __builtin_memset(s->beyond, 0, sizeof(s->beyond));
    struct config *c = settings();
    if (!c || now - f->start < c->threshold[phase])
        return;
    values(ctx, site, f->value);
    if (site->texts == 0) {
        struct phase_record *r = ring.ringbuf_reserve(sizeof(struct phase_record));
        if (!r)
            return count(COUNT_LOST);
        fill(r, sizeof(*r), a, f, phase, depth, &totals, now);
        if (phase == GARBAGE_COLLECTION)
            gc_workers_end(&r->gc);
        ring.ringbuf_submit(r, NO_WAKEUP);
    } else if (site->texts == 1) {
        struct text_record *r = ring.ringbuf_reserve(sizeof(struct text_record));
        if (!r)
            return count(COUNT_LOST);
        fill(&r->p, sizeof(*r), a, f, phase, depth, &totals, now);
        text(ctx, site, 0, r->text_0, TEXT_0, &r->p.text_size[0]);
        ring.ringbuf_submit(r, NO_WAKEUP);
    } else {
        struct method_record *r = ring.ringbuf_reserve(sizeof(struct method_record));
        if (!r)
            return count(COUNT_LOST);
        fill(&r->p, sizeof(*r), a, f, phase, depth, &totals, now);
        text(ctx, site, 0, r->text_0, TEXT_0, &r->p.text_size[0]);
        text(ctx, site, 1, r->text_1, TEXT_1, &r->p.text_size[1]);
        text(ctx, site, 2, r->text_2, TEXT_2, &r->p.text_size[2]);
        text(ctx, site, 3, r->text_3, TEXT_3, &r->p.text_size[3]);
        ring.ringbuf_submit(r, NO_WAKEUP);
    }
}

// A thread tells its Java id and whole name; the kernel knows 15 characters of it.
static __always_inline void thread_start(void *ctx, struct site *site, struct account *a) {
    struct text_record *r = ring.ringbuf_reserve(sizeof(struct text_record));
    if (!r)
        return count(COUNT_LOST);
    u64 now = bpf_ktime_get_ns();
    head(&r->p.h, THREAD_START, sizeof(*r), a->tid, now, now);
    r->p.value[0] = argument(ctx, &site->value[0]);
    text(ctx, site, 0, r->text_0, TEXT_0, &r->p.text_size[0]);
    count(COUNT_RECORDS);
    ring.ringbuf_submit(r, NO_WAKEUP);
}

int uprobe__hotspot(struct pt_regs *ctx) {
    int cookie = bpf_get_attach_cookie(ctx);
    struct site *site = sites.lookup(&cookie);
    void *task = (void *)bpf_get_current_task_btf();
    // Before Linux 6.10 uprobe_multi's own filter also let other processes with the same libjvm through.
    if (!site || !OURS(task))
        return 0;
    struct account *a = account_of(task);
    if (!a)
        a = open_account(task, bpf_ktime_get_ns());
    if (!a || a->kind == KIND_OWN)
        return 0;
    switch (site->role) {
    case ROLE_BEGIN:
    case ROLE_CLASS_BEGIN:
        begin(ctx, site, a, task);
        if (site->phase == GARBAGE_COLLECTION)
            gc_workers_begin();
        break;
    case ROLE_END:
    case ROLE_CLASS_END:
        end(ctx, site, a, task);
        break;
    case ROLE_THREAD_START:
        thread_start(ctx, site, a);
        break;
    }
    return 0;
}
