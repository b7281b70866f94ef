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

/* MOST_LISTENERS is that of programs/maps.h. */
enum { LISTENING = 0x0a, MOST_LISTENERS = 8 };

/* The inodes of the sockets that listen on a port, as /proc/net/tcp tells, and how many these are. */
static int listening_inodes(const char *path, uint16_t port, unsigned long inodes[MOST_LISTENERS])
{
	FILE *file = fopen(path, "re");
	char line[512];
	int found = 0;

	while (file != NULL && found < MOST_LISTENERS && fgets(line, sizeof(line), file) != NULL) {
		unsigned int local, state;
		unsigned long inode;

		if (sscanf(line, " %*d: %*[0-9A-F]:%x %*[0-9A-F]:%*x %x %*s %*s %*s %*s %*s %lu", &local, &state,
			   &inode) == 3 &&
		    local == port && state == LISTENING)
			inodes[found++] = inode;
	}
	if (file != NULL)
		fclose(file);
	return found;
}

static int take_from(pid_t process, int number)
{
	int handle = (int)syscall(SYS_pidfd_open, process, 0);
	int fd = handle < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, handle, number, 0);

	if (handle >= 0)
		close(handle);
	return fd;
}

/* A descriptor of a socket of whatever process has it. */
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

/* To a process the map shows the cookies of its sockets. */
static bool is_noted(int map, uint32_t first, int listener)
{
	uint64_t cookie, noted;
	socklen_t length = sizeof(cookie);

	if (getsockopt(listener, SOL_SOCKET, SO_COOKIE, &cookie, &length) != 0)
		return false;
	for (uint32_t place = first; place < first + MOST_LISTENERS; place++)
		if (bpf_map_lookup_elem(map, &place, &noted) == 0 && noted == cookie)
			return true;
	return false;
}

/* The first free place, as in programs/handshake.h; a listener more than there are places is no loss. */
static void note(int map, uint32_t first, int listener)
{
	uint64_t value = (uint64_t)listener;

	for (uint32_t place = first; place < first + MOST_LISTENERS; place++)
		if (bpf_map_update_elem(map, &place, &value, BPF_NOEXIST) == 0)
			return;
}

void note_listeners(int map, uint16_t port)
{
	static const char *const tables[] = { "/proc/self/net/tcp", "/proc/self/net/tcp6" };

	for (uint32_t family = 0; port != 0 && family < 2; family++) {
		unsigned long inodes[MOST_LISTENERS];
		int count = listening_inodes(tables[family], port, inodes);

		for (int i = 0; i < count; i++) {
			int listener = open_socket(inodes[i]);

			if (listener >= 0 && !is_noted(map, family * MOST_LISTENERS, listener))
				note(map, family * MOST_LISTENERS, listener);
			if (listener >= 0)
				close(listener);
		}
	}
}
