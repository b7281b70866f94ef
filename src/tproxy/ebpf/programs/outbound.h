/* Sockets of applications that connect or send: where the plan says so, they reach the proxy instead. */
#pragma once

#include "decide.h"

static __always_inline __u32 protocol_of(const struct bpf_sock_addr *ctx)
{
	if (ctx->type == SOCK_STREAM && (ctx->protocol == IPPROTO_TCP || ctx->protocol == IPPROTO_MPTCP))
		return IPPROTO_TCP;
	if (ctx->type == SOCK_DGRAM && ctx->protocol == IPPROTO_UDP)
		return IPPROTO_UDP;
	return 0;
}

static __always_inline struct endpoint destination4(const struct bpf_sock_addr *ctx)
{
	return (struct endpoint){ mapped(ctx->user_ip4), bpf_ntohs(ctx->user_port) };
}

static __always_inline struct endpoint destination6(const struct bpf_sock_addr *ctx)
{
	return (struct endpoint){ WORDS(ctx->user_ip6),
				  bpf_ntohs(ctx->user_port) };
}

static __always_inline void send_to4(struct bpf_sock_addr *ctx, const struct endpoint *to)
{
	ctx->user_ip4 = to->address.words[3];
	ctx->user_port = bpf_htons(to->port);
}

static __always_inline void send_to6(struct bpf_sock_addr *ctx, const struct endpoint *to)
{
	ctx->user_ip6[0] = to->address.words[0];
	ctx->user_ip6[1] = to->address.words[1];
	ctx->user_ip6[2] = to->address.words[2];
	ctx->user_ip6[3] = to->address.words[3];
	ctx->user_port = bpf_htons(to->port);
}

/* The address that a socket is bound to; unspecified where it is not. */
static __always_inline struct address bound_address(struct bpf_sock *sk, bool v4)
{
	if (v4)
		return mapped(sk->src_ip4);
	return (struct address)WORDS(sk->src_ip6);
}

/* The user as whom the process accesses files, who owns its sockets as well. */
static __always_inline __u32 current_user(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, cred, fsuid.val);
}

enum outcome {
	OUTCOME_LEFT_ALONE,
	OUTCOME_REDIRECTED,
	/* The original destination could not be stored, and an unredirected connection would slip past the proxy. */
	OUTCOME_REFUSED,
};

/* Decides on a destination and puts the proxy in its place. */
static __always_inline enum outcome redirect(struct bpf_sock_addr *ctx, struct endpoint *to)
{
	struct bpf_sock *sk = ctx->sk;
	struct walk walk = {};
	struct origin *origin;
	__u32 port;

	if (!sk || bpf_get_netns_cookie(ctx) != config.netns)
		return OUTCOME_LEFT_ALONE;
	walk.packet.protocol = protocol_of(ctx);
	if (walk.packet.protocol == 0)
		return OUTCOME_LEFT_ALONE;
	/* To the kernel, connecting to "any address" means this host, over lo. */
	walk.packet.destination = is_unspecified(&to->address) ? loopback(&to->address) : to->address;
	walk.packet.port = to->port;
	walk.packet.source = bound_address(sk, is_mapped(&to->address));
	walk.packet.user = current_user();
	walk.packet.interface = sk->bound_dev_if;
	port = decide(&walk, config.output.first, config.output.end);
	if (port == 0)
		return OUTCOME_LEFT_ALONE;
	origin = bpf_sk_storage_get(&fl_origins, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!origin)
		return OUTCOME_REFUSED;
	origin->wanted = *to;
	origin->proxy_port = port;
	to->address = loopback(&to->address);
	to->port = port;
	return OUTCOME_REDIRECTED;
}

