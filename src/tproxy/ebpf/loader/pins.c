#define _GNU_SOURCE
#include "pins.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <mntent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fault.h"
#include "mounts.h"
#include "places.h"

static int home = -1;

static pid_t parent_of(pid_t process)
{
	char path[64], line[256];
	pid_t parent = 0;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", process);
	status = fopen(path, "re");
	while (status != NULL && fgets(line, sizeof(line), status) != NULL)
		if (sscanf(line, "PPid: %d", &parent) == 1)
			break;
	if (status != NULL)
		fclose(status);
	return parent;
}

/* The mount namespace of the outermost ancestor of this process whose namespace can be opened; -1 where there is none. */
static int open_outermost(void)
{
	int outermost = -1;

	for (pid_t process = getppid(); process > 0; process = parent_of(process)) {
		char path[64];
		int namespace;

		snprintf(path, sizeof(path), "/proc/%d/ns/mnt", process);
		namespace = open(path, O_RDONLY | O_CLOEXEC);
		if (namespace < 0)
			continue;
		if (outermost >= 0)
			close(outermost);
		outermost = namespace;
	}
	return outermost;
}

/* Enters that mount namespace. False where it is this one, or cannot be entered. */
static bool enter_outermost(void)
{
	struct stat own, outer;
	int namespace = open_outermost();
	bool entered = false;

	if (namespace < 0)
		return false;
	if (stat("/proc/self/ns/mnt", &own) == 0 && fstat(namespace, &outer) == 0 && own.st_ino != outer.st_ino) {
		home = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
		entered = home >= 0 && setns(namespace, CLONE_NEWNS) == 0;
	}
	if (!entered && home >= 0) {
		close(home);
		home = -1;
	}
	close(namespace);
	return entered;
}

void leave_pins(void)
{
	if (home < 0)
		return;
	if (setns(home, CLONE_NEWNS) != 0)
		fail("cannot go back to the own mount namespace");
	close(home);
	home = -1;
}

static const char *folder(void)
{
	static char name[32];

	/* No dot: names in a BPF file system may not have one. */
	snprintf(name, sizeof(name), "fairlead_%" PRIx64, netns_cookie());
	return name;
}

static bool pin_in(const char *root, const char *name, int object)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", root, folder());
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return false;
	snprintf(path, sizeof(path), "%s/%s/%s", root, folder(), name);
	return bpf_obj_pin(object, path) == 0;
}

static bool pin_in_new(const char *bpffs, const char *name, int object)
{
	char root[32];
	int mount = make_bpffs(bpffs);

	snprintf(root, sizeof(root), "/proc/self/fd/%d", mount);
	return pin_in(root, name, object) && show_bpffs(mount, bpffs);
}

void pin(const char *bpffs, const char *name, int object)
{
	int lock = lock_mounts();
	bool there = is_bpffs(bpffs) || (enter_outermost() && is_bpffs(bpffs));

	if (!(there ? pin_in(bpffs, name, object) : pin_in_new(bpffs, name, object))) {
		int reason = errno;

		heal_mounting();
		errno = reason;
		fail("%s cannot be pinned in %s", name, bpffs);
	}
	end_mounting(bpffs);
	close(lock);
	leave_pins();
}

/* Calls visit with every BPF file system of the mount namespace that this process is in, until it returns true. */
static bool each_mount(bool (*visit)(const char *source, const char *path, const char *name), const char *name)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	struct mntent *mount;
	bool found = false;

	if (mounts == NULL)
		return false;
	while (!found && (mount = getmntent(mounts)) != NULL)
		if (strcmp(mount->mnt_type, "bpf") == 0)
			found = visit(mount->mnt_fsname, mount->mnt_dir, name);
	endmntent(mounts);
	return found;
}

static bool anywhere(bool (*visit)(const char *source, const char *path, const char *name), const char *name)
{
	bool found = each_mount(visit, name);

	if (!found && enter_outermost()) {
		found = each_mount(visit, name);
		leave_pins();
	}
	return found;
}

static bool holds(const char *source, const char *path, const char *name)
{
	char pin[PATH_MAX];

	(void)source;
	snprintf(pin, sizeof(pin), "%s/%s/%s", path, folder(), name);
	return access(pin, F_OK) == 0;
}

static bool in_mounts(void)
{
	int lock = lock_mounts();
	bool found = is_mounting_interrupted() || each_mount(holds, "");

	close(lock);
	return found;
}

bool have_pins(void)
{
	bool found = in_mounts();

	if (!found && enter_outermost()) {
		found = in_mounts();
		leave_pins();
	}
	return found;
}

bool have_pin(const char *name)
{
	return anywhere(holds, name);
}

static bool take_away(const char *source, const char *path, const char *name)
{
	char pin[PATH_MAX];

	(void)source;
	snprintf(pin, sizeof(pin), "%s/%s/%s", path, folder(), name);
	unlink(pin);
	return false;
}

void remove_pin(const char *name)
{
	anywhere(take_away, name);
}

static void clear_folder(const char *path, const char *name)
{
	char own[PATH_MAX];
	DIR *directory;
	struct dirent *entry;

	snprintf(own, sizeof(own), "%s/%s", path, name);
	directory = opendir(own);
	while (directory != NULL && (entry = readdir(directory)) != NULL)
		unlinkat(dirfd(directory), entry->d_name, 0);
	if (directory != NULL)
		closedir(directory);
	rmdir(own);
}

/* Whether a folder is that of a network namespace which was removed with programs in it: its link is attached to nothing. */
static bool is_of_nobody(const char *path, const char *name)
{
	char pin[PATH_MAX];
	struct bpf_link_info info = {};
	uint32_t length = sizeof(info);
	int link;
	bool nobody;

	snprintf(pin, sizeof(pin), "%s/%s/sk_lookup", path, name);
	link = bpf_obj_get(pin);
	nobody = link >= 0 && bpf_obj_get_info_by_fd(link, &info, &length) == 0 &&
		 info.type == BPF_LINK_TYPE_NETNS && info.netns.netns_ino == 0;
	if (link >= 0)
		close(link);
	return nobody;
}

static void clear_folders_of_nobody(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		if (strncmp(entry->d_name, "fairlead_", 9) == 0 && is_of_nobody(path, entry->d_name))
			clear_folder(path, entry->d_name);
	if (directory != NULL)
		closedir(directory);
}

static bool clear(const char *source, const char *path, const char *name)
{
	begin_unmounting(source, path);
	/* Where this network namespace has nothing, another one may be at work. */
	if (holds(source, path, name)) {
		clear_folder(path, folder());
		clear_folders_of_nobody(path);
	}
	unmount_unused(source, path);
	end_mounting(path);
	return false;
}

static void clear_mounts(void)
{
	int lock = lock_mounts();

	heal_mounting();
	each_mount(clear, "");
	close(lock);
}

void remove_pins(void)
{
	clear_mounts();
	if (enter_outermost()) {
		clear_mounts();
		leave_pins();
	}
}
