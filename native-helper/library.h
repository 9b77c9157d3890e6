// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The file that has the sites. A site is a breakpoint in the code of a process, and it stays where
// the process executes another program, even a set-user-id one. So it must not be in a file that
// such programs use.
#ifndef PITOT_LIBRARY_H
#define PITOT_LIBRARY_H

// Returns 0 if the caller may read this file and it is a libjvm.so; else an errno:
// EACCES: not a regular file that is open for reading; EXDEV: the machine's files do not have it,
// or a process serves it (FUSE); ENOEXEC: not an ELF file that calls itself libjvm.so.
int library_check(int file);

// Returns 0 if the file is an ELF file that calls itself libjvm.so, else -1. Trusts none of it.
int library_is_libjvm(int file);

#endif
