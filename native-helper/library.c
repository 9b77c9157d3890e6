// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0

#include "library.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define SONAME       "libjvm.so"
#define MAX_SEGMENTS 64
#define MAX_DYNAMIC  256
#define MAX_PATH     4096

// ---- what it says it is ----

static int read_at(int file, void *to, size_t length, uint64_t offset) {
    if (offset > INT64_MAX)
        return -1;
    return pread(file, to, length, (off_t)offset) == (ssize_t)length ? 0 : -1;
}

static int is_elf(const Elf64_Ehdr *h) {
    return memcmp(h->e_ident, ELFMAG, SELFMAG) == 0 && h->e_ident[EI_CLASS] == ELFCLASS64
           && h->e_type == ET_DYN && h->e_phentsize == sizeof(Elf64_Phdr) && h->e_phnum > 0
           && h->e_phnum <= MAX_SEGMENTS;
}

// Where in the file an address is, as the segments say. Returns -1 if it is in none.
static int offset_of(const Elf64_Phdr *segments, int count, uint64_t address, uint64_t *offset) {
    for (int i = 0; i < count; i++) {
        const Elf64_Phdr *s = &segments[i];
        if (s->p_type == PT_LOAD && address >= s->p_vaddr && address - s->p_vaddr < s->p_filesz) {
            *offset = s->p_offset + (address - s->p_vaddr);
            return 0;
        }
    }
    return -1;
}

// Finds the address of the text that is the library's name.
static int soname_address(int file, const Elf64_Phdr *dynamic, uint64_t *address) {
    Elf64_Dyn entry;
    uint64_t texts = 0;
    uint64_t name = 0;
    size_t count = dynamic->p_filesz / sizeof(entry);
    for (size_t i = 0; i < count && i < MAX_DYNAMIC; i++) {
        if (read_at(file, &entry, sizeof(entry), dynamic->p_offset + i * sizeof(entry)) != 0)
            return -1;
        if (entry.d_tag == DT_NULL)
            break;
        if (entry.d_tag == DT_STRTAB)
            texts = entry.d_un.d_ptr;
        else if (entry.d_tag == DT_SONAME)
            name = entry.d_un.d_val;
    }
    *address = texts + name;
    return texts && name ? 0 : -1;
}

static const Elf64_Phdr *dynamic_segment(const Elf64_Phdr *segments, int count) {
    for (int i = 0; i < count; i++)
        if (segments[i].p_type == PT_DYNAMIC)
            return &segments[i];
    return NULL;
}

int library_is_libjvm(int file) {
    Elf64_Ehdr header;
    Elf64_Phdr segments[MAX_SEGMENTS];
    char name[sizeof(SONAME)];
    uint64_t address;
    uint64_t offset;
    if (read_at(file, &header, sizeof(header), 0) != 0 || !is_elf(&header)
        || read_at(file, segments, header.e_phnum * sizeof(Elf64_Phdr), header.e_phoff) != 0)
        return -1;
    const Elf64_Phdr *dynamic = dynamic_segment(segments, header.e_phnum);
    if (!dynamic || soname_address(file, dynamic, &address) != 0
        || offset_of(segments, header.e_phnum, address, &offset) != 0
        || read_at(file, name, sizeof(name), offset) != 0)
        return -1;
    return memcmp(name, SONAME, sizeof(SONAME)) == 0 ? 0 : -1;
}

// ---- where it is ----

// Otherwise what the kernel says about a site would tell of a file that the caller may not read.
static int is_readable_file(int file, struct stat *s) {
    int flags = fcntl(file, F_GETFL);
    return flags >= 0 && (flags & O_PATH) == 0 && (flags & O_ACCMODE) != O_WRONLY
           && fstat(file, s) == 0 && S_ISREG(s->st_mode);
}

// The kernel reads the file under a lock that every fork needs (dup_mmap_sem in
// kernel/events/uprobes.c). So no process of the caller's may serve it, as with FUSE. A file system
// that is mounted only in a namespace of the caller's may have FUSE below it.
static int is_of_this_machine(int file, const struct stat *s) {
    char link[32];
    char path[MAX_PATH];
    struct stat found;
    struct statfs system;
    if (fstatfs(file, &system) != 0 || system.f_type == FUSE_SUPER_MAGIC)
        return 0;
    snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
    ssize_t length = readlinkat(AT_FDCWD, link, path, sizeof(path) - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    return stat(path, &found) == 0 && found.st_dev == s->st_dev && found.st_ino == s->st_ino;
}

int library_check(int file) {
    struct stat s;
    if (!is_readable_file(file, &s))
        return EACCES;
    if (!is_of_this_machine(file, &s))
        return EXDEV;
    return library_is_libjvm(file) == 0 ? 0 : ENOEXEC;
}
