#define _GNU_SOURCE
#include "mounts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "fault.h"
#include "places.h"

/* The source of a mount of ours: this prefix, and how many directories were made for the mount. */
static const char mark[] = "fairlead:";

/* A directory does not say who made it. A symbolic link does, for as long as there are directories, or a mount, with
 * nothing in them: it is created together with all that it says. Its target is the number of the directories, the network
 * namespace of whoever is at work, and the path of the last, separated by colons. */
static const char journal[] = "/run/fairlead_mounting";

int lock_mounts(void)
{
	int run = open("/run", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (run >= 0)
		flock(run, LOCK_EX);
	return run;
}

bool is_bpffs(const char *path)
{
	struct statfs system;

	return statfs(path, &system) == 0 && system.f_type == BPF_FS_MAGIC;
}

/* Cuts the last part off a path; false where there is none left. */
static bool ascend(char *path)
{
	char *last = strrchr(path, '/');

	if (last == NULL || last == path)
		return false;
	*last = '\0';
	return true;
}

static int count_missing(const char *path)
{
	char at[PATH_MAX];
	int missing = 0;

	snprintf(at, sizeof(at), "%s", path);
	while (access(at, F_OK) != 0 && errno == ENOENT) {
		missing++;
		if (!ascend(at))
			break;
	}
	return missing;
}

static bool make_directories(const char *path)
{
	char above[PATH_MAX];

	if (mkdir(path, 0755) == 0 || errno == EEXIST)
		return true;
	snprintf(above, sizeof(above), "%s", path);
	return errno == ENOENT && ascend(above) && make_directories(above) && mkdir(path, 0755) == 0;
}

static void remove_directories(const char *path, int made)
{
	char at[PATH_MAX];

	snprintf(at, sizeof(at), "%s", path);
	for (; made > 0; made--)
		if ((rmdir(at) != 0 && errno != ENOENT) || !ascend(at))
			return;
}

static void begin(const char *path, int made)
{
	char target[PATH_MAX + 48];

	snprintf(target, sizeof(target), "%d:%" PRIx64 ":%s", made, netns_cookie(), path);
	/* Where /run cannot be written, a killed process may leave a directory. */
	if (symlink(target, journal) != 0)
		errno = 0;
}

struct begun {
	int made;
	uint64_t netns;
	char path[PATH_MAX];
};

static bool read_journal(struct begun *begun)
{
	char target[PATH_MAX + 48];
	ssize_t length = readlink(journal, target, sizeof(target) - 1);
	int path = 0;

	if (length < 0)
		return false;
	target[length] = '\0';
	*begun = (struct begun){};
	if (sscanf(target, "%d:%" SCNx64 ":%n", &begun->made, &begun->netns, &path) == 2 && path > 0)
		snprintf(begun->path, sizeof(begun->path), "%s", target + path);
	return true;
}

void end_mounting(const char *path)
{
	struct begun begun;

	if (read_journal(&begun) && strcmp(begun.path, path) == 0)
		unlink(journal);
}

bool is_mounting_interrupted(void)
{
	struct begun begun;

	return read_journal(&begun) && begun.netns == netns_cookie();
}

/* How many names in a directory are counted by `counts`; -1 where the directory cannot be read. */
static int count_names(const char *path, bool (*counts)(const char *name))
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	int count = 0;

	if (directory == NULL)
		return -1;
	while ((entry = readdir(directory)) != NULL)
		count += counts(entry->d_name);
	closedir(directory);
	return count;
}

static bool is_below(const char *name)
{
	return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

/* Names with a dot are the kernel's own (progs.debug). */
static bool is_pin(const char *name)
{
	return strchr(name, '.') == NULL;
}

/* Unmounts a file system in which nothing is pinned any more, and removes the directories that were made for it. */
static void take_away(const char *path, int made)
{
	if (!is_bpffs(path) || (count_names(path, is_pin) == 0 && umount2(path, 0) == 0))
		remove_directories(path, made);
}

void heal_mounting(void)
{
	struct begun begun;

	if (!read_journal(&begun))
		return;
	take_away(begun.path, begun.made);
	unlink(journal);
}

/* A BPF file system that is mounted nowhere yet, and vanishes with its descriptor; -1, with errno, where none can be made. */
static int detached_bpffs(const char *source)
{
	int system = fsopen("bpf", FSOPEN_CLOEXEC);
	int mount = -1, reason;

	if (system < 0)
		return -1;
	if (fsconfig(system, FSCONFIG_SET_STRING, "source", source, 0) == 0 &&
	    fsconfig(system, FSCONFIG_SET_STRING, "mode", "0700", 0) == 0 &&
	    fsconfig(system, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
		mount = fsmount(system, FSMOUNT_CLOEXEC, 0);
	reason = errno;
	close(system);
	errno = reason;
	return mount;
}

/* Makes the directory and the file system, or says what failed, with errno where there is more to say. */
static const char *try_making(const char *source, const char *path, int *mount)
{
	int names;

	if (!make_directories(path))
		return "the directory cannot be made";
	names = count_names(path, is_below);
	if (names < 0)
		return "it cannot be looked into";
	if (names > 0) {
		errno = 0;
		return "something is in it that a BPF file system would hide: name a path that is empty, or that is not there yet";
	}
	*mount = detached_bpffs(source);
	return *mount < 0 ? "a BPF file system cannot be mounted there" : NULL;
}

int make_bpffs(const char *path)
{
	const char *undone;
	char source[32];
	int missing, reason, mount = -1;

	heal_mounting();
	missing = count_missing(path);
	snprintf(source, sizeof(source), "%s%d", mark, missing);
	begin(path, missing);
	undone = try_making(source, path, &mount);
	if (undone == NULL)
		return mount;
	reason = errno;
	heal_mounting();
	errno = reason;
	fail("--ebpf-bpffs-path %s: %s", path, undone);
}

bool show_bpffs(int mount, const char *path)
{
	return move_mount(mount, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) == 0;
}

static bool is_ours(const char *source)
{
	return strncmp(source, mark, strlen(mark)) == 0;
}

/* How many directories were made for a mount of ours. */
static int made_for(const char *source)
{
	return atoi(source + strlen(mark));
}

void begin_unmounting(const char *source, const char *path)
{
	if (is_ours(source))
		begin(path, made_for(source));
}

void unmount_unused(const char *source, const char *path)
{
	if (is_ours(source))
		take_away(path, made_for(source));
}
