/* Whether an address is one of this host's own, by the network namespace's devices as they are now. */
#pragma once

#include "address.h"

#define MOST_DEVICES 4096
#define MOST_ADDRESSES 1024

struct device_walk {
	struct address wanted;
	struct list_head *head;
	struct list_head *at;
	bool found;
};

struct address_walk {
	struct address wanted;
	struct list_head *head;
	void *at;
	bool found;
};

static long visit_address4(__u32 index, struct address_walk *walk)
{
	struct in_ifaddr *ifa = walk->at;

	if (!ifa)
		return 1;
	if (BPF_CORE_READ(ifa, ifa_local) == walk->wanted.words[3]) {
		walk->found = true;
		return 1;
	}
	walk->at = BPF_CORE_READ(ifa, ifa_next);
	return 0;
}

static long visit_address6(__u32 index, struct address_walk *walk)
{
	struct list_head *node = walk->at;
	struct inet6_ifaddr *ifa;
	struct address address;

	if (!node || node == walk->head)
		return 1;
	ifa = (void *)node - bpf_core_field_offset(struct inet6_ifaddr, if_list);
	if (bpf_core_read(&address, sizeof(address), &ifa->addr) == 0 && same_address(&address, &walk->wanted)) {
		walk->found = true;
		return 1;
	}
	walk->at = BPF_CORE_READ(node, next);
	return 0;
}

static long visit_device(__u32 index, struct device_walk *walk)
{
	struct list_head *node = walk->at;
	struct address_walk inner = { .wanted = walk->wanted };
	struct net_device *device;

	if (!node || node == walk->head)
		return 1;
	device = (void *)node - bpf_core_field_offset(struct net_device, dev_list);
	if (is_mapped(&walk->wanted)) {
		struct in_device *in = BPF_CORE_READ(device, ip_ptr);

		if (in) {
			inner.at = BPF_CORE_READ(in, ifa_list);
			bpf_loop(MOST_ADDRESSES, visit_address4, &inner, 0);
		}
	} else {
		struct inet6_dev *in6 = BPF_CORE_READ(device, ip6_ptr);

		if (in6) {
			inner.head = (void *)in6 + bpf_core_field_offset(struct inet6_dev, addr_list);
			inner.at = BPF_CORE_READ(in6, addr_list.next);
			bpf_loop(MOST_ADDRESSES, visit_address6, &inner, 0);
		}
	}
	if (inner.found) {
		walk->found = true;
		return 1;
	}
	walk->at = BPF_CORE_READ(node, next);
	return 0;
}

/* In a network namespace, given by its address in the kernel. */
JUDGED_ALONE bool is_local_in(__u64 netns, const struct address *address)
{
	struct device_walk walk = {};
	struct net *net = (void *)netns;

	if (!address || !net)
		return false;
	walk.wanted = *address;
	walk.head = (void *)net + bpf_core_field_offset(struct net, dev_base_head);
	walk.at = BPF_CORE_READ(net, dev_base_head.next);
	bpf_loop(MOST_DEVICES, visit_device, &walk, 0);
	return walk.found;
}

/* In the network namespace of the process that connects. */
static __always_inline bool is_local(const struct address *address)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return is_loopback(address) || is_local_in((__u64)BPF_CORE_READ(task, nsproxy, net_ns), address);
}
