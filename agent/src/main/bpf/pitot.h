// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Shared by all of Pitot's programs: limits, the records that leave the kernel, the maps.
//
// The files of this folder are compiled as ONE translation unit by libbcc, in the order that dev.pitot.compiler.Sources names.
// libbcc has no CO-RE: every offset into a kernel struct is a define (T_*, RQ_*, ...) that dev.pitot.compiler.KernelLayout
// reads from the running kernel's BTF. The layouts below have a twin in dev.pitot.record.Layout; the two are compared by the C
// compiler and by LayoutTest.

#define MAX_DEPTH 32        // phases nested on one thread; a power of two
#define MAX_SITES 256       // probe sites of all phases; a power of two
#define MAX_GC_WORKERS 128  // a power of two
#define MAX_TOLD 1024       // threads whose kind user space tells
#define MAX_REQUESTS 4096   // block requests in flight
#define MAX_DIRTY 16384     // inodes this JVM has written to
#define TEXT_0 256          // class name, operation, thread name
#define TEXT_1 128          // method name
#define TEXT_2 256          // signature
#define TEXT_3 16           // compiler
#define COMM 16
#define DISK 32
#define NAME 256            // a file's own, whole
#define PARENTS 7           // of its path, the nearest first
#define PARENT 48
#define SLOTS 64            // of a histogram; a power of two
#define MAX_IO_HISTOGRAMS 512

// What a thread is doing, and the parts of the bill, in this order. UNKNOWN resolves at the first thing seen.
enum { ON_CPU, RUN_QUEUE, IO_WAIT, BLOCKED, PARTS, UNKNOWN };

// What kind of thread it is.
enum { KIND_JAVA, KIND_GC, KIND_COMPILER, KIND_VM, KIND_OWN, KINDS };

// Phases; also the index of thresholds. NO_PHASE is "none".
enum {
    NO_PHASE, CLASS_LOAD, CLASS_INIT, COMPILATION, GARBAGE_COLLECTION, VM_OPERATION, SAFEPOINT, PARK, SLEEP, MONITOR_ENTER,
    PHASES
};

// A phase and which time since the session began its probes are attached: what a frame is of. 0: they are not.
#define PHASE_OF(tag) ((tag) & 0xff)

// Records. A phase's record has the phase's own number.
enum {
    BLOCK_IO = 32, RUN_QUEUE_WAIT, OFF_CPU, MAJOR_FAULT, THREAD_CPU, THREAD_START,
    BLOCK_IO_LATENCY, ON_CPU_TIME, OFF_CPU_TIME, RUN_QUEUE_LATENCY, // histograms: no records, but counted and wanted as these are
    THREAD_NAME,
    RECORD_TYPES = 48
};

// What a probe site means.
enum { ROLE_BEGIN, ROLE_END, ROLE_CLASS_BEGIN, ROLE_CLASS_LOADED, ROLE_CLASS_END, ROLE_THREAD_START, ROLE_COLLECTS };

// What is counted, per record type (0: not known which).
enum {
    COUNT_RECORDS,          // submitted
    COUNT_LOST,             // found the ring buffer full
    COUNT_END_ONLY,         // an end whose begin was not seen
    COUNT_BEGIN_ONLY,       // a begin whose end never came
    COUNT_TOO_DEEP,         // a begin on a full stack
    COUNT_NO_ACCOUNT,       // no memory for a thread's account or stack
    COUNT_TORN,             // an account that could not be read in one piece
    COUNT_MAP_FULL,         // a block request that could not be followed, a histogram that could not be begun, a GC worker too many
    COUNT_THROTTLED,        // one more than the recordings' `throttle` lets through
    COUNTS
};

// And behind these, on a cache line each: the bytes that went into the ring buffer, and those that its reader says it has taken.
#define PRODUCED (COUNTS * RECORD_TYPES)
#define CONSUMED (PRODUCED + 8)
#define COUNTERS (CONSUMED + 8)

struct header {
    u16 type;
    u16 size;
    u32 tid;                // in the JVM's own PID namespace; 0: none
    u64 start;              // CLOCK_MONOTONIC, ns
    u64 end;
};

// What a thread asked block devices for: each kind of request by itself, and bytes only of what they are of.
struct requested {
    u64 reads;
    u64 read_bytes;
    u64 writes;
    u64 write_bytes;
    u64 flushes;
    u64 discards;
    u64 discard_bytes;
    u64 others;
};

