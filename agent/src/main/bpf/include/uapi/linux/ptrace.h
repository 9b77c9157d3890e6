// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
#pragma once
#include <linux/types.h>
struct pt_regs {
    u64 words[34]; // opaque: registers are read by the offsets that dev.pitot.usdt knows
};
