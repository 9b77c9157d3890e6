// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Phases of the JVM: one program for all probe sites, told apart by the cookie of the site.
//
// The links to the sites are made anew, as one batch, when recordings want other phases; the old batch is closed once the new one
// is there. In between a hit comes twice, and the second is dropped. Phases have a tag, which changes each time their probes come
// back: a frame whose end was missed while they were away matches no later end.
//
// A begin pushes a frame with the thread's totals, an end pops it and sends the difference: the bill. Frames pair by phase
// on the thread's own stack, so that nested and interleaved phases do not mix. What has no partner is counted, not guessed.

static __always_inline void push(void *ctx, struct site *site, struct stack *s, struct account *a, void *task, u32 tag) {
    u32 top = INDEX(s->depth);
    struct frame *f = &s->frames[top];
    f->sp = LOAD_U64(ctx, REGS_SP);
    f->symbol = 0;
    f->name = 0;
    f->value[0] = 0;
    f->value[1] = 0;
    if (site->value[0].how | site->value[1].how) {
        copy_registers(ctx, s);
        values(s, site, f->value);
    }
    s->tag[top] = tag;
    s->depth++;
    take(a, task, 1, &f->at, &f->start);
    if (site->role == ROLE_CLASS_BEGIN)
        f->symbol = f->value[0];
}

static __always_inline void begin(void *ctx, struct site *site, struct stack *s, struct account *a, void *task,
                                  struct config *c, u32 tag) {
    u32 phase = PHASE_OF(tag);
    if (phase >= PHASES)
        return;
    if (s->depth) {
        u32 top = s->tag[INDEX(s->depth - 1)];
        if (top == tag && phase >= PARK) {
            s->depth--; // a thread parks, sleeps and contends once at a time: the one below never ended
            count(COUNT_BEGIN_ONLY, phase);
        } else if (top != c->tag[top & 15]) {
            s->depth--; // its probes were away when it ended
        }
    }
    if (s->depth < MAX_DEPTH) {
        push(ctx, site, s, a, task, tag);
        return;
    }
    if (site->role == ROLE_BEGIN)
        s->beyond[phase]++;
    count(COUNT_TOO_DEEP, phase);
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
    count(COUNT_RECORDS, phase);
}

// Takes a frame, and those above it that never ended, from the stack and makes its bill; 0 if it is too short to be sent.
static __always_inline struct frame *pop(struct stack *s, u32 depth, u32 phase, struct account *a, void *task,
                                         struct snapshot *totals, u64 *now) {
    struct frame *f = &s->frames[INDEX(depth)];
    take(a, task, 1, totals, now);
    s->depth = depth;
    if (depth + 1 >= MAX_DEPTH)
        __builtin_memset(s->beyond, 0, sizeof(s->beyond));
    struct config *c = settings();
    return c && *now - f->start >= c->threshold[phase] ? f : 0;
}

static __always_inline void send_plain(struct frame *f, struct site *site, struct account *a, u32 depth,
                                       struct snapshot *totals, u64 now) {
    struct phase_record *r = ring.ringbuf_reserve(sizeof(struct phase_record));
    if (!r)
        return count(COUNT_LOST, site->phase);
    fill(r, sizeof(*r), a, f, site->phase, depth, totals, now);
    if (site->phase == GARBAGE_COLLECTION) {
        gc_workers_end(&r->gc);
        if (f->value[0] && !f->value[1] && !r->gc.threads) { // announced only: `is_announcement`
            ring.ringbuf_discard(r, 0);
            return;
        }
    }
    ring.ringbuf_submit(r, handing_over(sizeof(*r)));
}

static __always_inline void send_text(struct stack *s, struct frame *f, struct site *site, struct account *a, u32 depth,
                                      struct snapshot *totals, u64 now) {
    struct text_record *r = ring.ringbuf_reserve(sizeof(struct text_record));
    if (!r)
        return count(COUNT_LOST, site->phase);
    fill(&r->p, sizeof(*r), a, f, site->phase, depth, totals, now);
    if (f->name)
        copy_text(r->text_0, TEXT_0, f->name, f->name_size, &r->p.text_size[0]);
    else
        text(s, site, 0, r->text_0, TEXT_0, &r->p.text_size[0]);
    ring.ringbuf_submit(r, handing_over(sizeof(*r)));
}

