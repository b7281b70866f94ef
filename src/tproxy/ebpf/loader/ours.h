/* What is ours in the kernel, found by its marks: programs by their names and by the record that is bound to them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The head of a record, which is the value of the map fl_plan. */
struct record {
	char magic[8];
	uint64_t netns;
	uint64_t cgroup;
	uint32_t length;
	/* The text, of that length, is read by Fairlead alone. */
	char text[];
};

extern const char record_magic[8];

struct program {
	int fd;
	uint32_t id;
	int hook;
	/* The id of its record: programs of one install have the same. */
	uint32_t generation;
	/* The cgroup of its record; -1 where that is gone, and for sk_lookup. */
	int cgroup;
	/* The link that attaches it; -1 for programs of cgroups. */
	int link;
	/* Packets reach it. */
	bool attached;
};

enum { MOST_PROGRAMS = 256 };

struct ours {
	int count;
	struct program programs[MOST_PROGRAMS];
};

/* Every program of ours for this network namespace. */
void find_ours(struct ours *ours);

/* A map of a program by its name; -1 where it has none. */
int map_of(int program, const char *name);

/* The record of a generation, to be freed. */
struct record *read_record(uint32_t generation);