// Everything a bill is the difference of two of.
struct snapshot {
    u64 time[PARTS];        // ns
    struct requested disk;
    u64 major_faults;
    u64 minor_faults;
    u64 voluntary;
    u64 involuntary;
    u64 migrations;
};

struct gc_bill {
    u64 time[PARTS];
    u64 threads;
    u64 worst_run_queue;
};

struct phase_record {
    struct header h;
    struct snapshot bill;
    struct gc_bill gc;
    u64 value[2];
    u32 text_size[4];       // as the JVM gave them; more than fits means cut
    u32 depth;
    u32 pad;
};

struct text_record {        // one text
    struct phase_record p;
    char text_0[TEXT_0];
};

struct method_record {      // four texts: class, method, signature, compiler
    struct phase_record p;
    char text_0[TEXT_0];
    char text_1[TEXT_1];
    char text_2[TEXT_2];
    char text_3[TEXT_3];
};

struct cpu_record {
    struct header h;
    struct snapshot bill;
    u32 kind;
    char comm[COMM];
    u32 ended;              // 1: the thread's last
};

// What becomes of a thread's id: who of the JVM's threads an id means is known only in this order.
enum { NAME_NEW, NAME_FOUND, NAME_CHANGED, NAME_ENDED };

struct name_record {
    struct header h;
    u32 what;               // NAME_*
    u32 pad;
    char comm[COMM];
};

struct wait_record {        // RUN_QUEUE_WAIT, OFF_CPU
    struct header h;
    u64 run_queue;          // ns of it spent runnable
    u32 phase;
    u32 io_wait;
    u32 other_tid;          // RUN_QUEUE_WAIT: who ran instead; OFF_CPU: who woke it. 0: not a thread of this JVM
    u32 pad;
    char other[COMM];       // then: its process; nothing: nobody, or not known
    u64 other_time;         // RUN_QUEUE_WAIT: ns of the wait in which that ran
};

struct fault_record {
    struct header h;
    u64 address;
    u32 phase;
    u32 pad;
};

struct block_record {
    struct header h;
    u64 issue;              // when the driver got it
    u64 sector;
    u64 inode;
    u32 bytes;
    u32 operation;          // OP_*
    u32 flags;              // FLAG_*
    u32 phase;
    u32 components;         // 0: no name; else 1 and how many parents are filled
    u32 named;              // the file has been looked for
    u32 device;             // of the file system, as the kernel has it: 12 bits major, 20 bits minor
    u32 generation;         // another one if the inode's number is used anew
    u32 cut;                // bit i: parent i is longer
    u32 pad;
    char disk[DISK];
    char name[NAME];
    char parent[PARENTS][PARENT];
};

// What a request is for. The kernel's own numbers (enum req_op of include/linux/blk_types.h) are defines REQ_OP_*: those of zones have
// changed.
enum { OP_READ, OP_WRITE, OP_FLUSH, OP_DISCARD, OP_SECURE_ERASE, OP_WRITE_ZEROES, OP_ZONE_APPEND, OP_ZONE_OPEN, OP_ZONE_CLOSE,
       OP_ZONE_FINISH, OP_ZONE_RESET, OP_ZONE_RESET_ALL, OP_OTHER };

enum { FLAG_ASYNC = 1, FLAG_SYNC = 2, FLAG_META = 4, FLAG_READAHEAD = 8, FLAG_FUA = 16, FLAG_PREFLUSH = 32, FLAG_CUT = 64,
       FLAG_METADATA_FILE = 128, FLAG_SWAP = 256 };

// What the task iterator does.
enum { WALK_ADOPT, WALK_REPORT };

// Written by user space.
struct config {
    u64 walk;               // WALK_*
    u64 threshold[RECORD_TYPES]; // ns; all ones: not wanted
    u64 most[RECORD_TYPES];      // records in a window; all ones: no limit
    u64 window[RECORD_TYPES];    // ns
    u64 timed;                   // the programs time their own runs
    u64 histograms;              // bit HISTOGRAM_* x UNITS + unit: wanted
    u64 alarm;                   // bytes in the ring buffer at which its reader is woken up
    u32 tag[16];                 // by phase
};

