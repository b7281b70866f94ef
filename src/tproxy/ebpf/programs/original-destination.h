/* getsockopt(SO_ORIGINAL_DST), by which every transparent proxy asks where a connection wanted to go. */
#pragma once

#include "maps.h"

static __always_inline void answer(struct bpf_sockopt *ctx, const struct endpoint *wanted)
{
	struct sockaddr4 *v4 = ctx->optval;
	struct sockaddr6 *v6 = ctx->optval;
	int length;

	if (ctx->level == SOL_IP) {
		if ((void *)(v4 + 1) > ctx->optval_end || !is_mapped(&wanted->address))
			return;
		*v4 = (struct sockaddr4){
			.family = AF_INET,
			.port = bpf_htons(wanted->port),
			.address = wanted->address.words[3],
		};
		length = sizeof(*v4);
	} else {
		if ((void *)(v6 + 1) > ctx->optval_end)
			return;
		*v6 = (struct sockaddr6){
			.family = AF_INET6,
			.port = bpf_htons(wanted->port),
			.address = wanted->address,
		};
		length = sizeof(*v6);
	}
	ctx->optlen = length;
	ctx->retval = 0;
}

static __always_inline bool is_of_proxy(__u32 port)
{
	return port == config.outbound_port || port == config.inbound_port;
}

SEC("cgroup/getsockopt")
int fl_getsockopt(struct bpf_sockopt *ctx)
{
	struct bpf_sock *sk = ctx->sk;
	struct endpoint *accepted;
	struct endpoint own;

	if (ctx->optname != SO_ORIGINAL_DST || (ctx->level != SOL_IP && ctx->level != SOL_IPV6) || !sk ||
	    bpf_get_netns_cookie(ctx) != config.netns)
		return 1;
	own.port = sk->src_port;
	accepted = bpf_sk_storage_get(&fl_accepted, sk, 0, 0);
	if (accepted) {
		/* The proxy connected to a port of its own on this host: no answer keeps it out of a loop. */
		if (own.port == config.inbound_port && is_of_proxy(accepted->port))
			return 0;
		answer(ctx, accepted);
		return 1;
	}
	/* Not redirected: somebody connects to the proxy's port itself. A proxy that took this address for the original
	 * destination would connect to itself without end. */
	if (is_of_proxy(own.port))
		return 0;
	/* A foreign rule redirected it, and the kernel knows from where. */
	if (ctx->retval == 0)
		return 1;
	/* Inbound connections are given to the proxy unchanged: their local address is the original destination. */
	if (sk->family == AF_INET)
		own.address = mapped(sk->src_ip4);
	else
		own.address = (struct address)WORDS(sk->src_ip6);
	answer(ctx, &own);
	return 1;
}
