/* Transparent proxying without a firewall. One object; every program is named after its hook. */
#include "handshake.h"
#include "inbound.h"
#include "original-destination.h"
#include "outbound.h"
#include "peer.h"

/* Some helpers are for programs under this licence alone. */
char LICENSE[] SEC("license") = "Dual BSD/GPL";
