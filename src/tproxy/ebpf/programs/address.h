/* Addresses of both families in one form: IPv6, with IPv4 as ::ffff:a.b.c.d, in network byte order. */
#pragma once

#include "kernel.h"

struct address {
	__be32 words[4];
};

/* Reads the four words of an address in a context. The verifier takes a context's fields one by one at fixed places only,
 * and the compiler would share the calculation of a place between branches: volatile keeps it from doing so. */
#define WORD(word) (*(const volatile __u32 *)&(word))
#define WORDS(words) { { WORD((words)[0]), WORD((words)[1]), WORD((words)[2]), WORD((words)[3]) } }

/* Where a connection goes, or wanted to go. The port is in host byte order. */
struct endpoint {
	struct address address;
	__u32 port;
};

/* The same, in the form that system calls use. */
struct sockaddr4 {
	__u16 family;
	__be16 port;
	__be32 address;
	__u8 zero[8];
};

struct sockaddr6 {
	__u16 family;
	__be16 port;
	__be32 flow;
	struct address address;
	__u32 scope;
};

static __always_inline struct address mapped(__be32 v4)
{
	return (struct address){ { 0, 0, bpf_htonl(0xffff), v4 } };
}

static __always_inline bool is_mapped(const struct address *address)
{
	return address->words[0] == 0 && address->words[1] == 0 && address->words[2] == bpf_htonl(0xffff);
}

static __always_inline bool same_address(const struct address *a, const struct address *b)
{
	return a->words[0] == b->words[0] && a->words[1] == b->words[1] && a->words[2] == b->words[2] &&
	       a->words[3] == b->words[3];
}

static __always_inline bool is_unspecified(const struct address *address)
{
	return address->words[0] == 0 && address->words[1] == 0 &&
	       (address->words[2] == 0 || address->words[2] == bpf_htonl(0xffff)) && address->words[3] == 0;
}

/* 127.0.0.1 or ::1, where the proxy listens, in the family of a connection. */
static __always_inline struct address loopback(const struct address *like)
{
	if (is_mapped(like))
		return mapped(bpf_htonl(0x7f000001));
	return (struct address){ { 0, 0, 0, bpf_htonl(1) } };
}

static __always_inline bool is_loopback(const struct address *address)
{
	if (is_mapped(address))
		return (bpf_ntohl(address->words[3]) >> 24) == 127;
	return address->words[0] == 0 && address->words[1] == 0 && address->words[2] == 0 &&
	       address->words[3] == bpf_htonl(1);
}
