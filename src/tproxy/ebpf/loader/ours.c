#include "ours.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "hooks.h"
#include "pins.h"
#include "places.h"

const char record_magic[8] = "fairlead";

enum { MOST_MAPS = 64, MOST_ATTACHED = 256 };

int map_of(int program, const char *name)
{
	struct bpf_prog_info info = {};
	uint32_t ids[MOST_MAPS];
	uint32_t length = sizeof(info);

	info.nr_map_ids = MOST_MAPS;
	info.map_ids = (uintptr_t)ids;
	if (bpf_obj_get_info_by_fd(program, &info, &length) != 0)
		return -1;
	for (uint32_t i = 0; i < info.nr_map_ids && i < MOST_MAPS; i++) {
		struct bpf_map_info map = {};
		int fd = bpf_map_get_fd_by_id(ids[i]);

		length = sizeof(map);
		if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &map, &length) == 0 && strcmp(map.name, name) == 0)
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -1;
}

static struct record *read_map(int map, uint32_t *generation)
{
	struct bpf_map_info info = {};
	uint32_t length = sizeof(info);
	uint32_t first = 0;
	struct record *record;

	if (bpf_obj_get_info_by_fd(map, &info, &length) != 0 || info.value_size < sizeof(*record))
		return NULL;
	if (generation != NULL)
		*generation = info.id;
	record = malloc(info.value_size);
	if (record == NULL)
		fail("out of memory");
	if (bpf_map_lookup_elem(map, &first, record) == 0 &&
	    memcmp(record->magic, record_magic, sizeof(record_magic)) == 0 &&
	    record->length <= info.value_size - sizeof(*record))
		return record;
	free(record);
	return NULL;
}

struct record *read_record(uint32_t generation)
{
	int map = bpf_map_get_fd_by_id(generation);
	struct record *record = map < 0 ? NULL : read_map(map, NULL);

	if (map >= 0)
		close(map);
	return record;
}

static bool hangs_on(int cgroup, enum bpf_attach_type type, uint32_t id)
{
	uint32_t ids[MOST_ATTACHED];
	uint32_t count = MOST_ATTACHED;

	if (cgroup < 0 || bpf_prog_query(cgroup, type, 0, NULL, ids, &count) != 0)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* The link by which a program is attached to this network namespace. */
static int find_link(uint32_t program)
{
	uint64_t netns = netns_inode();

	for (uint32_t id = 0; bpf_link_get_next_id(id, &id) == 0;) {
		struct bpf_link_info info = {};
		uint32_t length = sizeof(info);
		int link = bpf_link_get_fd_by_id(id);

		if (link < 0)
			continue;
		if (bpf_obj_get_info_by_fd(link, &info, &length) == 0 && info.type == BPF_LINK_TYPE_NETNS &&
		    info.prog_id == program && info.netns.netns_ino == netns)
			return link;
		close(link);
	}
	return -1;
}

/* A cgroup that was removed takes its programs off by itself; one that may not be opened hides them. */
static int open_cgroup(uint64_t id)
{
	int cgroup = cgroup_by_id(id);

	if (cgroup < 0 && (errno == EPERM || errno == EACCES))
		fail("the cgroup of the programs cannot be opened (the capabilities CAP_SYS_ADMIN and CAP_DAC_READ_SEARCH are needed)");
	return cgroup;
}

static bool read_program(uint32_t id, uint64_t netns, struct program *program)
{
	struct bpf_prog_info info = {};
	uint32_t length = sizeof(info);
	struct record *record = NULL;
	int map = -1;
	bool found = false;

	program->id = id;
	program->fd = bpf_prog_get_fd_by_id(id);
	if (program->fd < 0)
		return false;
	if (bpf_obj_get_info_by_fd(program->fd, &info, &length) == 0) {
		program->hook = hook_of_program(info.name);
		map = program->hook < 0 ? -1 : map_of(program->fd, "fl_plan");
	}
	if (map >= 0) {
		record = read_map(map, &program->generation);
		close(map);
	}
	if (record != NULL && record->netns == netns) {
		found = true;
		program->cgroup = is_of_cgroup(program->hook) ? open_cgroup(record->cgroup) : -1;
		program->link = is_of_cgroup(program->hook) ? -1 : find_link(id);
		program->attached = is_of_cgroup(program->hook) ?
					    hangs_on(program->cgroup, hooks[program->hook].type, id) :
					    program->link >= 0;
	} else {
		close(program->fd);
	}
	free(record);
	return found;
}

void find_ours(struct ours *ours)
{
	uint64_t netns = netns_cookie();
	uint32_t first = 0;

	ours->count = 0;
	if (bpf_prog_get_next_id(first, &first) != 0 && errno == EPERM && have_pins())
		fail("there are pins of programs, which themselves cannot be seen (the capability CAP_SYS_ADMIN is needed)");
	for (uint32_t id = 0; ours->count < MOST_PROGRAMS && bpf_prog_get_next_id(id, &id) == 0;)
		if (read_program(id, netns, &ours->programs[ours->count]))
			ours->count++;
}
