#define _GNU_SOURCE
#include "probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "places.h"

const char probe_cgroup[] = "fairlead_probe";

enum { PATIENCE = 1000 };

static int attempt(uint16_t port)
{
	struct sockaddr_in nowhere = { .sin_family = AF_INET, .sin_port = htons(port) };
	int connection = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct pollfd ready = { .fd = connection, .events = POLLOUT };
	int outcome = 0;
	socklen_t length = sizeof(outcome);

	inet_pton(AF_INET, "192.0.2.1", &nowhere.sin_addr);
	if (connect(connection, (struct sockaddr *)&nowhere, sizeof(nowhere)) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	if (poll(&ready, 1, PATIENCE) == 0)
		return ETIMEDOUT;
	getsockopt(connection, SOL_SOCKET, SO_ERROR, &outcome, &length);
	return outcome;
}

static void report(int outcome)
{
	if (outcome == 0)
		puts("connected");
	else if (outcome == ETIMEDOUT)
		printf("no answer within %d ms\n", PATIENCE);
	else
		puts(strerrorname_np(outcome));
	fflush(stdout);
}

static void join_and_attempt(int cgroup, uint16_t port)
{
	int processes = openat(cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC);

	/* 0 is the process that writes. */
	if (processes < 0 || write(processes, "0", 1) != 1)
		report(errno);
	else
		report(attempt(port));
}

void probe(const char *path, uint16_t port)
{
	int cgroup = cgroup_at(path);
	int below;
	pid_t child;

	if (cgroup < 0)
		fail("cgroup %s cannot be opened", path);
	if (mkdirat(cgroup, probe_cgroup, 0755) != 0 && errno != EEXIST)
		fail("a cgroup for the probe cannot be made in %s", path);
	below = openat(cgroup, probe_cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	child = fork();
	if (child == 0) {
		join_and_attempt(below, port);
		_exit(0);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
	unlinkat(cgroup, probe_cgroup, AT_REMOVEDIR);
}
