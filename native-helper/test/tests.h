// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
#ifndef PITOT_TEST_TESTS_H
#define PITOT_TEST_TESTS_H

struct test {
    const char *name;
    void (*run)(void);
    int as_root; // else as a user in the group
};

// Each list ends with a test without a name.
extern const struct test MESSAGE_TESTS[];
extern const struct test ORDER_TESTS[];
extern const struct test LIBRARY_TESTS[];
extern const struct test FUSE_TESTS[];
extern const struct test FLOOD_TESTS[];
extern const struct test PROCESS_TESTS[];
extern const struct test PRIVILEGE_TESTS[];
extern const struct test PLANTED_TESTS[];

#endif
