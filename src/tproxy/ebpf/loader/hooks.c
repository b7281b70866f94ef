#include "hooks.h"

#include <string.h>

const struct hook hooks[HOOKS] = {
	{ "connect4", "fl_connect4", BPF_CGROUP_INET4_CONNECT },
	{ "connect6", "fl_connect6", BPF_CGROUP_INET6_CONNECT },
	{ "sendmsg4", "fl_sendmsg4", BPF_CGROUP_UDP4_SENDMSG },
	{ "sendmsg6", "fl_sendmsg6", BPF_CGROUP_UDP6_SENDMSG },
	{ "recvmsg4", "fl_recvmsg4", BPF_CGROUP_UDP4_RECVMSG },
	{ "recvmsg6", "fl_recvmsg6", BPF_CGROUP_UDP6_RECVMSG },
	{ "getpeername4", "fl_getpeer4", BPF_CGROUP_INET4_GETPEERNAME },
	{ "getpeername6", "fl_getpeer6", BPF_CGROUP_INET6_GETPEERNAME },
	{ "getsockopt", "fl_getsockopt", BPF_CGROUP_GETSOCKOPT },
	{ "sock_ops", "fl_sockops", BPF_CGROUP_SOCK_OPS },
	{ "sk_lookup", "fl_lookup", BPF_SK_LOOKUP },
};

int hook_named(const char *name)
{
	for (int i = 0; i < HOOKS; i++)
		if (strcmp(hooks[i].name, name) == 0)
			return i;
	return -1;
}

int hook_of_program(const char *program)
{
	for (int i = 0; i < HOOKS; i++)
		if (strcmp(hooks[i].program, program) == 0)
			return i;
	return -1;
}

int is_of_cgroup(int hook)
{
	return hooks[hook].type != BPF_SK_LOOKUP;
}
