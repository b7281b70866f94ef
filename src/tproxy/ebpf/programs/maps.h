/* The maps. Those of the plan are written once, frozen, and go with their programs; those of connections are handed on
 * from one install to the next, so that no connection forgets where it wanted to go. */
#pragma once

#include "address.h"

/* The layout of config, rules and sets is written by ../image.ts. */
struct chain_span {
	__u32 first;
	__u32 end;
};

struct config {
	/* The network namespace that the plan is for: a cgroup may hold processes of others. */
	__u64 netns;
	struct chain_span output;
	struct chain_span prerouting;
	/* Source addresses for redirected connections; all zero where there is none. */
	struct address instance4;
	struct address instance6;
	/* Ports of the proxy; 0 where a direction is left alone. */
	__u32 outbound_port;
	__u32 inbound_port;
	/* The set that gives the interface of a route; 0 where no rule asks for interfaces other than lo. */
	__u32 routes;
	/* 4 and 6 as bits: families that the plan is for. */
	__u32 families;
};

SEC(".rodata.config") const volatile struct config config;

enum verdict {
	VERDICT_RETURN = 0,
	VERDICT_REDIRECT = 1,
	VERDICT_LOG = 2,
	/* Continues in the chain where the rule holds, and after the chain where it does not. */
	VERDICT_ENTER = 3,
};

enum condition {
	CONDITION_NONE = 0,
	/* Between two numbers, or an address under a mask. */
	CONDITION_INLINE = 1,
	CONDITION_SET = 2,
};

struct number_condition {
	__u32 kind;
	__u32 set;
	__u32 first;
	__u32 last;
};

struct address_condition {
	__u32 kind;
	__u32 set;
	struct address value;
	struct address mask;
};

enum interface_condition {
	INTERFACE_ANY = 0,
	INTERFACE_LOOPBACK = 1,
	INTERFACE_SET = 2,
};

/* A user id that no socket has; it stands for "any". */
#define ANY_USER 0xffffffff

struct rule {
	__u32 verdict;
	/* Port of a redirect. */
	__u32 port;
	/* The rule after the last of this chain. */
	__u32 after;
	/* 6 TCP, 17 UDP, 0 both. */
	__u32 protocol;
	__u32 interface;
	__u32 interface_set;
	__u32 not_user;
	/* The family of the negated destination: 4, 6, or 0 where there is none. */
	__u32 not_destination_family;
	struct number_condition users;
	struct number_condition ports;
	struct address_condition sources;
	struct address_condition destinations;
	struct address not_destination;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rule);
} fl_rules SEC(".maps");

/* Every list of a plan as prefixes: the number of the list, then the bits of a port, user, interface or address. */
struct set_key {
	__u32 bits;
	__u32 set;
	__u8 data[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_RDONLY_PROG);
	__type(key, struct set_key);
	__type(value, __u32);
} fl_sets SEC(".maps");

/* How many connections each rule has sent to the proxy. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} fl_hits SEC(".maps");

/* What is installed, for status and uninstall; no program reads it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 4096);
} fl_plan SEC(".maps");

/* Where a socket of an application wanted to go when it was redirected. */
struct origin {
	struct endpoint wanted;
	__u32 proxy_port;
	/* Whether the redirection bound the socket to a source, and not its application. */
	__u32 bound;
};

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct origin);
} fl_origins SEC(".maps");

/* The same for the proxy's end of that connection. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct endpoint);
} fl_accepted SEC(".maps");

/* It connects the two ends: an entry lives from the SYN to the end of the handshake. */
struct handshake {
	struct endpoint client;
	__u32 proxy_port;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct handshake);
	__type(value, struct endpoint);
} fl_handshakes SEC(".maps");

/* The proxy's listeners for inbound connections: some for IPv4, then as many for IPv6. The listeners of several threads,
 * or of an old and a new proxy, share a port; when one goes, others are still known. It does not matter which one is
 * found: the kernel chooses among all that share a port. The loader uses half of the map's places for each family. */
#define MOST_LISTENERS 8

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 2 * MOST_LISTENERS);
	__type(key, __u32);
	__type(value, __u64);
} fl_listeners SEC(".maps");
