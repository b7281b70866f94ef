#include "exchange.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "listeners.h"
#include "ours.h"
#include "pins.h"
#include "places.h"
#include "probe.h"

static const char link_pin[] = "sk_lookup";

/* What was done, to be undone from the last to the first. */
struct step {
	enum { ATTACHED, REPLACED, DETACHED, LINKED, RELINKED, UNLINKED } kind;
	int hook;
	int cgroup;
	int program;
	/* The program before, or the link. */
	int before;
	int link;
};

static struct step steps[MOST_PROGRAMS + HOOKS];
static int step_count;
static const struct image *current;

static void remember(struct step step)
{
	if (step_count < MOST_PROGRAMS + HOOKS)
		steps[step_count++] = step;
}

static char complaint[512];

/* The line in which the verifier says what it did not accept is the one before its summary. */
static int listen_to_libbpf(enum libbpf_print_level level, const char *format, va_list arguments)
{
	static char text[1 << 20];
	char *last = NULL;

	if (level != LIBBPF_WARN)
		return 0;
	vsnprintf(text, sizeof(text), format, arguments);
	if (strstr(text, "BEGIN PROG LOAD LOG") == NULL) {
		if (complaint[0] == '\0')
			snprintf(complaint, sizeof(complaint), "%.*s", (int)strcspn(text, "\n"), text);
		return 0;
	}
	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		if (strncmp(line, "processed ", 10) == 0)
			break;
		last = line;
	}
	if (last != NULL)
		snprintf(complaint, sizeof(complaint), "%s", last);
	return 0;
}

static bool same_shape(int fd, const struct bpf_map *map)
{
	struct bpf_map_info info = {};
	uint32_t length = sizeof(info);

	return bpf_obj_get_info_by_fd(fd, &info, &length) == 0 && info.type == bpf_map__type(map) &&
	       info.key_size == bpf_map__key_size(map) && info.value_size == bpf_map__value_size(map) &&
	       info.max_entries == bpf_map__max_entries(map);
}

/* Connections under way continue with the new programs. */
static void hand_on(struct bpf_object *object, const struct ours *before, bool fresh_listeners)
{
	static const char *const names[] = { "fl_origins", "fl_accepted", "fl_handshakes", "fl_listeners" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(object, names[i]);

		if (map == NULL || (fresh_listeners && strcmp(names[i], "fl_listeners") == 0))
			continue;
		for (int p = before->count - 1; p >= 0; p--) {
			int fd = before->programs[p].attached ? map_of(before->programs[p].fd, names[i]) : -1;
			bool taken = fd >= 0 && same_shape(fd, map) && bpf_map__reuse_fd(map, fd) == 0;

			if (fd >= 0)
				close(fd);
			if (taken)
				break;
		}
	}
}

static struct bpf_map *require_map(struct bpf_object *object, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	errno = 0;
	if (map == NULL)
		fail("%s has no map %s: it is of another version", current->object, name);
	return map;
}

static void fill(struct bpf_object *object, const struct record *record)
{
	const struct image *image = current;
	int rules = bpf_map__fd(require_map(object, "fl_rules"));
	int sets = bpf_map__fd(require_map(object, "fl_sets"));
	int plan = bpf_map__fd(require_map(object, "fl_plan"));
	uint32_t first = 0;
	size_t size = image->rule_count == 0 ? 0 : image->rules.length / image->rule_count;

	for (uint32_t i = 0; i < image->rule_count; i++)
		if (bpf_map_update_elem(rules, &i, image->rules.data + i * size, BPF_ANY) != 0)
			fail("rule %u cannot be written", i);
	for (uint32_t i = 0; i < image->entry_count; i++)
		if (bpf_map_update_elem(sets, image->entries[i].key.data, image->entries[i].value.data, BPF_ANY) != 0)
			fail("entry %u of the lists cannot be written", i);
	if (bpf_map_update_elem(plan, &first, record, BPF_ANY) != 0)
		fail("the record of the plan cannot be written");
	/* From here on nobody can change what the programs read. */
	if (bpf_map_freeze(rules) != 0 || bpf_map_freeze(sets) != 0 || bpf_map_freeze(plan) != 0)
		fail("the maps of the plan cannot be frozen");
}

