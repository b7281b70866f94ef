/* What has to be pinned to stay: the link of sk_lookup, and the mark of ::6 on lo. Each network namespace has a folder of
 * its own in a BPF file system. A mount lives as long as its mount namespace, and that of `ip netns exec` only as long as
 * one command. So where there is no BPF file system yet, it is mounted in the mount namespace of the outermost ancestor of
 * this process: that of the machine, or of the container. */
#pragma once

#include <stdbool.h>

/* Pins an object under a name. When this returns, others can see the pin, and it outlives this process. */
void pin(const char *bpffs, const char *name, int object);

/* Whether a folder of this network namespace is in any BPF file system, and whether it holds this name. */
bool have_pins(void);
bool have_pin(const char *name);

/* Removes one name, or the whole folder, and the file system where we mounted it and nobody else uses it. */
void remove_pin(const char *name);
void remove_pins(void);
