// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The life of an account: where it is, how it is made and freed, what kind of thread it is of.
//
// task_newtask and the iterator make accounts. The scheduler's run-queue lock is not held there:
// under it allocating is not safe on older kernels. An account in a slot is freed at the task's
// last switch; an account in task storage is freed with the task.
#ifndef PITOT_ACCOUNT_LIFE_H
#define PITOT_ACCOUNT_LIFE_H

#include "account.h"
#include "spans.h"
#include "thread_kind.h"

static __always_inline struct account *account_slot(u32 id) {
    int zero = 0;
    struct account_slots *all = near.lookup(&zero);
    return all ? &all->slot[masked_index(id, ACCOUNT_SLOTS)] : 0;
}

static __always_inline struct account *account_of(void *task) {
    u32 id = LOAD_U32(task, T_PID);
    struct account *a = account_slot(id);
    if (!a || a->owner != id)
        a = accounts.task_storage_get(task, 0, 0);
    return a && a->tid ? a : 0;
}

// Takes the task's slot, if it is free. The slot may also be left behind by a task with the same
// id, whose end was not seen.
static __always_inline struct account *account_slot_claim(u32 id) {
    struct account *a = account_slot(id);
    if (!a || a->owner == id)
        return a;
    if (fetch_add(&a->slot_refs, 1)) {
        __sync_fetch_and_add(&a->slot_refs, -1);
        return 0;
    }
    return a;
}

// After a thread's last switch. Nothing is to be done for an account in task storage.
static __always_inline void account_slot_release(struct account *a) {
    if (!a->owner)
        return;
    a->tid = 0;
    a->owner = 0;
    barrier();
    fetch_add_ordered(&a->slot_refs, -1);
}

// Makes an account whose state is not known yet; never under the run-queue lock. The tid comes
// last: it opens the account.
static __always_inline struct account *account_open(void *task, u64 now, u64 name_is_hotspots) {
    u32 id = LOAD_U32(task, T_PID);
    struct account *a = account_slot_claim(id);
    if (a) {
        span_slot_release(a, id); // of the task whose end was not seen
        __builtin_memset(a, 0, sizeof(*a) - sizeof(a->slot_refs));
    } else {
        a = accounts.task_storage_get(task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
        id = 0;
    }
    if (!a) {
        count_one(COUNT_NO_ACCOUNT, 0);
        return 0;
    }
    a->owner = id;
    a->state = UNKNOWN;
    a->name_is_hotspots = name_is_hotspots;
    a->state_since = now;
    a->last_report_at = now;
    a->last_report.major_faults = LOAD_U64(task, T_MAJ_FLT);
    a->last_report.minor_faults = LOAD_U64(task, T_MIN_FLT);
    a->last_report.voluntary = LOAD_U64(task, T_NVCSW);
    a->last_report.involuntary = LOAD_U64(task, T_NIVCSW);
    a->last_report.migrations = LOAD_U64(task, T_MIGRATIONS);
    a->last_arrival = task_last_arrival(task);
    a->run_delay = task_run_delay(task);
    a->sleep = is_in_iowait(task) ? SLEEP_IO : SLEEP_NONE; // for the sleep it may be in
    barrier();
    a->tid = namespace_tid(task);
    return a;
}

// Sets what kind of thread it is.
//
// An application may call its threads as HotSpot calls its own. So a name counts only where HotSpot
// gave it: HotSpot's threads were there before, or are made by such as were. User space tells the
// kind of Pitot's threads, and of old threads whose names are like those of HotSpot.
static __always_inline void account_classify(struct account *a, void *task, const char *comm) {
    struct thread_name n = {*(u64 *)comm, *(u64 *)(comm + 8)};
    u32 tid = a->tid;
    u32 *kind = kinds.lookup(&tid);
    a->kind = kind ? *kind : a->name_is_hotspots ? kind_of_name(n) : KIND_JAVA;
    if (a->kind == KIND_GC && is_gc_worker_name(n))
        gc_worker_register(a, task);
}

#endif