// Most accounts are where the task's id says: found by arithmetic, where task storage takes a call and two cache lines more, half of what
// a switch costs. A thread that finds its place taken has its account in task storage.
#define NEAR 1024           // a power of two

// Written by the programs.
struct process {
    u64 gc_workers;         // slots used in gc_workers
    u64 rung_at;            // when the reader was last woken up for a thread that started
    u8 gc[NEAR];            // by the task's id, as near accounts are: may be a GC worker. Its name would have to come from memory
};

// Programs that can time their own runs, for where the kernel may not be asked to. The others run seldom.
enum {
    RUN_HOTSPOT, RUN_SCHED_SWITCH, RUN_SCHED_WAKEUP, RUN_SCHED_WAKING, RUN_PAGE_FAULT_USER, RUN_PAGE_FAULT_KERNEL,
    RUN_BLOCK_IO_START, RUN_BLOCK_RQ_ISSUE, RUN_BLOCK_IO_DONE, RUN_BLOCK_BIO_QUEUE, RUN_BLOCK_BIO_COMPLETE, RUNS
};

struct run {
    u64 count;
    u64 nanos;
};

// How many records of a type there have been in its present window.
struct limit {
    u64 since;
    u64 records;
};

// Histograms have power-of-2 slots, as BCC's bpf_log2l makes them, of whole microseconds or milliseconds.
enum { HISTOGRAM_BLOCK_IO, HISTOGRAM_ON_CPU, HISTOGRAM_OFF_CPU, HISTOGRAM_RUN_QUEUE, HISTOGRAMS };
enum { MICROS, MILLIS, UNITS };

struct slot {
    u64 count;
    u64 total;              // ns
};

struct histogram {
    struct slot slots[SLOTS];
};

// Those of threads: a row for each kind of thread, unit and measure, in one value, so that one lookup finds all, and in this order, so
// that what a switch of a Java thread adds to is on one page.
#define MEASURES 3          // HISTOGRAM_ON_CPU and on
#define THREAD_SLOTS 2048   // KINDS * UNITS * MEASURES * SLOTS and more: a power of two, and as much as a per-CPU value may have
struct thread_histograms {
    struct slot slots[THREAD_SLOTS];
};

struct io_key {
    char disk[DISK];
    u8 operation;           // OP_*
    u8 async;
    u8 queued;              // with the time in the queue
    u8 unit;
    u32 pad;
};

// The last sleep: none, if the thread was preempted; else what for, and a bit if it is known who woke it.
enum { SLEEP_NONE, SLEEP_IO, SLEEP_OTHER, SLEEP_WOKEN = 4 };

// One thread's account. `seq` is odd while it is being changed. In task storage the kernel puts it 8 bytes behind the begin of a cache line
// (include/linux/bpf_local_storage.h): what each switch needs is in the first two lines, since of a thread that has slept they have
// to come from memory.
struct account {
    u32 seq;
    u8 state;
    u8 kind;
    u8 slot;                // in gc_workers, plus one
    u8 sleep;               // SLEEP_*, of when it last left the CPU
    u32 tid;                // 0: being made, not to be touched
    u32 owner;              // the task's id in the initial PID namespace, of a near account; 0: it is free
    u64 since;              // when `state` began
    u64 time[PARTS];
    // The second cache line.
    u64 left;               // when it last left the CPU; 0: not seen
    u64 told;               // until when somebody was told what it did, who asked for that
    u64 woken;              // when it was woken, and when it got a CPU, as somebody was told before they were booked; before `since`:
    u64 got;                //   nobody was
    u64 arrival;            // sched_info.last_arrival when it last left the CPU
    u64 run_delay;          // sched_info.run_delay then
    u64 fault;              // when the page fault being handled began; 0: none
    char waker[COMM];
    // The rest.
    u64 fault_address;
    u64 fault_majors;
    u32 fault_phase;
    u32 waker_tid;          // with SLEEP_WOKEN
    struct requested disk;
    u64 reported;           // end of the last window of THREAD_CPU
    struct snapshot last;   // and the totals then
    u64 missed;             // a hit found no stack: of the frames on it none can be trusted
    u64 above;              // the bio whose disk has no requests and that is being served just now; BELOW: another one's disk has; 0: none
    u64 hotspots;           // its name says what it is: it is old, or one of HotSpot's own threads made it
    u64 claims;             // on a near account: above 0 it is taken
};

