/* What has to be pinned to stay: the link of sk_lookup, and the mark of ::6 on lo. Each network namespace has a folder of
 * its own in a BPF file system. A mount lives as long as a mount namespace, and that of `ip netns exec` only as long as a
 * command: so where there is no such file system yet, it is mounted where the outermost process that started this one sees
 * it, which is the machine, or the container. */
#pragma once

#include <stdbool.h>

/* Pins an object under a name. It is in force for others, and outlives this process, when this returns. */
void pin(const char *bpffs, const char *name, int object);

/* Whether a folder of this network namespace is in any BPF file system, and whether it holds this name. */
bool have_pins(void);
bool have_pin(const char *name);

/* Removes one name, or the folder with all that is in it and the file system where we mounted it and nobody else uses it. */
void remove_pin(const char *name);
void remove_pins(void);
