/* Image is what is to be put into force, as it comes on standard input: one line a thing, bytes as hexadecimal digits.
 *
 *   object PATH        the compiled programs
 *   cgroup PATH        in the hierarchy of cgroup v2
 *   bpffs PATH         where to pin
 *   config HEX         the constants of the programs; the first eight bytes are filled in here (struct config)
 *   rules COUNT HEX    the rules, one after the other
 *   set KEY VALUE      an entry of the lists, both in HEX; any number of times
 *   record HEX         what status and uninstall have to know
 *   listen PORT        where the proxy listens for inbound connections; 0 where it does not
 *   fresh MAP          a map of connections that is not handed on from the install before
 *   hook NAME          a hook to attach to, in this order
 *   commit             the end */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hooks.h"

struct bytes {
	uint8_t *data;
	size_t length;
};

struct entry {
	struct bytes key;
	struct bytes value;
};

struct image {
	char *object;
	char *cgroup;
	char *bpffs;
	struct bytes config;
	uint32_t rule_count;
	struct bytes rules;
	uint32_t entry_count;
	struct entry *entries;
	struct bytes record;
	uint16_t listen;
	bool fresh_listeners;
	int hook_count;
	int hooks[HOOKS];
};

/* Reads up to `commit`; ends the program where a line is none of these. */
void read_image(struct image *image);
