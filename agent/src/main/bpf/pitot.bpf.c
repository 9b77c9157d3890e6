// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// All programs, as one translation unit.

#include "pitot.h"
#include "account.c"
#include "histogram.c"
#include "switches.c"
#include "threads.c"
#include "arguments.c"
#include "collection.c"
#include "phase.c"
#include "fault.c"
#include "block.c"
