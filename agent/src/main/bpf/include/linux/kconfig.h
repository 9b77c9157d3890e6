// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
// Part of the tree that stands in for the kernel's headers: libbcc wants some, Pitot needs none of the kernel's.
#pragma once
#define CONFIG_BPF_SYSCALL 1
