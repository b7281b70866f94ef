/* How the proxy learns where a redirected connection wanted to go: the two ends of one handshake meet in fl_handshakes. */
#pragma once

#include "maps.h"

static __always_inline struct address local_address(const struct bpf_sock_ops *ops, bool v4)
{
	if (v4)
		return mapped(ops->local_ip4);
	return (struct address)WORDS(ops->local_ip6);
}

/* The peer of IPv4 over an IPv6 socket is in ::ffff:0:0/96. */
static __always_inline struct address remote_address(const struct bpf_sock_ops *ops)
{
	struct address remote = WORDS(ops->remote_ip6);

	if (ops->family == AF_INET || is_unspecified(&remote))
		return mapped(ops->remote_ip4);
	return remote;
}

static __always_inline struct handshake handshake_of_client(const struct bpf_sock_ops *ops)
{
	struct address remote = remote_address(ops);

	return (struct handshake){
		.client = { local_address(ops, is_mapped(&remote)), ops->local_port },
		.proxy_port = bpf_ntohl(ops->remote_port),
	};
}

/* The application's end, ahead of its SYN: source address and port are known by now. */
static __always_inline void announce(struct bpf_sock_ops *ops, struct bpf_sock *sk)
{
	struct origin *origin = bpf_sk_storage_get(&fl_origins, sk, 0, 0);
	struct handshake handshake;

	if (!origin)
		return;
	handshake = handshake_of_client(ops);
	bpf_map_update_elem(&fl_handshakes, &handshake, &origin->wanted, BPF_ANY);
	bpf_sock_ops_cb_flags_set(ops, ops->bpf_sock_ops_cb_flags | BPF_SOCK_OPS_STATE_CB_FLAG);
}

/* The application's end leaves the handshake: the proxy has taken the entry by now, or refused the connection. */
static __always_inline void conclude(struct bpf_sock_ops *ops)
{
	if (ops->args[0] != BPF_TCP_SYN_SENT)
		return;
	if (ops->args[1] == BPF_TCP_CLOSE) {
		struct handshake handshake = handshake_of_client(ops);

		bpf_map_delete_elem(&fl_handshakes, &handshake);
	}
	bpf_sock_ops_cb_flags_set(ops, ops->bpf_sock_ops_cb_flags & ~BPF_SOCK_OPS_STATE_CB_FLAG);
}

/* The proxy's end, once the handshake is complete. */
static __always_inline void meet(struct bpf_sock_ops *ops, struct bpf_sock *sk)
{
	struct handshake handshake = {
		.client = { remote_address(ops), bpf_ntohl(ops->remote_port) },
		.proxy_port = ops->local_port,
	};
	struct endpoint *wanted = bpf_map_lookup_elem(&fl_handshakes, &handshake);
	struct endpoint *accepted;

	if (!wanted)
		return;
	accepted = bpf_sk_storage_get(&fl_accepted, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (accepted)
		*accepted = *wanted;
	bpf_map_delete_elem(&fl_handshakes, &handshake);
}

/* The proxy begins to listen for inbound connections. Places are freed by the kernel as sockets close; where none is free,
 * the last one is given up, so that those of two proxies stay known. */
static __always_inline void note_listener(struct bpf_sock_ops *ops)
{
	__u32 first = ops->family == AF_INET ? 0 : MOST_LISTENERS;

	if (config.inbound_port == 0 || ops->local_port != config.inbound_port)
		return;
	for (__u32 i = 0; i < MOST_LISTENERS; i++) {
		__u32 place = first + i;
		__u64 flags = i == MOST_LISTENERS - 1 ? BPF_ANY : BPF_NOEXIST;

		if (bpf_sock_map_update(ops, &fl_listeners, &place, flags) == 0)
			return;
	}
}

SEC("sockops")
int fl_sockops(struct bpf_sock_ops *ops)
{
	struct bpf_sock *sk = ops->sk;

	/* A cgroup may hold processes of several network namespaces, where the same addresses and ports mean others. */
	if (bpf_get_netns_cookie(ops) != config.netns)
		return 1;
	switch (ops->op) {
	case BPF_SOCK_OPS_TCP_CONNECT_CB:
		if (sk)
			announce(ops, sk);
		break;
	case BPF_SOCK_OPS_STATE_CB:
		conclude(ops);
		break;
	case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB:
		if (sk)
			meet(ops, sk);
		break;
	case BPF_SOCK_OPS_TCP_LISTEN_CB:
		note_listener(ops);
		break;
	}
	return 1;
}
