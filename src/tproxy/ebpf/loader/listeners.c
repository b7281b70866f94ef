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
#include <sys/syscall.h>
#include <unistd.h>

enum { LISTENING = 0x0a };

/* The inode of a socket that listens on a port, as /proc/net/tcp tells; 0 where there is none. */
static unsigned long listening_inode(const char *path, uint16_t port)
{
	FILE *file = fopen(path, "re");
	char line[512];
	unsigned long found = 0;

	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		unsigned int local, state;
		unsigned long inode;

		if (sscanf(line, " %*d: %*[0-9A-F]:%x %*[0-9A-F]:%*x %x %*s %*s %*s %*s %*s %lu", &local, &state,
			   &inode) == 3 &&
		    local == port && state == LISTENING)
			found = inode;
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

void note_listeners(int map, uint16_t port)
{
	static const char *const tables[] = { "/proc/self/net/tcp", "/proc/self/net/tcp6" };

	for (uint32_t place = 0; port != 0 && place < 2; place++) {
		unsigned long inode = listening_inode(tables[place], port);
		int fd = inode == 0 ? -1 : open_socket(inode);
		uint64_t value = (uint64_t)fd;

		if (fd < 0)
			continue;
		bpf_map_update_elem(map, &place, &value, BPF_ANY);
		close(fd);
	}
}
