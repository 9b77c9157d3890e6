// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Pitot's programs. libbcc compiles this file, with all that it includes, as one text:
// dev.pitot.compiler.Sources puts each file in the place of its first #include, in the order of the
// #includes. At the end it adds the assertions of dev.pitot.record.Layout.
//
// The name of a program says what it is for:
//
//   tp__NAME       the tracepoint NAME, with typed arguments (BTF)
//   tp__NAME__old  the same, on a kernel before Linux 6.5
//   tp__NAME__keyed  another one there, for histograms with keys
//   uprobe__NAME   a probe in the JVM
//   iter__NAME     an iterator of the kernel
//   call__NAME     user space runs it on the thread that it is about (BPF_PROG_TEST_RUN)
//
// To libbcc each function that is not static is a program. All others are static __always_inline.
//
// An editor reads each file by itself, with compile_flags.txt.

#include "switches.c"
#include "keyed.c"
#include "threads.c"
#include "phase.c"
#include "fault.c"
#include "block.c"
#include "spans.c"
#include "calls.c"
