// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Bundles that somebody has planted. Root plants each, a user asks for it.

#include "../sha256.h"
#include "talk.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 512

static struct made_bundle good;
static char path[PATH_ROOM]; // of the bundle that is planted
static char aside[PATH_ROOM];

static struct plant {
    uint8_t hash[HASH_BYTES];
    enum step step;
    int error;
} plant;

static void path_of(char *to, const uint8_t *hash) {
    int n = snprintf(to, PATH_ROOM, "%s/", places.bundles);
    for (int i = 0; i < HASH_BYTES; i++)
        n += snprintf(to + n, PATH_ROOM - (size_t)n, "%02x", hash[i]);
    snprintf(to + n, PATH_ROOM - (size_t)n, ".bundle");
}

static void write_bytes(const char *to, const void *bytes, size_t length) {
    int file = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    EXPECT(file >= 0 && write(file, bytes, length) == (ssize_t)length && fchmod(file, 0644) == 0);
    close(file);
}

// A bundle of its own for each test, so that none finds another's.
static void plant_bytes(const void *bytes, size_t length) {
    sha256(bytes, length, plant.hash);
    path_of(path, plant.hash);
    write_bytes(path, bytes, length);
}

static void plant_good(void) {
    make_bundle(&good, places.targets);
    plant_bytes(good.bytes, good.length);
}

// Asks for it, and for one of its programs, which must not be there to be had.
static void ask_for_planted(void) {
    struct talk t = start_helper(0);
    struct request q = new_request(OP_OPEN);
    memcpy(q.bundle, plant.hash, HASH_BYTES);
    EXPECT_STEP(&t, &q, -1, plant.step, plant.error, plant.step == STEP_DONE ? 2 : 0);
    if (plant.step != STEP_DONE)
        expect_simple(&t, OP_CALLABLE, CALL, STEP_ORDER, 0, 0);
    end_helper(&t);
}

static void expect_planted(enum step step, int error) {
    plant.step = step;
    plant.error = error;
    EXPECT(succeeded(fork_user(1, ask_for_planted)));
}

static void rename_aside(void) {
    snprintf(aside, sizeof(aside), "%s-aside", path);
    EXPECT(rename(path, aside) == 0);
}

// ---- the file ----

static void symbolic_link(void) {
    plant_good();
    rename_aside();
    EXPECT(symlink(aside, path) == 0);
    expect_planted(STEP_BUNDLE_FILE, ELOOP);
    unlink(path);
    EXPECT(rename(aside, path) == 0);
    expect_planted(STEP_DONE, 0);
}

static void fifo(void) {
    plant_good();
    unlink(path);
    EXPECT(mkfifo(path, 0644) == 0);
    expect_planted(STEP_BUNDLE_FILE, 0);
    unlink(path);
    plant_good();
}

static void directory(void) {
    plant_good();
    unlink(path);
    EXPECT(mkdir(path, 0755) == 0);
    expect_planted(STEP_BUNDLE_FILE, 0);
    rmdir(path);
    plant_good();
}

static void hard_link(void) {
    plant_good();
    snprintf(aside, sizeof(aside), "%s-aside", path);
    EXPECT(link(path, aside) == 0);
    expect_planted(STEP_BUNDLE_FILE, 0);
    unlink(aside);
}

static void owner(void) {
    plant_good();
    EXPECT(chown(path, USER, 0) == 0);
    expect_planted(STEP_BUNDLE_OWNER, 0);
    EXPECT(chown(path, 0, 0) == 0);
}

static void writable(void) {
    plant_good();
    EXPECT(chmod(path, 0664) == 0);
    expect_planted(STEP_BUNDLE_OWNER, 0);
    EXPECT(chmod(path, 0646) == 0);
    expect_planted(STEP_BUNDLE_OWNER, 0);
    EXPECT(chmod(path, 0600) == 0);
    expect_planted(STEP_BUNDLE_FILE, EACCES);
    EXPECT(chmod(path, 0644) == 0);
}

static void too_large(void) {
    plant_good();
    EXPECT(truncate(path, (16L << 20) + 1) == 0);
    expect_planted(STEP_BUNDLE_FILE, 0);
    plant_good();
}

