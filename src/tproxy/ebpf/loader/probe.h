/* A connection from within a cgroup, to see whether its programs take it. */
#pragma once

#include <stdint.h>

/* Opens one connection to a port of an address that nobody has (RFC 5737), gives it up at once, and prints what came of it:
 * `connected`, `no answer within 1 s`, or the name of an error. */
void probe(const char *cgroup, uint16_t port);

/* The cgroup below another in which a probe runs: a cgroup that has others below may take no process itself. */
extern const char probe_cgroup[];
