/* What a redirected application sees of its peer: the original destination, not the proxy. */
#pragma once

#include "outbound.h"

/* Where the peer is the proxy, puts the original destination in its place. */
static __always_inline bool restore(struct bpf_sock_addr *ctx, struct endpoint *peer)
{
	struct origin *origin;

	if (!ctx->sk || !is_loopback(&peer->address))
		return false;
	origin = bpf_sk_storage_get(&fl_origins, ctx->sk, 0, 0);
	if (!origin || origin->proxy_port != peer->port)
		return false;
	*peer = origin->wanted;
	return true;
}

static __always_inline void restore4(struct bpf_sock_addr *ctx)
{
	struct endpoint peer = destination4(ctx);

	if (restore(ctx, &peer))
		send_to4(ctx, &peer);
}

static __always_inline void restore6(struct bpf_sock_addr *ctx)
{
	struct endpoint peer = destination6(ctx);

	if (restore(ctx, &peer))
		send_to6(ctx, &peer);
}

SEC("cgroup/getpeername4")
int fl_getpeer4(struct bpf_sock_addr *ctx)
{
	restore4(ctx);
	return 1;
}

SEC("cgroup/getpeername6")
int fl_getpeer6(struct bpf_sock_addr *ctx)
{
	restore6(ctx);
	return 1;
}

SEC("cgroup/recvmsg4")
int fl_recvmsg4(struct bpf_sock_addr *ctx)
{
	restore4(ctx);
	return 1;
}

SEC("cgroup/recvmsg6")
int fl_recvmsg6(struct bpf_sock_addr *ctx)
{
	restore6(ctx);
	return 1;
}