static __always_inline struct address instance(bool v4)
{
	struct address address;

	address.words[0] = v4 ? config.instance4.words[0] : config.instance6.words[0];
	address.words[1] = v4 ? config.instance4.words[1] : config.instance6.words[1];
	address.words[2] = v4 ? config.instance4.words[2] : config.instance6.words[2];
	address.words[3] = v4 ? config.instance4.words[3] : config.instance6.words[3];
	return address;
}

/* Binds the socket to an address, of its own family. */
static __always_inline long bind_to(struct bpf_sock_addr *ctx, const struct address *address)
{
	struct sockaddr4 source4 = { .family = AF_INET, .address = address->words[3] };
	struct sockaddr6 source6 = { .family = AF_INET6, .address = *address };

	if (ctx->user_family == AF_INET)
		return bpf_bind(ctx, (struct sockaddr *)&source4, sizeof(source4));
	return bpf_bind(ctx, (struct sockaddr *)&source6, sizeof(source6));
}

/* Gives a redirected connection the source that it would have had; otherwise the proxy would see 127.0.0.1 as its client.
 * Where that fails, because the address is gone, the connection goes on without it. */
static __always_inline void give_source(struct bpf_sock_addr *ctx, bool v4)
{
	struct address source = instance(v4);
	struct address bound;
	struct origin *origin;

	if (ctx->type != SOCK_STREAM || is_unspecified(&source) || !ctx->sk)
		return;
	bound = bound_address(ctx->sk, v4);
	if (!is_unspecified(&bound) || bind_to(ctx, &source) != 0)
		return;
	origin = bpf_sk_storage_get(&fl_origins, ctx->sk, 0, 0);
	if (origin)
		origin->bound = 1;
}

/* A socket that connects anew, and is left alone this time, loses the source that the redirection gave it: its route gives
 * the source. */
static __always_inline void forget_origin(struct bpf_sock_addr *ctx, bool v4)
{
	struct address source = instance(v4);
	struct address any = {};
	struct address bound;
	struct origin *origin;

	if (!ctx->sk)
		return;
	origin = bpf_sk_storage_get(&fl_origins, ctx->sk, 0, 0);
	if (!origin)
		return;
	bound = bound_address(ctx->sk, v4);
	if (origin->bound && same_address(&bound, &source))
		bind_to(ctx, &any);
	bpf_sk_storage_delete(&fl_origins, ctx->sk);
}

SEC("cgroup/connect4")
int fl_connect4(struct bpf_sock_addr *ctx)
{
	struct endpoint to = destination4(ctx);

	switch (redirect(ctx, &to)) {
	case OUTCOME_REDIRECTED:
		send_to4(ctx, &to);
		give_source(ctx, true);
		return 1;
	case OUTCOME_LEFT_ALONE:
		forget_origin(ctx, true);
		return 1;
	default:
		return 0;
	}
}

SEC("cgroup/connect6")
int fl_connect6(struct bpf_sock_addr *ctx)
{
	struct endpoint to = destination6(ctx);

	switch (redirect(ctx, &to)) {
	case OUTCOME_REDIRECTED:
		send_to6(ctx, &to);
		give_source(ctx, is_mapped(&to.address));
		return 1;
	case OUTCOME_LEFT_ALONE:
		forget_origin(ctx, is_mapped(&to.address));
		return 1;
	default:
		return 0;
	}
}

SEC("cgroup/sendmsg4")
int fl_sendmsg4(struct bpf_sock_addr *ctx)
{
	struct endpoint to = destination4(ctx);
	enum outcome outcome = redirect(ctx, &to);

	if (outcome == OUTCOME_REDIRECTED)
		send_to4(ctx, &to);
	return outcome != OUTCOME_REFUSED;
}

SEC("cgroup/sendmsg6")
int fl_sendmsg6(struct bpf_sock_addr *ctx)
{
	struct endpoint to = destination6(ctx);
	enum outcome outcome = redirect(ctx, &to);

	if (outcome == OUTCOME_REDIRECTED)
		send_to6(ctx, &to);
	return outcome != OUTCOME_REFUSED;
}