static __always_inline void send_method(struct stack *s, struct frame *f, struct site *site, struct account *a, u32 depth,
                                        struct snapshot *totals, u64 now) {
    struct method_record *r = ring.ringbuf_reserve(sizeof(struct method_record));
    if (!r)
        return count(COUNT_LOST, site->phase);
    fill(&r->p, sizeof(*r), a, f, site->phase, depth, totals, now);
    text(s, site, 0, r->text_0, TEXT_0, &r->p.text_size[0]);
    text(s, site, 1, r->text_1, TEXT_1, &r->p.text_size[1]);
    text(s, site, 2, r->text_2, TEXT_2, &r->p.text_size[2]);
    text(s, site, 3, r->text_3, TEXT_3, &r->p.text_size[3]);
    ring.ringbuf_submit(r, handing_over(sizeof(*r)));
}

// The frame an end belongs to, plus one; 0: none. A function that returns left the stack pointer where its entry had it, but
// for the return address; a probe's end belongs to the last begin of its phase.
static __always_inline u32 begun(void *ctx, struct site *site, struct stack *s, u32 tag) {
    u64 sp = LOAD_U64(ctx, REGS_SP) - RETURN_ADDRESS;
    u32 by_sp = site->role == ROLE_CLASS_END;
    s->scratch = 0;
    REPEAT(i, MAX_DEPTH) {
        u32 at = s->depth - 1 - i;
        if (at >= MAX_DEPTH)
            break;
        if (s->tag[INDEX(at)] == tag && (!by_sp || s->frames[INDEX(at)].sp == sp)) {
            s->scratch = at + 1;
            break;
        }
    }
    return s->scratch;
}

// A collection that the metadata asks for is announced by the VM operation, as a full one, and again by the collector, as what it is, if that
// then collects. The announcement is no collection: it holds another, or no memory pool is collected in it, and no worker works. Its frame is
// marked in what is free there, since the probe has one value.
#define MARKS value[1]
enum { COLLECTS = 1, HOLDS_ANOTHER = 2 };

static __always_inline void collects(struct stack *s, u32 tag) {
    u64 top = INDEX(s->depth - 1);
    if (s->depth && s->tag[top] == tag)
        s->frames[top].MARKS |= COLLECTS;
}

static __always_inline int is_announcement(void *ctx, struct site *site, struct stack *s, u32 popped, u32 tag) {
    if (PHASE_OF(tag) != GARBAGE_COLLECTION)
        return 0;
    u32 outer = begun(ctx, site, s, tag);
    if (outer)
        s->frames[INDEX(outer - 1)].MARKS |= HOLDS_ANOTHER;
    return (s->frames[INDEX(popped)].MARKS & HOLDS_ANOTHER) != 0;
}

static __always_inline void end(void *ctx, struct site *site, struct stack *s, struct account *a, void *task, u32 tag) {
    u32 phase = PHASE_OF(tag);
    if (phase >= PHASES)
        return;
    if (s->depth >= MAX_DEPTH && s->beyond[phase]) {
        s->beyond[phase]--;
        return;
    }
    u32 found = begun(ctx, site, s, tag);
    if (!found) {
        if (site->role == ROLE_END)
            count(COUNT_END_ONLY, phase);
        return;
    }
    struct snapshot totals = {};
    u64 now;
    struct frame *f = pop(s, found - 1, phase, a, task, &totals, &now);
    if (is_announcement(ctx, site, s, found - 1, tag))
        return;
    if (!f || (site->role == ROLE_CLASS_END && !f->name))
        return; // too short, or no class: it was there already, or was not found
    struct config *c = settings(); // anew: the verifier loses sight of one that has come so far
    if (!c || throttled(c, phase, now))
        return;
    copy_registers(ctx, s);
    values(s, site, f->value);
    if (site->texts == 0 && !f->name)
        send_plain(f, site, a, found - 1, &totals, now);
    else if (site->texts <= 1)
        send_text(s, f, site, a, found - 1, &totals, now);
    else
        send_method(s, f, site, a, found - 1, &totals, now);
}

// A class is there. Several functions load it, one in another, and loaders delegate: it belongs to the outermost of the frames
// for its name that lie together. That one is sent when its function returns. The innermost is its own whatever its name: that
// of a hidden class is made only after it was asked for.
static __always_inline void class_loaded(struct site *site, struct stack *s, u32 tag) {
    u64 name = argument(s, &site->text[0][0]);
    s->scratch = 0;
    REPEAT(i, MAX_DEPTH) {
        u32 at = s->depth - 1 - i;
        if (at >= MAX_DEPTH || s->tag[INDEX(at)] != tag)
            break;
        u64 symbol = s->frames[INDEX(at)].symbol;
        if (i && (symbol == 0 || name - symbol >= 16))
            break; // the name's bytes lie inside the Symbol: oops/symbol.hpp
        s->scratch = at + 1;
    }
    u32 found = s->scratch;
    if (!found) {
        count(COUNT_END_ONLY, CLASS_LOAD);
        return;
    }
    struct frame *f = &s->frames[INDEX(found - 1)];
    f->name = name;
    f->name_size = (u32)argument(s, &site->text[0][1]);
    f->value[0] = 0;
    values(s, site, f->value);
}

