/* BPF file systems of ours: mounted where there is none, unmounted when nobody pins anything in them any more. */
#pragma once

#include <stdbool.h>

/* One change of mounts at a time, for all network namespaces of the machine: everything below is to be called under this
 * lock, which ends with its descriptor. A file system that is mounted and empty is anybody's to unmount, so whoever mounts
 * one keeps the lock until there is something in it. */
int lock_mounts(void);

bool is_bpffs(const char *path);

/* Makes one that is in nobody's view yet, and the directories that lead to its place: what is pinned in it by then comes
 * into view with it, at once, and a process that is killed before leaves no mount behind. Until end_mounting it is known as
 * begun. */
int make_bpffs(const char *path);
bool show_bpffs(int mount, const char *path);
void end_mounting(const char *path);

/* Unmounts one that is ours, as its source tells, where nobody pins anything in it any more, and removes the directories
 * that were made for it. To stand between begin_unmounting, ahead of the removal of the last pin, and end_mounting. */
void begin_unmounting(const char *source, const char *path);
void unmount_unused(const char *source, const char *path);

/* Whether a process of this network namespace was killed in between, and what takes away that which any such left. */
bool is_mounting_interrupted(void);
void heal_mounting(void);
