/* BPF file systems of ours: mounted where there is none, unmounted when nobody pins anything in them any more. */
#pragma once

#include <stdbool.h>

/* One change of mounts at a time, for all network namespaces of the machine: everything below is to be called under this
 * lock, which ends with its descriptor. A file system that is mounted and empty is anybody's to unmount, so whoever mounts
 * one keeps the lock until there is something in it. */
int lock_mounts(void);

bool is_bpffs(const char *path);

/* Mounts one, and makes the directories that lead there. */
void mount_bpffs(const char *path);

/* Whether a mount is ours and holds nothing; its source tells. */
bool is_unused(const char *source, const char *path);

/* Unmounts it where nobody else uses it, and removes the directories that were made for it. */
void unmount_bpffs(const char *source, const char *path);

/* Whether a process was killed in the midst of mounting or unmounting, and what removes its directories. */
bool is_mounting_interrupted(void);
void heal_mounting(void);
