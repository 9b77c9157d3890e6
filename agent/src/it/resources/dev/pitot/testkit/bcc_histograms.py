# SPDX-License-Identifier: Apache-2.0
"""The histograms of BCC's own tools, of one process, for dev.pitot.testkit.Bcc: bcc_histograms.py PID SKEW

What runs in the kernel is what Debian's tools print with --ebpf. runqlat's is taken as it is. The others want kprobes, which a
kernel need not have: their functions are called from the tracepoints at the same places. To each, two histograms more are added,
in which every time is SKEW nanoseconds shorter and longer: two tracers do not read the clock at the same moment.

For each line on stdin all counts since the start are printed, in lines of a name and numbers, and a line "done".
"""
import subprocess
import sys

from bcc import BPF

PID, SKEW = sys.argv[1:]

SCHED_SWITCH = """
RAW_TRACEPOINT_PROBE(sched_switch) {
    u64 ts = bpf_ktime_get_ns();
    u32 cpu = bpf_get_smp_processor_id();
    struct task_struct *prev = (struct task_struct *)ctx->args[1];
    struct task_struct *next = (struct task_struct *)ctx->args[2];
    %s(prev->tgid, prev->pid, cpu, ts);
    %s(next->tgid, next->pid, cpu, ts);
    return 0;
}
"""

# biolatency knows no processes: only the reads that a thread of this one makes are handed to it.
REQUESTS = """
BPF_HASH(mine, struct request *, u8);
BPF_ARRAY(begun, u64, 2); // and of those, how many while their last use had not been seen to end
RAW_TRACEPOINT_PROBE(block_io_start) {
    struct request *request = (struct request *)ctx->args[0];
    u8 yes = 1;
    if (bpf_get_current_pid_tgid() >> 32 != PID || (request->cmd_flags & 0xff) != 0)
        return 0;
    begun.atomic_increment(0);
    if (mine.lookup(&request))
        begun.atomic_increment(1);
    mine.update(&request, &yes);
    if (QUEUED)
        trace_req_start((void *)ctx, request);
    return 0;
}
RAW_TRACEPOINT_PROBE(block_rq_issue) {
    struct request *request = (struct request *)ctx->args[0];
    if (!QUEUED && mine.lookup(&request))
        trace_req_start((void *)ctx, request);
    return 0;
}
RAW_TRACEPOINT_PROBE(block_io_done) {
    struct request *request = (struct request *)ctx->args[0];
    if (mine.lookup(&request))
        trace_req_done((void *)ctx, request);
    mine.delete(&request);
    return 0;
}
"""

# What the tools do not see, or see otherwise than Pitot: counted, so that it explains as much as there is of it and no more.
CAUSES = """
#include <linux/sched.h>
enum { RUNS = 1, WAITS, SLEEPS };
enum { SWITCHES, UNSEEN_SWITCHES, UNSEEN_WAKEUPS, PREEMPTED_ON_THE_WAY_TO_SLEEP, MIGRATED, COUNTS };
BPF_HASH(state, u32, u32);
BPF_ARRAY(causes, u64, COUNTS);
static void enter(u32 pid, u32 is) {
    u32 now = bpf_get_smp_processor_id() << 2 | is;
    state.update(&pid, &now);
}
RAW_TRACEPOINT_PROBE(sched_switch) {
    struct task_struct *prev = (struct task_struct *)ctx->args[1];
    struct task_struct *next = (struct task_struct *)ctx->args[2];
    int preempted = ctx->args[0] & 0xff;
    if (prev->tgid == PID) {
        u32 pid = prev->pid;
        u32 *was = state.lookup(&pid);
        u32 asleep = prev->__state;
        causes.atomic_increment(SWITCHES);
        if (was && (*was & 3) != RUNS)
            causes.atomic_increment(UNSEEN_SWITCHES);
        if (preempted && asleep)
            causes.atomic_increment(PREEMPTED_ON_THE_WAY_TO_SLEEP);
        enter(pid, preempted || !asleep ? WAITS : SLEEPS);
    }
    if (next->tgid == PID) {
        u32 pid = next->pid;
        u32 *was = state.lookup(&pid);
        if (was && (*was & 3) == SLEEPS)
            causes.atomic_increment(UNSEEN_WAKEUPS);
        if (was && (*was >> 2) != bpf_get_smp_processor_id())
            causes.atomic_increment(MIGRATED);
        enter(pid, RUNS);
    }
    return 0;
}
RAW_TRACEPOINT_PROBE(sched_wakeup) {
    struct task_struct *task = (struct task_struct *)ctx->args[0];
    u32 pid = task->pid;
    u32 *was = state.lookup(&pid);
    if (task->tgid == PID && was && (*was & 3) == SLEEPS) {
        u32 now = (*was & ~3) | WAITS;
        state.update(&pid, &now);
    }
    return 0;
}
"""

