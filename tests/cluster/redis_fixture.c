/* SPDX-License-Identifier: MIT */
/*
 * The server says on its output when it is ready, and that is what is waited
 * for.  What it says then is read only by a server that is started again.
 */

#include "cluster/redis_fixture.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/test_support.h"

#define READY "ready to accept connections"

struct redis_server {
	const char *directory;
	const char *address; /* of the socket */
	pid_t pid;           /* 0: it is not running */
	int output;
};

void
redis_require(void)
{
	if (system("redis-server --version >/dev/null 2>&1") != 0)
		test_skip("redis-server is not installed");
}

static void
redis_server_exec(const struct redis_server *server, int output)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execlp("redis-server", "redis-server", "--port", "0", "--unixsocket",
	    server->address + strlen("unix:"), "--dir", server->directory,
	    "--save", "", "--daemonize", "no", (char *)NULL);
	_exit(127);
}

/* Read what the server says until it is ready. */
static void
redis_server_wait(struct redis_server *server)
{
	char said[16384];
	size_t size = 0;

	said[0] = '\0';
	while (strstr(said, READY) == NULL) {
		ssize_t got;

		test_require(test_wait(server->output, POLLIN),
		    "redis-server is not ready: %s", said);
		got = read(
		    server->output, said + size, sizeof(said) - 1 - size);
		test_require(got > 0, "redis-server ended: %s", said);
		size += (size_t)got;
		said[size] = '\0';
	}
}

static void
redis_server_run(struct redis_server *server)
{
	int pipe_fds[2];

	test_require(pipe2(pipe_fds, O_CLOEXEC) == 0, "no pipe");
	server->output = pipe_fds[0];
	server->pid = fork();
	test_require(server->pid >= 0, "fork failed");
	if (server->pid == 0)
		redis_server_exec(server, pipe_fds[1]);
	close(pipe_fds[1]);
	redis_server_wait(server);
}

void
redis_kill(struct redis_server *server)
{
	if (server->pid == 0)
		return;
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
	close(server->output);
	server->pid = 0;
}

static void
redis_server_end(void *argument)
{
	redis_kill(argument);
	free(argument);
}

struct redis_server *
redis_start_usual(void)
{
	struct redis_server *server = calloc(1, sizeof(*server));

	ck_assert_ptr_nonnull(server);
	server->directory = test_directory_create();
	server->address = test_format(
	    "unix:%s/redis.socket", server->directory);
	test_defer(redis_server_end, server);
	redis_server_run(server);
	return server;
}

void
redis_restart(struct redis_server *server, bool with_data)
{
	if (!with_data)
		unlink(test_format("%s/dump.rdb", server->directory));
	redis_server_run(server);
}

const char *
redis_address(const struct redis_server *server)
{
	return server->address;
}