struct near {
    struct account of[NEAR];
};

// What to add to the scheduler's clock on this CPU for CLOCK_MONOTONIC. The scheduler reads its clock some time before the tracepoint,
// mostly a microsecond, but sometimes fifty: the least difference in a window is the nearest.
struct clock {
    u64 offset;
    u64 least;              // in the present window
    u64 since;              // when that began; 0: there was none
    u64 read;               // the scheduler's clock when both were last read; 0: they are to be read at the next switch
    u64 got;                // when a thread of this JVM last got this CPU
    u64 last_offset;        // `offset` at the last switch from or to one
};

// Who had a CPU, one after the other, as far as it is seen: at the switches of this JVM's threads. Between two of these may be several
// others, of which the last is remembered.
#define STINTS 64           // a power of two
struct stint {
    u64 end;
    u64 who;                // the task's id, of a thread of this JVM, with STINT_OURS; else that of its process
    u32 tid;                // as in a record
    u32 pad;
    char name[COMM];        // of another process
};
#define STINT_OURS (1ULL << 32)

struct stints {
    u64 count;
    struct stint of[STINTS];
};

struct frame {
    u64 start;
    u64 sp;                 // user stack pointer at the probe
    u64 symbol;             // CLASS_LOAD: Symbol* of the name; 0: not known yet
    u64 name;               // CLASS_LOAD, once the class is there: the name's bytes, else 0
    u64 name_size;
    u64 value[2];
    struct snapshot at;
};

struct stack {
    u32 depth;
    u32 tag[MAX_DEPTH];
    u8 beyond[PHASES];      // begins that found the stack full
    u8 pad[2];
    u32 batch;              // the last hit: by which batch of links it came, of which site, where its thread's stack was
    u32 site;
    u32 pad_2;
    u64 sp;
    u64 regs[REGS_MASK + 1]; // the user registers at this probe, where they can be read by number
    volatile u64 scratch;   // what a loop has found: through memory, so that the verifier need not follow each way out of it
    struct frame frames[MAX_DEPTH];
};

// GC workers' accounts, mirrored where another thread can walk over all of them.
struct gc_worker {
    u32 seq;
    u32 state;
    u64 since;
    u64 time[PARTS];
    u64 begin[PARTS];       // at gc__begin
    u64 part[PARTS];        // since then, at gc__end
};

struct gc_workers {         // in one value, so that a walk needs no lookup at each
    struct gc_worker of[MAX_GC_WORKERS];
};

// Where an argument of a USDT probe is; how: 0 absent, 1 constant, 2 register, 3 memory.
struct argument {
    u8 how;
    u8 size;
    u8 is_signed;
    u8 shift;
    u32 reg;                // offset in struct pt_regs
    s64 value;              // constant, or displacement
};

struct site {
    u8 phase;
    u8 role;
    u8 texts;
    u8 pad[5];
    struct argument text[4][2];
    struct argument value[2];
};

struct sites {              // in one value, so that they are written at once
    struct site of[MAX_SITES];
};

