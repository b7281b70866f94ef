/* The rules of a plan, walked as a firewall walks them. The same rules in TypeScript: ../../decide.ts. */
#pragma once

#include "local.h"
#include "maps.h"

struct packet {
	struct address source;
	struct address destination;
	__u32 protocol;
	__u32 port;
	__u32 user;
	/* The interface by which it came in; for outgoing packets it is looked up when a rule asks (0 until then). */
	__u32 interface;
};

struct walk {
	struct packet packet;
	__u32 next;
	__u32 end;
	/* Port of the proxy; 0 where the packet is left alone. */
	__u32 port;
};

JUDGED_ALONE __u32 look_up(__u32 set, __u32 bits, const struct address *data)
{
	struct set_key key = { .bits = 32 + bits, .set = set };
	__u32 *value;

	if (!data)
		return 0;
	__builtin_memcpy(key.data, data, sizeof(key.data));
	value = bpf_map_lookup_elem(&fl_sets, &key);
	return value ? *value : 0;
}

static __always_inline bool in_set(__u32 set, __u32 number)
{
	struct address data = { { bpf_htonl(number) } };

	return look_up(set, 32, &data) != 0;
}

static __always_inline bool number_holds(const struct number_condition *condition, __u32 number)
{
	if (condition->kind == CONDITION_INLINE)
		return condition->first <= number && number <= condition->last;
	return condition->kind == CONDITION_NONE || in_set(condition->set, number);
}

static __always_inline bool under_mask(const struct address *address, const struct address *value,
				       const struct address *mask)
{
	return (address->words[0] & mask->words[0]) == value->words[0] &&
	       (address->words[1] & mask->words[1]) == value->words[1] &&
	       (address->words[2] & mask->words[2]) == value->words[2] &&
	       (address->words[3] & mask->words[3]) == value->words[3];
}

static __always_inline bool address_holds(const struct address_condition *condition, const struct address *address)
{
	if (condition->kind == CONDITION_INLINE)
		return under_mask(address, &condition->value, &condition->mask);
	return condition->kind == CONDITION_NONE || look_up(condition->set, 128, address) != 0;
}

/* The interface by which a packet will leave. */
static __always_inline __u32 way_out(const struct address *destination)
{
	if (is_local(destination))
		return LOOPBACK_IFINDEX;
	return config.routes ? look_up(config.routes, 128, destination) : 0;
}

/* Every plan asks for lo, so lo is recognised without a route. */
static __always_inline bool interface_holds(const struct rule *rule, struct packet *packet)
{
	if (rule->interface == INTERFACE_ANY)
		return true;
	if (packet->interface == 0) {
		packet->interface = way_out(&packet->destination);
		if (packet->interface == 0)
			packet->interface = ~0U;
	}
	if (rule->interface == INTERFACE_LOOPBACK)
		return packet->interface == LOOPBACK_IFINDEX;
	return in_set(rule->interface_set, packet->interface);
}

JUDGED_ALONE bool holds(const struct rule *rule, struct packet *packet)
{
	if (!rule || !packet)
		return false;
	if (rule->protocol != 0 && rule->protocol != packet->protocol)
		return false;
	if (!number_holds(&rule->ports, packet->port))
		return false;
	if (!number_holds(&rule->users, packet->user))
		return false;
	if (rule->not_user != ANY_USER && rule->not_user == packet->user)
		return false;
	if (rule->not_destination_family != 0) {
		if ((rule->not_destination_family == 4) != is_mapped(&packet->destination))
			return false;
		if (same_address(&rule->not_destination, &packet->destination))
			return false;
	}
	return address_holds(&rule->sources, &packet->source) &&
	       address_holds(&rule->destinations, &packet->destination) && interface_holds(rule, packet);
}

static __always_inline void log_packet(const struct packet *packet)
{
	bpf_printk("fairlead: to port %u of ...%x by user %u", packet->port,
		   bpf_ntohl(packet->destination.words[3]), packet->user);
}

static long step(__u32 index, struct walk *walk)
{
	__u32 at = walk->next;
	struct rule *rule;
	bool held;

	if (at >= walk->end)
		return 1;
	rule = bpf_map_lookup_elem(&fl_rules, &at);
	if (!rule)
		return 1;
	held = holds(rule, &walk->packet);
	walk->next = at + 1;
	switch (rule->verdict) {
	case VERDICT_ENTER:
		if (!held)
			walk->next = rule->after;
		return 0;
	case VERDICT_RETURN:
		if (held)
			walk->next = rule->after;
		return 0;
	case VERDICT_LOG:
		if (held)
			log_packet(&walk->packet);
		return 0;
	case VERDICT_REDIRECT:
		if (held) {
			__u64 *hits = bpf_map_lookup_elem(&fl_hits, &at);

			if (hits)
				__sync_fetch_and_add(hits, 1);
			walk->port = rule->port;
			return 1;
		}
		return 0;
	}
	return 0;
}

/* The port of the proxy that a packet is sent to; 0 where it is left alone. */
static __always_inline __u32 decide(struct walk *walk, __u32 first, __u32 end)
{
	bool v4 = is_mapped(&walk->packet.destination);

	if (!(config.families & (v4 ? 1 << 4 : 1 << 6)))
		return 0;
	walk->next = first;
	walk->end = end;
	bpf_loop(end - first, step, walk, 0);
	return walk->port;
}
