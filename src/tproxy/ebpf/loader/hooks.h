/* Every place that programs are attached to, by the name that the rest of Fairlead gives it. */
#pragma once

#include <linux/bpf.h>

struct hook {
	const char *name;
	/* As in the object file, and in the kernel, which keeps 15 characters of it. */
	const char *program;
	enum bpf_attach_type type;
};

enum { HOOKS = 11 };

extern const struct hook hooks[HOOKS];

/* The index of a hook by its name, or by the name of its program; -1 where there is none. */
int hook_named(const char *name);
int hook_of_program(const char *program);

/* sk_lookup is attached to the network namespace by a link, everything else to a cgroup. */
int is_of_cgroup(int hook);