// ---- the folders ----

static void folder_writable(void) {
    plant_good();
    EXPECT(chmod(places.bundles, 0775) == 0);
    expect_planted(STEP_FOLDER, EPERM);
    EXPECT(chmod(places.bundles, 01777) == 0);
    expect_planted(STEP_FOLDER, EPERM);
    EXPECT(chmod(places.bundles, 0755) == 0 && chown(places.bundles, USER, 0) == 0);
    expect_planted(STEP_FOLDER, EPERM);
    EXPECT(chown(places.bundles, 0, 0) == 0);
}

static void parent_of_bundles(char *to) {
    snprintf(to, PATH_ROOM, "%s", places.bundles);
    *strrchr(to, '/') = 0;
}

static void parent_writable(void) {
    char parent[PATH_ROOM];
    parent_of_bundles(parent);
    plant_good();
    EXPECT(chmod(parent, 0757) == 0);
    expect_planted(STEP_FOLDER, EPERM);
    EXPECT(chmod(parent, 0755) == 0);
    expect_planted(STEP_DONE, 0);
}

static void link_in_path(const char *folder) {
    char real[PATH_ROOM];
    plant_good();
    snprintf(real, sizeof(real), "%s-real", folder);
    EXPECT(rename(folder, real) == 0 && symlink(real, folder) == 0);
    expect_planted(STEP_FOLDER, ENOTDIR);
    EXPECT(unlink(folder) == 0 && rename(real, folder) == 0);
}

static void links_in_path(void) {
    char parent[PATH_ROOM];
    parent_of_bundles(parent);
    link_in_path(places.bundles);
    link_in_path(parent);
}

static void no_folder(void) {
    plant_good();
    snprintf(aside, sizeof(aside), "%s-aside", places.bundles);
    EXPECT(rename(places.bundles, aside) == 0);
    expect_planted(STEP_NO_BUNDLE, ENOENT);
    EXPECT(rename(aside, places.bundles) == 0);
    memset(plant.hash, 0, sizeof(plant.hash));
    expect_planted(STEP_NO_BUNDLE, ENOENT);
}

// ---- the bytes ----

static void wrong_hash(void) {
    plant_good();
    good.bytes[good.length - 1] ^= 1;
    write_bytes(path, good.bytes, good.length);
    expect_planted(STEP_BUNDLE_HASH, 0);
    good.bytes[good.length - 1] ^= 1;
    write_bytes(path, good.bytes, good.length - 1);
    expect_planted(STEP_BUNDLE_HASH, 0);
    plant_good();
}

static void wrong_format(void) {
    make_bundle(&good, places.targets);
    for (size_t length = 0; length < good.length; length += 7) {
        plant_bytes(good.bytes, length);
        expect_planted(STEP_BUNDLE_FORMAT, 0);
        unlink(path);
    }
    good.bytes[0] ^= 1;
    plant_bytes(good.bytes, good.length);
    expect_planted(STEP_BUNDLE_FORMAT, 0);
    unlink(path);
}

static void other_kernel(void) {
    make_bundle(&good, places.targets);
    make_foreign(&good);
    plant_bytes(good.bytes, good.length);
    expect_planted(STEP_BUNDLE_KERNEL, 0);
    unlink(path);
}

const struct test PLANTED_TESTS[] = {
    {"a bundle behind a symbolic link", symbolic_link, 1},
    {"a FIFO", fifo, 1},
    {"a directory", directory, 1},
    {"a bundle with a second name", hard_link, 1},
    {"a bundle of another owner", owner, 1},
    {"a bundle that others can write, or that the user cannot read", writable, 1},
    {"a bundle that is too large", too_large, 1},
    {"a folder that others can write or own", folder_writable, 1},
    {"a folder above it that others can write", parent_writable, 1},
    {"a symbolic link in the path", links_in_path, 1},
    {"no folder, no bundle", no_folder, 1},
    {"a wrong hash", wrong_hash, 1},
    {"a wrong format with the right hash", wrong_format, 1},
    {"a bundle for another kernel", other_kernel, 1},
    {0},
};
