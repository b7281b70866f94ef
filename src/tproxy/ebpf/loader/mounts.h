/* BPF file systems of ours: mounted where there is none, unmounted when nothing is pinned in them any more. */
#pragma once

#include <stdbool.h>

/* One change of mounts at a time, for all network namespaces of the machine: everything below is to be called under this
 * lock, which ends with its descriptor. A file system that is mounted and empty is anybody's to unmount, so whoever mounts
 * one keeps the lock until there is something in it. */
int lock_mounts(void);

bool is_bpffs(const char *path);

/* Makes a BPF file system that nobody can see yet, and the directories that lead to its place. What is pinned in it by
 * then becomes visible together with it, and a process that is killed earlier leaves no mount behind. Until end_mounting
 * it is recorded as begun. */
int make_bpffs(const char *path);
bool show_bpffs(int mount, const char *path);
void end_mounting(const char *path);

/* Unmounts a file system that is ours, as its source tells, if nothing is pinned in it any more, and removes the
 * directories that were made for it. To be called between begin_unmounting, which comes before the removal of the last
 * pin, and end_mounting. */
void begin_unmounting(const char *source, const char *path);
void unmount_unused(const char *source, const char *path);

/* Whether a process of this network namespace was killed in between; heal_mounting removes what any such process left. */
bool is_mounting_interrupted(void);
void heal_mounting(void);
