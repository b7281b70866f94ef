/* fairlead-bpf puts compiled programs into the kernel, tells what is there, and takes it out again. Fairlead calls it; what
 * is to be redirected is decided there (../image.ts).
 *
 *   fairlead-bpf check            what the kernel lacks, one line each
 *   fairlead-bpf read             what is ours, as JSON
 *   fairlead-bpf exchange         puts the image on standard input into force, says `in force`, and waits: `keep`, or the
 *                                 end of the input, leaves it so; `undo` brings back what was there
 *   fairlead-bpf mark BPFFS       marks ::6 on lo as ours
 *   fairlead-bpf probe CGROUP PORT
 *                                 opens a connection from within a cgroup, and says what came of it
 *   fairlead-bpf interfaces       number and name of each
 *   fairlead-bpf drain            stops redirecting new connections
 *   fairlead-bpf remove           removes everything of ours
 *
 * All of it concerns the network namespace of the process. It ends with 0, or says why not in one line and ends with 1. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "exchange.h"
#include "fault.h"
#include "ours.h"
#include "pins.h"
#include "places.h"
#include "probe.h"

static const char loopback_pin[] = "loopback";

static int silent(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level, (void)format, (void)arguments;
	return 0;
}

static void check_helper(enum bpf_prog_type type, enum bpf_func_id helper, const char *what)
{
	if (libbpf_probe_bpf_helper(type, helper, NULL) == 0)
		puts(what);
}

static void check_kernel(void)
{
	int major = 0, minor = 0;
	struct utsname system;

	uname(&system);
	sscanf(system.release, "%d.%d", &major, &minor);
	if (major < 5 || (major == 5 && minor < 7)) {
		printf("Linux 5.7 or newer (this is %s)\n", system.release);
		return;
	}
	if (access("/sys/kernel/btf/vmlinux", R_OK) != 0)
		puts("BTF of the kernel at /sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF)");
	if (cgroup_root() < 0)
		puts("cgroup v2 (CONFIG_CGROUPS, CONFIG_CGROUP_BPF), or the capability CAP_SYS_ADMIN to see it");
	else if (cgroup_by_id(cgroup_id(cgroup_root())) < 0)
		puts("the capability CAP_DAC_READ_SEARCH to find cgroups by their id");
	if (syscall(SYS_fsopen, "bpf", 0) < 0)
		puts("the BPF file system (CONFIG_BPF_SYSCALL), or the capability CAP_SYS_ADMIN to mount it");
	if (libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, NULL) <= 0) {
		puts("programs of cgroups (CONFIG_CGROUP_BPF), or the capabilities CAP_BPF and CAP_NET_ADMIN to load them");
		return;
	}
	if (libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_SK_LOOKUP, NULL) <= 0)
		puts("programs of type sk_lookup (Linux 5.9)");
	if (libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_CGROUP_SOCKOPT, NULL) <= 0)
		puts("programs of type cgroup/getsockopt (Linux 5.3)");
	check_helper(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_FUNC_sk_storage_get, "storage at sockets (Linux 5.9)");
	check_helper(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_FUNC_get_current_task,
		     "the current task in programs of cgroups (Linux 5.8), or the capability CAP_PERFMON to read it");
	check_helper(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_FUNC_loop, "the helper bpf_loop (Linux 5.17)");
}

/* Not every program counts hits; those that do share a map. */
static int hits_of(const struct ours *ours, uint32_t generation)
{
	int map = -1;

	for (int i = 0; i < ours->count && map < 0; i++)
		if (ours->programs[i].generation == generation)
			map = map_of(ours->programs[i].fd, "fl_hits");
	return map;
}

static void print_hits(int map)
{
	struct bpf_map_info info = {};
	uint32_t length = sizeof(info);

	if (map < 0 || bpf_obj_get_info_by_fd(map, &info, &length) != 0)
		return;
	for (uint32_t i = 0; i < info.max_entries; i++) {
		uint64_t hits = 0;

		bpf_map_lookup_elem(map, &i, &hits);
		printf("%s%" PRIu64, i == 0 ? "" : ",", hits);
	}
	close(map);
}

static void print_generation(const struct ours *ours, uint32_t generation)
{
	struct record *record = read_record(generation);

	printf("{\"id\":%u,\"record\":\"", generation);
	for (uint32_t i = 0; record != NULL && i < record->length; i++)
		printf("%02x", (unsigned char)record->text[i]);
	printf("\",\"hits\":[");
	print_hits(hits_of(ours, generation));
	printf("]}");
	free(record);
}

static bool is_first_of_generation(const struct ours *ours, int index)
{
	for (int i = 0; i < index; i++)
		if (ours->programs[i].generation == ours->programs[index].generation)
			return false;
	return true;
}

static void print_ours(void)
{
	static struct ours ours;
	bool first = true;

	find_ours(&ours);
	printf("{\"programs\":[");
	for (int i = 0; i < ours.count; i++) {
		const struct program *program = &ours.programs[i];

		printf("%s{\"hook\":\"%s\",\"id\":%u,\"generation\":%u,\"attached\":%s}", i == 0 ? "" : ",",
		       hooks[program->hook].name, program->id, program->generation,
		       program->attached ? "true" : "false");
	}
	printf("],\"generations\":[");
	for (int i = 0; i < ours.count; i++) {
		if (!is_first_of_generation(&ours, i))
			continue;
		if (!first)
			putchar(',');
		first = false;
		print_generation(&ours, ours.programs[i].generation);
	}
	printf("],\"pins\":%s,\"loopback\":%s}\n", have_pins() ? "true" : "false",
	       have_pin(loopback_pin) ? "true" : "false");
}

static void run_exchange(void)
{
	struct image image;
	char line[16];

	read_image(&image);
	exchange(&image);
	puts("in force");
	fflush(stdout);
	if (fgets(line, sizeof(line), stdin) != NULL && strncmp(line, "undo", 4) == 0)
		undo_exchange();
}

static void mark_loopback(const char *bpffs)
{
	int map;

	if (have_pin(loopback_pin))
		return;
	map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "fl_loopback", sizeof(uint32_t), sizeof(uint32_t), 1, NULL);
	if (map < 0)
		fail("the mark of ::6 cannot be made");
	pin(bpffs, loopback_pin, map);
}

static void print_interfaces(void)
{
	struct if_nameindex *interfaces = if_nameindex();

	if (interfaces == NULL)
		fail("the interfaces cannot be listed");
	for (struct if_nameindex *at = interfaces; at->if_name != NULL; at++)
		printf("%u %s\n", at->if_index, at->if_name);
	if_freenameindex(interfaces);
}

int main(int count, char **arguments)
{
	const char *command = count > 1 ? arguments[1] : "";

	libbpf_set_print(silent);
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
	errno = 0;
	if (strcmp(command, "check") == 0) {
		check_kernel();
	} else if (strcmp(command, "read") == 0) {
		print_ours();
	} else if (strcmp(command, "exchange") == 0) {
		run_exchange();
	} else if (strcmp(command, "mark") == 0 && count == 3) {
		mark_loopback(arguments[2]);
	} else if (strcmp(command, "probe") == 0 && count == 4) {
		probe(arguments[2], (uint16_t)atoi(arguments[3]));
	} else if (strcmp(command, "interfaces") == 0) {
		print_interfaces();
	} else if (strcmp(command, "drain") == 0) {
		detach_ours(true);
	} else if (strcmp(command, "remove") == 0) {
		detach_ours(false);
		remove_pins();
	} else {
		fail("fairlead-bpf check | read | exchange | mark BPFFS | probe CGROUP PORT | interfaces | drain | remove");
	}
	return 0;
}