static struct record *make_record(int cgroup, uint64_t netns)
{
	struct record *record = calloc(1, sizeof(*record) + current->record.length);

	if (record == NULL)
		fail("out of memory");
	memcpy(record->magic, record_magic, sizeof(record_magic));
	record->netns = netns;
	record->cgroup = cgroup_id(cgroup);
	record->length = (uint32_t)current->record.length;
	memcpy(record->text, current->record.data, current->record.length);
	return record;
}

static struct bpf_object *load(const struct ours *before, int cgroup)
{
	const struct image *image = current;
	uint64_t netns = netns_cookie();
	struct record *record = make_record(cgroup, netns);
	struct bpf_object *object;
	struct bpf_program *program;
	struct bpf_map *config;
	size_t size = 0;

	libbpf_set_print(listen_to_libbpf);
	object = bpf_object__open_file(image->object, NULL);
	if (object == NULL)
		fail("%s cannot be opened", image->object);
	config = require_map(object, ".rodata.config");
	bpf_map__initial_value(config, &size);
	errno = 0;
	if (size != image->config.length || image->config.length < sizeof(netns) ||
	    (image->rule_count != 0 && image->rules.length / image->rule_count !=
					       bpf_map__value_size(require_map(object, "fl_rules"))))
		fail("%s is of another version than this program", image->object);
	memcpy(image->config.data, &netns, sizeof(netns));
	bpf_map__set_initial_value(config, image->config.data, size);
	bpf_map__set_max_entries(require_map(object, "fl_rules"), image->rule_count == 0 ? 1 : image->rule_count);
	bpf_map__set_max_entries(require_map(object, "fl_hits"), image->rule_count == 0 ? 1 : image->rule_count);
	bpf_map__set_max_entries(require_map(object, "fl_sets"), image->entry_count == 0 ? 1 : image->entry_count);
	bpf_map__set_value_size(require_map(object, "fl_plan"), (uint32_t)(sizeof(*record) + image->record.length));
	hand_on(object, before, image->fresh_listeners);
	if (bpf_object__load(object) != 0) {
		errno = 0;
		fail("the kernel does not take the programs: %s", complaint);
	}
	fill(object, record);
	free(record);
	bpf_object__for_each_program(program, object) {
		if (bpf_prog_bind_map(bpf_program__fd(program), bpf_map__fd(require_map(object, "fl_plan")), NULL) != 0)
			fail("the record of the plan cannot be bound to its programs");
	}
	return object;
}

static int attach(int cgroup, int program, int hook, int replaced)
{
	LIBBPF_OPTS(bpf_prog_attach_opts, options, .flags = BPF_F_ALLOW_MULTI);

	if (replaced >= 0) {
		options.flags |= BPF_F_REPLACE;
		options.replace_prog_fd = replaced;
	}
	return bpf_prog_attach_opts(program, cgroup, hooks[hook].type, &options);
}

static const struct program *attached_at(const struct ours *before, int hook, uint64_t cgroup)
{
	for (int i = 0; i < before->count; i++) {
		const struct program *program = &before->programs[i];

		if (program->hook == hook && program->attached &&
		    (!is_of_cgroup(hook) || cgroup_id(program->cgroup) == cgroup))
			return program;
	}
	return NULL;
}

static void link_lookup(int program, const struct program *before)
{
	int link;

	if (before != NULL) {
		if (bpf_link_update(before->link, program, NULL) != 0)
			fail("sk_lookup cannot be replaced");
		remember((struct step){ RELINKED, before->hook, -1, program, before->fd, before->link });
		return;
	}
	link = bpf_link_create(program, netns_open(), BPF_SK_LOOKUP, NULL);
	if (link < 0)
		fail("sk_lookup cannot be attached to this network namespace");
	/* A killed install may have left its pin without its link. */
	remove_pin(link_pin);
	pin(current->bpffs, link_pin, link);
	remember((struct step){ LINKED, hook_named("sk_lookup"), -1, program, -1, link });
}

