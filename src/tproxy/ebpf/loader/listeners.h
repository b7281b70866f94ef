/* For a proxy that already listens when the programs are attached. */
#pragma once

#include <stdint.h>

/* Puts the sockets of this network namespace that listen on a TCP port into a map of sockets: IPv4 in the first half of
 * its places, IPv6 in the second, as many as there is room for. Sockets of processes that are not visible (in another PID
 * namespace) are noted when they listen anew. */
void note_listeners(int map, uint16_t port);
