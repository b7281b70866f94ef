#define _GNU_SOURCE
#include "places.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fault.h"

/* From asm-generic/socket.h; older libraries do not name it. */
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif
/* The kind of file handle that holds the 64-bit id of a cgroup (linux/exportfs.h). */
enum { FILEID_KERNFS = 0xfe };

uint64_t netns_cookie(void)
{
	uint64_t cookie = 0;
	socklen_t length = sizeof(cookie);
	int probe = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (probe < 0 || getsockopt(probe, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &length) != 0)
		fail("this network namespace has no cookie (Linux 5.14 or newer is needed)");
	close(probe);
	return cookie;
}

int netns_open(void)
{
	int netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (netns < 0)
		fail("/proc/self/ns/net cannot be opened");
	return netns;
}

uint64_t netns_inode(void)
{
	struct stat netns;

	if (stat("/proc/self/ns/net", &netns) != 0)
		fail("/proc/self/ns/net cannot be read");
	return netns.st_ino;
}

int cgroup_root(void)
{
	static int root = -1;
	int context, mount;

	if (root >= 0)
		return root;
	context = fsopen("cgroup2", FSOPEN_CLOEXEC);
	if (context < 0 || fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) != 0)
		return -1;
	mount = fsmount(context, FSMOUNT_CLOEXEC, 0);
	/* A mount's descriptor names a place only; opening handles takes a descriptor that can be read. */
	root = openat(mount, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	close(context);
	close(mount);
	return root;
}

int cgroup_at(const char *path)
{
	while (*path == '/')
		path++;
	return openat(cgroup_root(), *path == '\0' ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int cgroup_by_id(uint64_t id)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + sizeof(id)];
	} at = { .handle = { .handle_bytes = sizeof(id), .handle_type = FILEID_KERNFS } };

	memcpy(at.handle.f_handle, &id, sizeof(id));
	return open_by_handle_at(cgroup_root(), &at.handle, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The inode of a cgroup's directory is its id, where inodes have 64 bits. */
uint64_t cgroup_id(int cgroup)
{
	struct stat directory;

	if (fstat(cgroup, &directory) != 0)
		fail("the cgroup cannot be read");
	return directory.st_ino;
}
