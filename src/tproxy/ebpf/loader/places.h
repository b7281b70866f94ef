/* Where programs are attached: cgroups and this network namespace. */
#pragma once

#include <stdint.h>

/* This network namespace: a number that no other has until the next start of the machine. */
uint64_t netns_cookie(void);

/* A descriptor of this network namespace, and its inode. */
int netns_open(void);
uint64_t netns_inode(void);

/* Opens the hierarchy of cgroup v2, mounted for this process alone, so that no mount point has to be visible. -1 where the
 * kernel has none. */
int cgroup_root(void);

/* Opens a cgroup by its path in the hierarchy ("/" is its root), or by its id. -1 where it is not there. */
int cgroup_at(const char *path);
int cgroup_by_id(uint64_t id);
uint64_t cgroup_id(int cgroup);