static void detach(const struct program *program)
{
	if (!program->attached)
		return;
	if (!is_of_cgroup(program->hook)) {
		remove_pin(link_pin);
		bpf_link_detach(program->link);
		remember((struct step){ UNLINKED, program->hook, -1, program->fd, -1, -1 });
	} else if (bpf_prog_detach2(program->fd, program->cgroup, hooks[program->hook].type) == 0) {
		remember((struct step){ DETACHED, program->hook, program->cgroup, program->fd, -1, -1 });
	}
}

void exchange(const struct image *image)
{
	static struct ours before;
	bool replaced[MOST_PROGRAMS] = {};
	struct bpf_object *object;
	int cgroup;

	current = image;
	find_ours(&before);
	cgroup = cgroup_at(image->cgroup);
	if (cgroup < 0)
		fail("--ebpf-cgroup-path: cgroup %s cannot be opened", image->cgroup);
	object = load(&before, cgroup);
	note_listeners(bpf_map__fd(require_map(object, "fl_listeners")), image->listen);
	for (int i = 0; i < image->hook_count; i++) {
		int hook = image->hooks[i];
		const struct program *old = attached_at(&before, hook, cgroup_id(cgroup));
		int program = bpf_program__fd(bpf_object__find_program_by_name(object, hooks[hook].program));

		if (old != NULL)
			replaced[old - before.programs] = true;
		if (!is_of_cgroup(hook)) {
			link_lookup(program, old);
		} else if (attach(cgroup, program, hook, old == NULL ? -1 : old->fd) != 0) {
			int reason = errno;

			undo_exchange();
			errno = reason;
			fail("%s cannot be attached to cgroup %s%s", hooks[hook].name, image->cgroup,
			     reason == EPERM ? " (bpftool cgroup show tells whether there is a program that suffers no other)" :
					       "");
		} else {
			remember((struct step){ old == NULL ? ATTACHED : REPLACED, hook, cgroup, program,
						old == NULL ? -1 : old->fd, -1 });
		}
	}
	for (int i = 0; i < before.count; i++)
		if (!replaced[i])
			detach(&before.programs[i]);
}

void undo_exchange(void)
{
	while (step_count > 0) {
		struct step step = steps[--step_count];

		switch (step.kind) {
		case ATTACHED:
			bpf_prog_detach2(step.program, step.cgroup, hooks[step.hook].type);
			break;
		case REPLACED:
			attach(step.cgroup, step.before, step.hook, step.program);
			break;
		case DETACHED:
			attach(step.cgroup, step.program, step.hook, -1);
			break;
		case LINKED:
			remove_pin(link_pin);
			bpf_link_detach(step.link);
			break;
		case RELINKED:
			bpf_link_update(step.link, step.before, NULL);
			break;
		case UNLINKED:
			link_lookup(step.program, NULL);
			step_count--;
			break;
		}
	}
}

static bool redirects(int hook)
{
	return strncmp(hooks[hook].name, "connect", 7) == 0 || strncmp(hooks[hook].name, "sendmsg", 7) == 0 ||
	       !is_of_cgroup(hook);
}

void detach_ours(bool redirecting)
{
	static struct ours ours;

	find_ours(&ours);
	/* A killed probe may have left its cgroup. */
	for (int i = 0; i < ours.count; i++)
		if (ours.programs[i].cgroup >= 0)
			unlinkat(ours.programs[i].cgroup, probe_cgroup, AT_REMOVEDIR);
	/* Those that redirect go first: connections under way need the rest to the end. */
	for (int i = 0; i < ours.count; i++)
		if (redirects(ours.programs[i].hook))
			detach(&ours.programs[i]);
	for (int i = 0; !redirecting && i < ours.count; i++)
		if (!redirects(ours.programs[i].hook))
			detach(&ours.programs[i]);
}