// Who may come between two instructions of a program, and what keeps it right.
//
// Programs at tracepoints (tp__*) run with preemption disabled, and one of a kind at a time on a CPU: the kernel skips a program that would
// interrupt itself, and counts that (`active` and recursion_misses, __bpf_trace_run in kernel/trace/bpf_trace.c), which becomes a
// DataLoss. With CONFIG_PREEMPT_RT and tracepoint_guard() they are preempted, and then others of the kind are skipped, too. Interrupts
// bring other tracepoints: block_io_done and sched_waking in all, sched_switch in none of those under the run-queue lock.
//
// The program at libjvm's sites (uprobe__hotspot) may be preempted on a kernel that preempts at all, since Linux 6.0 (8c7dcb84e3b7), and
// then its CPU runs it for another thread. From 6.13 on (a76ab5731e32) its stack is that CPU's, and not its thread's: the other one would
// overwrite it. So it runs between two calls that disable preemption (`UNPREEMPTED` below), which the kernel has since 6.10; the compiler
// leaves it out of the bundle where it has private stacks without these. From 6.0 to 6.9 it is preempted on its thread's own stack.
//
// The walk over tasks (iter__task) may be preempted, on its thread's own stack.
//
// So each map has to bear: other CPUs; another program in an interrupt; and that a thread is preempted in the middle, by which
// sched_switch changes its account, and runs the hotspot program for other threads on this CPU.
//
//   near, accounts   A change is made under the task's run-queue lock. Who reads one takes it again if `seq` has changed, and a preempted
//                    thread's own switch changes it. What a reader notes (told, woken, got) counts only if it is later than what is booked.
//                    The bytes and requests are added by the thread itself. Only who has won `claims` makes a near account.
//   stacks           One thread's; only its own hits change it. Until 6.1 the kernel refuses task storage while another is at it on this
//                    CPU: a hit without a stack is counted, and none of its thread's frames is trusted after it (`missed`).
//   config, sites,   Written by user space only.
//   blank*
//   kinds            The kernel's lock.
//   process          Slots by an atomic. `rung_at`: at worst the reader is woken up once more.
//   gc_workers       A slot's times are its account's, changed with it and read by `seq`. `begin` and `part` are of the one collection there is.
//   limits           Counted by an atomic. At the turn of a window two may begin it: some more get through.
//   clocks           Per CPU; written by sched_switch alone, which nothing interrupts. Who reads it does so between two looks at `seq`.
//   cpu_histograms,  Per CPU; written by sched_switch alone.
//   cpu_stints
//   runs, hits,      Atomics, per CPU only so that CPUs do not share a cache line.
//   counters
//   io_histograms    Atomics; a new one is inserted by one of those who try.
//   requests         A request's entry is written by who makes it, then by who issues it, then by who ends it, in this order. A bio's
//                    by who queues it, then by who ends it. Its maker may take it away: as it makes a request below, before that can end.
//   dirty            The kernel's lock. last_written: a mixture of two files' entries equals neither, and is looked up in `dirty`.
//   ring             Reserved and submitted by one program in one run; the kernel's lock.
BPF_F_TABLE("array", int, struct near, near, 1, BPF_F_MMAPABLE); // for the flag puts it at the begin of a page
BPF_TASK_STORAGE(accounts, struct account);
BPF_TASK_STORAGE(stacks, struct stack);
BPF_TABLE("hash", u32, u32, kinds, MAX_TOLD);         // KIND_* of threads of which user space knows it, by their ids in the JVM's namespace
BPF_ARRAY(config, struct config, 1);
BPF_ARRAY(process, struct process, 1);
BPF_ARRAY(sites, struct sites, 1);
BPF_ARRAY(gc_workers, struct gc_workers, 1);
BPF_ARRAY(limits, struct limit, RECORD_TYPES);
BPF_PERCPU_ARRAY(clocks, struct clock, 1);
BPF_PERCPU_ARRAY(cpu_stints, struct stints, 1);
BPF_PERCPU_ARRAY(runs, struct run, RUNS);
BPF_PERCPU_ARRAY(hits, u64, RECORD_TYPES);           // of the probes in libjvm, by what they serve
BPF_PERCPU_ARRAY(cpu_histograms, struct thread_histograms, 1);
BPF_TABLE("hash", struct io_key, struct histogram, io_histograms, MAX_IO_HISTOGRAMS);
BPF_ARRAY(blank_histogram, struct histogram, 1);    // what a new one is copied from: too large for the stack
BPF_F_TABLE("array", int, u64, counters, COUNTERS, BPF_F_MMAPABLE);
BPF_RINGBUF_OUTPUT(ring, 512);