#define RING_AGAIN 50000000 // ns

// A thread that has just started has to be found among the JVM's threads before it ends: its reader is woken up, if not too often.
static __always_inline u64 handing_over_start(u32 size, u64 now) {
    u64 flags = handing_over(size);
    struct process *p = this_process();
    if (!p || now - p->rung_at < RING_AGAIN)
        return flags;
    p->rung_at = now;
    return BPF_RB_FORCE_WAKEUP;
}

// A thread tells its Java id and whole name; the kernel knows 15 characters of it.
static __always_inline void thread_start(struct site *site, struct stack *s, struct account *a) {
    struct text_record *r = ring.ringbuf_reserve(sizeof(struct text_record));
    if (!r)
        return count(COUNT_LOST, THREAD_START);
    u64 now = bpf_ktime_get_ns();
    head(&r->p.h, THREAD_START, sizeof(*r), a->tid, now, now);
    r->p.value[0] = argument(s, &site->value[0]);
    text(s, site, 0, r->text_0, TEXT_0, &r->p.text_size[0]);
    count(COUNT_RECORDS, THREAD_START);
    ring.ringbuf_submit(r, handing_over_start(sizeof(*r), now));
}

// Whether this hit has been seen already, by way of another batch of links. A site is never hit twice in a row on one thread at
// one depth of its stack: what begins there has to end first.
static __always_inline int seen(struct stack *s, u32 batch, u32 site, u64 sp) {
    int again = s->batch && s->batch != batch && s->site == site && s->sp == sp;
    s->batch = again ? 0 : batch;
    s->site = site;
    s->sp = sp;
    return again;
}

static __always_inline void hit(u32 type) {
    int key = type;
    u64 *n = hits.lookup(&key);
    if (n)
        __sync_fetch_and_add(n, 1);
}

// A cookie: the number of the batch, and of the site.
static __always_inline void hotspot(struct pt_regs *ctx) {
    u64 cookie = bpf_get_attach_cookie(ctx);
    u64 number = (u32)cookie;
    int zero = 0;
    struct sites *all = sites.lookup(&zero);
    struct config *c = settings();
    void *task = (void *)bpf_get_current_task_btf();
    // Before Linux 6.10 uprobe_multi's own filter also let other processes with the same libjvm through.
    if (!all || !c || !OURS(task))
        return;
    struct site *site = &all->of[MASKED(number, MAX_SITES)];
    if (c->walk != WALK_REPORT)
        return; // its probes are attached while the rest is: not all threads have an account yet
    u32 tag = c->tag[site->phase & 15];
    struct account *a = account_of(task);
    if (!a) {
        count(COUNT_NO_ACCOUNT, site->phase & 15);
        return;
    }
    if (a->kind == KIND_OWN)
        return;
    struct stack *s = stacks.task_storage_get(task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
    if (!s) {
        count(COUNT_NO_ACCOUNT, site->phase & 15);
        a->missed = 1;
        return;
    }
    if (a->missed) {
        a->missed = 0;
        s->depth = 0;
    }
    if (seen(s, cookie >> 32, number, LOAD_U64(ctx, REGS_SP)))
        return;
    hit(site->phase ? site->phase : THREAD_START);
    if (tag == 0 && site->role != ROLE_THREAD_START)
        return; // wanted no more, or not yet
    switch (site->role) {
    case ROLE_BEGIN:
    case ROLE_CLASS_BEGIN:
        begin(ctx, site, s, a, task, c, tag);
        if (site->phase == GARBAGE_COLLECTION)
            gc_workers_begin();
        break;
    case ROLE_END:
    case ROLE_CLASS_END:
        end(ctx, site, s, a, task, tag);
        break;
    case ROLE_CLASS_LOADED:
        copy_registers(ctx, s);
        class_loaded(site, s, tag);
        break;
    case ROLE_COLLECTS:
        collects(s, tag);
        break;
    case ROLE_THREAD_START:
        copy_registers(ctx, s);
        thread_start(site, s, a);
        break;
    }
}

static __always_inline void hotspot_timed(struct pt_regs *ctx) {
    u64 begun = begin_run();
    hotspot(ctx);
    end_run(RUN_HOTSPOT, begun);
}

int uprobe__hotspot(struct pt_regs *ctx) {
    UNPREEMPTED(hotspot_timed(ctx));
    return 0;
}
