/* SPDX-License-Identifier: MIT */
/* A cable is a pair of veth; the end at the engine is set down to cut it. */

#include "cluster/cables.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cluster/cluster_fixture.h"
#include "common/test_support.h"

static int engine_place, node_places[CLUSTER_NODES_MAX];
static unsigned int node_count;

static void
run(const char *command)
{
	test_require(system(command) == 0, "failed: %s", command);
}

static int
place_open(void)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	test_require(fd >= 0, "no namespace: %s", strerror(errno));
	return fd;
}

void
cables_require(void)
{
	pid_t child;
	int status;

	if (system("command -v ip >/dev/null 2>&1") != 0)
		test_skip("ip is not installed");
	child = fork();
	if (child == 0)
		_exit(unshare(CLONE_NEWNET) != 0 ||
		      system(
			  "ip link set lo up 2>/dev/null && ip link add name a "
			  "type veth peer name b 2>/dev/null") != 0);
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		test_skip("network namespaces are not allowed");
}

/* Return a process that stays where we are. */
static pid_t
start_anchor(void)
{
	pid_t child = fork();

	test_require(child >= 0, "fork: %s", strerror(errno));
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
		_exit(0);
	}
	return child;
}

static void
cable_lay(unsigned int node, pid_t anchor)
{
	test_require(unshare(CLONE_NEWNET) == 0, "unshare");
	node_places[node] = place_open();
	run(test_format("ip link set lo up && "
			"ip link add name engine type veth "
			"peer name cable%u netns %d && "
			"ip address add 10.77.%u.2/24 dev engine && "
			"ip link set engine up",
	    node, (int)anchor, node));
	cables_go_back();
	run(test_format("ip address add 10.77.%u.1/24 dev cable%u && "
			"ip link set cable%u up",
	    node, node, node));
}

void
cables_begin(unsigned int nodes)
{
	pid_t anchor;

	test_require(unshare(CLONE_NEWNET) == 0, "unshare");
	run("ip link set lo up");
	engine_place = place_open();
	anchor = start_anchor();
	for (unsigned int i = 0; i < nodes; i++)
		cable_lay(i, anchor);
	kill(anchor, SIGKILL);
	waitpid(anchor, NULL, 0);
	node_count = nodes;
}

bool
cables_are_there(void)
{
	return node_count > 0;
}

bool
cables_reach(unsigned int node)
{
	return node < node_count;
}

void
cables_enter(unsigned int node)
{
	test_require(setns(node_places[node], CLONE_NEWNET) == 0, "setns");
}

void
cables_go_back(void)
{
	test_require(setns(engine_place, CLONE_NEWNET) == 0, "setns");
}

const char *
cables_node(unsigned int node)
{
	return test_format("10.77.%u.2", node);
}

const char *
cables_engine(unsigned int node)
{
	return test_format("10.77.%u.1", node);
}

void
cables_cut(unsigned int node, bool is_cut)
{
	run(test_format(
	    "ip link set cable%u %s", node, is_cut ? "down" : "up"));
}
