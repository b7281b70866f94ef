#define _GNU_SOURCE
#include "listeners.h"

#include <bpf/bpf.h>
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LISTENING = 0x0a };

static int take_from(pid_t process, int number)
{
	int handle = (int)syscall(SYS_pidfd_open, process, 0);
	int fd = handle < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, handle, number, 0);

	if (handle >= 0)
		close(handle);
	return fd;
}

/* A descriptor of a socket, taken from any process that has one. */
static int open_socket(unsigned long inode)
{
	char wanted[64];
	DIR *processes = opendir("/proc");
	struct dirent *process;
	int found = -1;

	snprintf(wanted, sizeof(wanted), "socket:[%lu]", inode);
	while (found < 0 && processes != NULL && (process = readdir(processes)) != NULL) {
		char path[64];
		DIR *descriptors;
		struct dirent *descriptor;

		if (!isdigit((unsigned char)process->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%.20s/fd", process->d_name);
		descriptors = opendir(path);
		while (found < 0 && descriptors != NULL && (descriptor = readdir(descriptors)) != NULL) {
			char target[64];
			ssize_t length =
				readlinkat(dirfd(descriptors), descriptor->d_name, target, sizeof(target) - 1);

			if (length <= 0)
				continue;
			target[length] = '\0';
			if (strcmp(target, wanted) == 0)
				found = take_from(atoi(process->d_name), atoi(descriptor->d_name));
		}
		if (descriptors != NULL)
			closedir(descriptors);
	}
	if (processes != NULL)
		closedir(processes);
	return found;
}

/* The places of the map that belong to one family. */
struct places {
	int map;
	uint32_t first;
	uint32_t end;
};

/* When a process reads the map, its values are the cookies of the sockets. */
static bool is_noted(const struct places *places, int listener)
{
	uint64_t cookie, noted;
	socklen_t length = sizeof(cookie);

	if (getsockopt(listener, SOL_SOCKET, SO_COOKIE, &cookie, &length) != 0)
		return false;
	for (uint32_t place = places->first; place < places->end; place++)
		if (bpf_map_lookup_elem(places->map, &place, &noted) == 0 && noted == cookie)
			return true;
	return false;
}

/* Takes the first free place, as in programs/handshake.h; false where there is none, which is no loss. */
static bool note(const struct places *places, int listener)
{
	uint64_t value = (uint64_t)listener;

	for (uint32_t place = places->first; place < places->end; place++)
		if (bpf_map_update_elem(places->map, &place, &value, BPF_NOEXIST) == 0)
			return true;
	return false;
}

/* Notes the sockets that listen on a port, out of one of the kernel's tables (such as /proc/net/tcp). */
static void note_listed(const struct places *places, const char *table, uint16_t port)
{
	FILE *file = fopen(table, "re");
	char line[512];
	bool free = true;

	while (file != NULL && free && fgets(line, sizeof(line), file) != NULL) {
		unsigned int local, state;
		unsigned long inode;
		int listener;

		if (sscanf(line, " %*d: %*[0-9A-F]:%x %*[0-9A-F]:%*x %x %*s %*s %*s %*s %*s %lu", &local, &state,
			   &inode) != 3 ||
		    local != port || state != LISTENING)
			continue;
		listener = open_socket(inode);
		if (listener < 0)
			continue;
		free = is_noted(places, listener) || note(places, listener);
		close(listener);
	}
	if (file != NULL)
		fclose(file);
}

void note_listeners(int map, uint16_t port)
{
	struct bpf_map_info info = {};
	uint32_t length = sizeof(info);

	if (port == 0 || bpf_obj_get_info_by_fd(map, &info, &length) != 0)
		return;
	note_listed(&(struct places){ map, 0, info.max_entries / 2 }, "/proc/self/net/tcp", port);
	note_listed(&(struct places){ map, info.max_entries / 2, info.max_entries }, "/proc/self/net/tcp6", port);
}
