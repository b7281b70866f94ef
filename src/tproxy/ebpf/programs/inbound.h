/* Connections from elsewhere: the proxy's listener takes them in place of the application's.
 *
 * This happens where the kernel looks for a listener (sk_lookup), not at the interface (tc with bpf_sk_assign). NAT hooks
 * of foreign rules sit between the two. Since Linux 6.6 they take the assigned listener off a packet again if it does not
 * listen on the packet's port (nf_nat_ipv4_local_in), and the connection would slip past the proxy. sk_lookup comes after
 * all of them. */
#pragma once

#include "decide.h"

static __always_inline struct bpf_sock *find_listener(bool v4)
{
	__u32 first = v4 ? 0 : MOST_LISTENERS;

	for (__u32 i = 0; i < MOST_LISTENERS; i++) {
		__u32 place = first + i;
		struct bpf_sock *listener = bpf_map_lookup_elem(&fl_listeners, &place);

		if (listener)
			return listener;
	}
	return NULL;
}

/* What this host sends to itself is not inbound. It goes over lo, but the kernel reports the interface that has the
 * address. So it is recognised by its source: by default the same address, or a loopback one, from which the proxy hands
 * connections on. */
static __always_inline bool is_from_itself(const struct packet *packet)
{
	struct address handed_on = { { 0, 0, 0, bpf_htonl(6) } };

	return is_loopback(&packet->source) || same_address(&packet->source, &packet->destination) ||
	       same_address(&packet->source, &handed_on);
}

/* A socket that was bound to another address of this host has any of those as its source. */
static __always_inline bool is_from_this_host(struct bpf_sock *listener, const struct packet *packet)
{
	struct tcp_sock *tcp = (void *)bpf_skc_to_tcp_sock(listener);

	return tcp && is_local_in((__u64)BPF_CORE_READ(tcp, inet_conn.icsk_inet.sk.__sk_common.skc_net.net),
				  &packet->source);
}

SEC("sk_lookup")
int fl_lookup(struct bpf_sk_lookup *ctx)
{
	bool v4 = ctx->family == AF_INET;
	struct walk walk = {};
	struct bpf_sock *listener;
	long failed;

	if (ctx->protocol != IPPROTO_TCP || ctx->ingress_ifindex == LOOPBACK_IFINDEX)
		return SK_PASS;
	walk.packet.protocol = IPPROTO_TCP;
	walk.packet.interface = ctx->ingress_ifindex;
	walk.packet.user = ANY_USER;
	walk.packet.port = ctx->local_port;
	if (v4) {
		walk.packet.source = mapped(ctx->remote_ip4);
		walk.packet.destination = mapped(ctx->local_ip4);
	} else {
		walk.packet.source = (struct address)WORDS(ctx->remote_ip6);
		walk.packet.destination = (struct address)WORDS(ctx->local_ip6);
	}
	if (is_from_itself(&walk.packet) || decide(&walk, config.prerouting.first, config.prerouting.end) == 0)
		return SK_PASS;
	listener = find_listener(v4);
	/* A listener of IPv6 may take IPv4 too; the kernel refuses where it does not. */
	if (!listener && v4)
		listener = find_listener(false);
	/* There is no proxy: the connection is refused, so that nothing slips past. */
	if (!listener)
		return SK_DROP;
	if (is_from_this_host(listener, &walk.packet)) {
		bpf_sk_release(listener);
		return SK_PASS;
	}
	failed = bpf_sk_assign(ctx, listener, 0);
	bpf_sk_release(listener);
	return failed ? SK_DROP : SK_PASS;
}