// A load at a constant offset through a pointer the verifier knows by its BTF type. In assembly, because libbcc's
// rewriter would turn a dereference into a probe read, at 45 ns each.
#define LOAD_U8(p, off) ({ u64 _v; asm volatile("%0 = *(u8 *)(%1 + %2)" : "=r"(_v) : "r"(p), "i"(off)); (u8)_v; })
#define LOAD_U32(p, off) ({ u64 _v; asm volatile("%0 = *(u32 *)(%1 + %2)" : "=r"(_v) : "r"(p), "i"(off)); (u32)_v; })
#define LOAD_U64(p, off) ({ u64 _v; asm volatile("%0 = *(u64 *)(%1 + %2)" : "=r"(_v) : "r"(p), "i"(off)); _v; })
// 4 bytes, and 1 since Linux 7.2.
#if T_ON_CPU_SIZE == 1
#define RUNS_ON_A_CPU(task) LOAD_U8(task, T_ON_CPU)
#else
#define RUNS_ON_A_CPU(task) LOAD_U32(task, T_ON_CPU)
#endif
// A load through any other pointer.
#define READ_PTR(from) ({ void *_p = 0; bpf_probe_read_kernel(&_p, sizeof(_p), (void *)(from)); _p; })
#define READ_U64(from) ({ u64 _n = 0; bpf_probe_read_kernel(&_n, sizeof(_n), (void *)(from)); _n; })
#define READ_U32(from) ({ u32 _n = 0; bpf_probe_read_kernel(&_n, sizeof(_n), (void *)(from)); _n; })
// An index into n places, n a power of two. In assembly, because clang drops a mask it can prove needless, and the verifier cannot.
#define MASKED(i, n) ({ u64 _i = (i); asm volatile("%0 &= %1" : "+r"(_i) : "i"((n) - 1)); _i; })
#define INDEX(i) MASKED(i, MAX_DEPTH)
// A loop whose counter the compiler can not replace by something the verifier does not know the bound of. Nor does it know where the
// counter begins: clang would jump into the middle of the loop, whose back edge then is a fall-through, and check_cfg refused that
// before Linux 6.7 (10e14e9652bf).
#define REPEAT(i, n) for (u64 i = OPAQUE(0); i < (n); i++, ({ asm volatile("" : "+r"(i)); }))
#define OPAQUE(v) ({ u64 _o = (v); asm volatile("" : "+r"(_o)); _o; })
// 1 if v > most, else 0, for both below 2^63. In assembly, because clang would make a jump of it, and the verifier follows every
// way through all jumps: sixteen of these in a row would be 65,536.
#define ABOVE(v, most) ({ u64 _a = (u64)(most) - (u64)(v); asm volatile("%0 >>= 63" : "+r"(_a)); _a; })
#define IS_SET(v) ({ u64 _s = (v); _s |= -_s; asm volatile("%0 >>= 63" : "+r"(_s)); _s; }) // any v: 1 if it is not 0
#define SAME(a, b) (1 - IS_SET((a) ^ (b)))
#define LARGER(a, b) ({ u64 _x = (a), _y = (b); _y + (_x - _y) * ABOVE(_x, _y); })
#define SMALLER(a, b) ({ u64 _x = (a), _y = (b); _x + (_y - _x) * ABOVE(_x, _y); })
#define ARG(ctx, n) LOAD_U64(ctx, 8 * (n))

// An atomic addition that says what was there before. libbcc compiles for the first BPF processor (from 0.32 on it says so itself,
// iovisor/bcc 6acb86ef), and for that clang from 20 on refuses a __sync_fetch_and_add whose result is used. Its assembler does not
// refuse the instruction, which that of clang 14 cannot read.
#if __clang_major__ >= 20
#define FETCH_ADD(p, n) ({ u64 _f = (n); asm volatile("%0 = atomic_fetch_add((u64 *)(%1 + 0), %0)" : "+r"(_f) : "r"(p) : "memory"); _f; })
#else
#define FETCH_ADD(p, n) __sync_fetch_and_add(p, n)
#endif
// An atomic whose result is used, since clang before 20 makes one of no order of it otherwise (STADD on aarch64).
#define IN_ORDER(p, n) ({ u64 _o = FETCH_ADD(p, n); asm volatile("" :: "r"(_o) : "memory"); })
// The compiler must not move loads and stores across; the CPU is kept in order by x86 itself, elsewhere by an atomic.
#ifdef PITOT_X86
#define barrier() asm volatile("" ::: "memory")
#else
#define barrier() ({ u64 _z = 0; IN_ORDER(&_z, 1); })
#endif

static __always_inline struct config *settings(void) {
    int zero = 0;
    return config.lookup(&zero);
}

static __always_inline struct process *this_process(void) {
    int zero = 0;
    return process.lookup(&zero);
}

static __always_inline struct clock *this_clock(void) {
    int zero = 0;
    return clocks.lookup(&zero);
}