# How often more than SKEW passed between when Pitot says that something was and the last of these programs, whatever was in between:
# then the tools read the clock that much later. Pitot's programs are before the first. Of a switch and a wakeup Pitot takes the
# scheduler's reading of its clock, which is a while before the tracepoint: before it has sent an interrupt to another CPU, or looked for
# a thread to run. What that clock is behind the other is the least difference there was. Of the scheduler's events, and of requests'.
FIRST = """
#include <linux/sched.h>
BPF_TABLE_PUBLIC("percpu_array", int, u64, began, 1);
BPF_PERCPU_ARRAY(behind, u64, 1);
static int stamp(u64 scheduler) {
    int zero = 0;
    u64 now = bpf_ktime_get_ns();
    u64 *at = began.lookup(&zero);
    u64 *least = behind.lookup(&zero);
    if (!at || !least)
        return 0;
    *at = now;
    if (!scheduler)
        return 0;
    if (!*least || (s64)(now - scheduler - *least) < 0)
        *least = now - scheduler;
    *at = scheduler + *least;
    return 0;
}
int at_switch(struct bpf_raw_tracepoint_args *ctx) {
    struct task_struct *prev = (struct task_struct *)ctx->args[1];
    struct task_struct *next = (struct task_struct *)ctx->args[2];
    u64 scheduler = prev->cfs_rq->rq->clock;
    return stamp(next->last_queued == scheduler ? 0 : scheduler);
}
int at_wakeup(struct bpf_raw_tracepoint_args *ctx) {
    struct task_struct *task = (struct task_struct *)ctx->args[0];
    u64 scheduler = task->cfs_rq->rq->clock;
    return stamp(task->last_queued == scheduler ? scheduler : 0);
}
int at_block(void *ctx) { return stamp(0); }
"""
LAST = """
BPF_TABLE("extern", int, u64, began, 1);
BPF_ARRAY(delays, u64, 2);
static int late(int of) {
    int zero = 0;
    u64 *at = began.lookup(&zero);
    if (at && *at && bpf_ktime_get_ns() - *at > SKEW)
        delays.atomic_increment(of);
    return 0;
}
int at_switch(void *ctx) { return late(0); }
int at_wakeup(void *ctx) { return late(0); }
int at_block(void *ctx) { return late(1); }
"""

OTHERWISE = """
    shorter.atomic_increment(bpf_log2l((delta > SKEW ? delta - SKEW : 0) / 1000));
    longer.atomic_increment(bpf_log2l((delta + SKEW) / 1000));
    delta /= 1000;
"""


def replaced(text, old, new):
    if old not in text:
        sys.exit("BCC's tool has another text: no '%s' in it" % old)
    return text.replace(old, new)


def text_of(tool, *options):
    text = subprocess.check_output([tool + "-bpfcc", *options, "--ebpf"], text=True)
    text = replaced(text, "delta /= 1000;", OTHERWISE)
    return replaced(text, "BPF_HASH(start", "BPF_HISTOGRAM(shorter);\nBPF_HISTOGRAM(longer);\nBPF_HASH(start")


def cpudist(before, after, *options):
    text = text_of("cpudist", "-p", PID, *options)
    # With the CPU in the key, a thread that comes back on another CPU has no start there, or an old one.
    text = text.replace(".cpu = cpu", ".cpu = 0")
    return replaced(text, "int sched_switch(", "static int sched_switch(") + SCHED_SWITCH % (before, after)


def biolatency(queued):
    text = text_of("biolatency")
    for function in "trace_req_start", "trace_req_done":
        text = replaced(text, "int %s(" % function, "static int %s(" % function)
    return text + REQUESTS.replace("QUEUED", queued)


def load(text):
    return BPF(text=text, cflags=["-DPID=" + PID, "-DSKEW=" + SKEW, "-DMAX_PID=32768", "-DDISK_NAME_LEN=32"])


def attached(text):
    module = load(text)
    for tracepoint in "switch", "wakeup":
        module.attach_raw_tracepoint("sched_" + tracepoint, "at_" + tracepoint)
    for tracepoint in "block_io_start", "block_rq_issue", "block_io_done":
        module.attach_raw_tracepoint(tracepoint, "at_block")
    return module


FIRST = attached(FIRST)
HISTOGRAMS = {
    "OnCpuTime": load(cpudist("update_hist", "store_start")),
    "OffCpuTime": load(cpudist("store_start", "update_hist", "-O")),
    "RunQueueLatency": load(text_of("runqlat", "-p", PID)),
    "BlockIoLatency": load(biolatency("0")),
    "BlockIoLatency queued": load(biolatency("1")),
}
CAUSES = load(CAUSES)
LAST = attached(LAST)


def say(name, table):
    print(name + ":", *(value.value for value in table.values()), flush=True)


print("ready", flush=True)
for _ in sys.stdin:
    for name, module in HISTOGRAMS.items():
        for table in "dist", "shorter", "longer":
            say(name + " " + table, module[table])
    say("causes", CAUSES["causes"])
    say("delays", LAST["delays"])
    say("requests", HISTOGRAMS["BlockIoLatency"]["begun"])
    print("done", flush=True)