// The process whose threads count, by its id in the initial PID namespace. User space writes it into the instructions when it loads
// them, in place of this number: each program asks for it, and most often of a stranger's task, so it must not cost a cache line.
#define TGID_PLACE 0x7069746f74677064
#define TGID ({ u64 _id; asm("%0 = %1 ll" : "=r"(_id) : "i"(TGID_PLACE)); _id; })
#define OURS(task) (LOAD_U32(task, T_TGID) == TGID)
#define NOT_WANTED (~0ULL)

// Zero, but the verifier does not know: two ways that come together with a zero and with a time are one to it if it has not seen
// which is which, and else two to the end of the program.
#define ZERO(c) (*(volatile u32 *)&(c)->tag[NO_PHASE])

// Whether the programs are to time their own runs when `timed` says so, written into the instructions likewise: where the kernel keeps
// statistics for this process, the verifier takes all of it out.
#define TIMING_PLACE 0x7069746f74696d65
#define TIMING ({ u64 _t; asm("%0 = %1 ll" : "=r"(_t) : "i"(TIMING_PLACE)); _t; })

// A call of a kernel function that takes nothing, by a number that stands for its BTF id: the compiler child replaces it, or takes the call
// out where the kernel does not have the function.
#define CALL_PLACE(place) ((void (*)(void))(place))()
#define PREEMPT_DISABLE_PLACE 0x70747064 // bpf_preempt_disable
#define PREEMPT_ENABLE_PLACE 0x70747065  // bpf_preempt_enable

// Does what follows with preemption disabled. All of a program, in a function of its own: nothing may be on the stack before, nor be
// needed from it after. CompiledProgramsIT holds the compiled program to that.
#define UNPREEMPTED(what) ({ CALL_PLACE(PREEMPT_DISABLE_PLACE); what; CALL_PLACE(PREEMPT_ENABLE_PLACE); })

// When a run begins; 0: it is not timed.
static __always_inline u64 begin_run(void) {
    if (!TIMING)
        return 0;
    struct config *c = settings();
    if (!c)
        return 0;
    return c->timed ? bpf_ktime_get_ns() : ZERO(c);
}

static __always_inline void end_run(int program, u64 begun) {
    if (!begun)
        return;
    struct run *r = runs.lookup(&program);
    if (!r)
        return;
    __sync_fetch_and_add(&r->count, 1);
    __sync_fetch_and_add(&r->nanos, bpf_ktime_get_ns() - begun);
}

static __always_inline void count(u32 what, u32 type) {
    int index = what * RECORD_TYPES + type;
    u64 *counter = counters.lookup(&index);
    if (counter)
        __sync_fetch_and_add(counter, 1);
}

// How a record of so many bytes is handed over. The reader looks by itself some times a second, and to wake it up for each record
// would cost more than the record: only the one with which the ring buffer begins to fill up does.
static __always_inline u64 handing_over(u32 size) {
    int at = PRODUCED;
    u64 *produced = counters.lookup(&at);
    at = CONSUMED;
    u64 *consumed = counters.lookup(&at);
    struct config *c = settings();
    if (!produced || !consumed || !c)
        return BPF_RB_NO_WAKEUP;
    size = (size + BPF_RINGBUF_HDR_SZ + 7) & ~7;
    u64 before = FETCH_ADD(produced, size) - *(volatile u64 *)consumed;
    u64 rings = ABOVE(c->alarm, before) * ABOVE(before + size + 1, c->alarm);
    return BPF_RB_NO_WAKEUP + rings * (BPF_RB_FORCE_WAKEUP - BPF_RB_NO_WAKEUP);
}

// Whether a record is one too many for what the recordings' `throttle` lets through. Two CPUs at the turn of a window may both
// begin it: then one more than asked for gets through.
static __always_inline int throttled(struct config *c, u32 type, u64 now) {
    if (c->most[type] == NOT_WANTED)
        return 0;
    int key = type;
    struct limit *l = limits.lookup(&key);
    if (!l)
        return 0;
    if (now - l->since >= c->window[type]) {
        l->since = now;
        l->records = 0;
    }
    if (FETCH_ADD(&l->records, 1) < c->most[type])
        return 0;
    count(COUNT_THROTTLED, type);
    return 1;
}

static __always_inline void head(struct header *h, u16 type, u16 size, u32 tid, u64 start, u64 end) {
    h->type = type;
    h->size = size;
    h->tid = tid;
    h->start = start;
    h->end = end;
}
