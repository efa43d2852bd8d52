/* SPDX-License-Identifier: MIT */
/*
 * A server says on its standard output when it is ready, or why it is not: a
 * port that was free a moment ago may be taken, and then another one is tried.
 */

#include "cluster/redis_fixture.h"

#include <arpa/inet.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/test_process.h"
#include "common/test_stream.h"
#include "common/test_support.h"

#define PORT_ATTEMPTS 8

struct redis_server {
	struct redis_spec spec;
	const char *directory;
	const char *configuration; /* where it is written */
	int port;                  /* 0: a socket */
	pid_t pid;                 /* 0: it has ended */
	int emptied;               /* how often it has begun without data */
	struct test_stream output;
};

void
redis_require(void)
{
#ifndef HAVE_HIREDIS
	test_skip("chatd was built without hiredis");
#endif
	if (system("command -v redis-server >/dev/null 2>&1") != 0)
		test_skip("redis-server is not installed");
}

/* ---- what it is told ----------------------------------------------------- */

/* Return the address of its machine, as others have it. */
static const char *
server_host(const struct redis_server *server)
{
	return server->spec.host != NULL ? server->spec.host : "127.0.0.1";
}

static int
free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	test_require(
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
		getsockname(fd, (struct sockaddr *)&address, &size) == 0,
	    "no port is free: %s", strerror(errno));
	close(fd);
	return ntohs(address.sin_port);
}

static const char *
where_lines(const struct redis_server *server)
{
	const struct redis_spec *spec = &server->spec;
	const char *host = server_host(server);

	if (server->port == 0)
		return test_format("port 0\nunixsocket %s/socket\n"
				   "unixsocketperm 777\n",
		    server->directory);
	if (spec->certificate == NULL)
		return test_format("bind %s\nport %d\n", host, server->port);
	return test_format("bind %s\nport 0\ntls-port %d\n"
			   "tls-cert-file %s\ntls-key-file %s\n"
			   "tls-ca-cert-file %s\ntls-auth-clients %s\n",
	    host, server->port, spec->certificate, spec->certificate,
	    spec->client_ca != NULL ? spec->client_ca : spec->certificate,
	    spec->client_ca != NULL ? "yes" : "no");
}

static const char *
role_lines(const struct redis_server *server)
{
	const struct redis_spec *spec = &server->spec;

	if (spec->master != NULL)
		return test_format("replicaof %s %d\n"
				   "repl-diskless-sync-delay 0\n",
		    server_host(spec->master), spec->master->port);
	if (spec->watched != NULL)
		return test_format("sentinel monitor chat %s %d 2\n"
				   "sentinel down-after-milliseconds chat 500\n"
				   "sentinel failover-timeout chat 3000\n",
		    server_host(spec->watched), spec->watched->port);
	return test_format("save \"\"\nappendonly yes\nappendfsync always\n"
			   "appenddirname data-%d\n",
	    server->emptied);
}

static void
write_configuration(struct redis_server *server)
{
	const struct redis_spec *spec = &server->spec;

	test_file_write(server->configuration,
	    test_format("dir %s\n%s%s%s%s\n", server->directory,
		where_lines(server), role_lines(server),
		spec->password != NULL
		    ? test_format("requirepass %s\n", spec->password)
		    : "",
		spec->more != NULL ? spec->more : ""));
}

/* ---- starting and ending ------------------------------------------------- */

static void
server_spawn(struct redis_server *server)
{
	const char *mode = server->spec.watched != NULL ? "--sentinel" : NULL;
	int output[2];

	test_require(
	    pipe2(output, O_CLOEXEC) == 0, "pipe: %s", strerror(errno));
	server->pid = fork();
	test_require(server->pid >= 0, "fork: %s", strerror(errno));
	if (server->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(output[1], STDOUT_FILENO);
		dup2(output[1], STDERR_FILENO);
		execlp("redis-server", "redis-server", server->configuration,
		    mode, (char *)NULL);
		_exit(127);
	}
	close(output[1]);
	test_stream_open(&server->output, "output of redis-server", output[0]);
}

void
redis_kill(struct redis_server *server)
{
	if (server->pid == 0)
		return;
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
	server->pid = 0;
	test_stream_close(&server->output);
	server->output = (struct test_stream){ .fd = -1 };
}

static bool
says_it_is_ready(const struct redis_server *server)
{
	const char *text = server->output.text;

	return text != NULL &&
	       (strstr(text, "eady to accept connections") != NULL ||
		   strstr(text, "+monitor") != NULL);
}

/* Return whether it has started; it may have ended instead. */
static bool
server_wait_ready(struct redis_server *server)
{
	while (!says_it_is_ready(server)) {
		if (server->output.fd < 0)
			return false;
		test_require(test_wait(-1, 0), "redis-server does not start");
	}
	return true;
}

static void
server_start(struct redis_server *server, bool may_move)
{
	for (int i = 0; i < PORT_ATTEMPTS; i++) {
		write_configuration(server);
		server_spawn(server);
		if (server_wait_ready(server))
			return;
		test_require(
		    may_move && server->port != 0 && i < PORT_ATTEMPTS - 1,
		    "redis-server has ended");
		redis_kill(server);
		server->port = free_port();
	}
}

/* ---- exported ------------------------------------------------------------ */

static void
server_free(void *argument)
{
	redis_kill(argument);
	free(argument);
}

struct redis_server *
redis_start(const struct redis_spec *spec)
{
	struct redis_server *server = calloc(1, sizeof(*server));

	ck_assert_ptr_nonnull(server);
	server->spec = *spec;
	server->directory = test_directory_create();
	server->configuration = test_format("%s/redis.conf", server->directory);
	if (spec->tcp || spec->certificate != NULL || spec->master != NULL ||
	    spec->watched != NULL)
		server->port = free_port();
	server_start(server, true);
	test_defer(server_free, server);
	return server;
}

struct redis_server *
redis_start_usual(void)
{
	return redis_start(&(struct redis_spec){ .tcp = false });
}

const char *
redis_address(const struct redis_server *server)
{
	return server->port != 0
		   ? test_format("%s:%d", server_host(server), server->port)
		   : test_format("unix:%s/socket", server->directory);
}

static int
count_output(const struct redis_server *server, const char *text)
{
	const char *at = server->output.text;
	int count = 0;

	while ((at = strstr(at, text)) != NULL) {
		at += strlen(text);
		count++;
	}
	return count;
}

void
redis_wait_output(struct redis_server *server, const char *text, int times)
{
	while (count_output(server, text) < times)
		test_require(
		    test_wait(-1, 0), "redis-server does not say \"%s\"", text);
}

void
redis_restart(struct redis_server *server, bool with_data)
{
	redis_kill(server);
	server->emptied += !with_data;
	server_start(server, false);
}

void
redis_resume(struct redis_server *server)
{
	server_spawn(server);
	test_require(server_wait_ready(server), "redis-server has ended");
}

/* Return a connection to it, or -1. */
static int
server_connect(const struct redis_server *server)
{
	const struct timeval patience = { .tv_sec = 1 };
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = inet_addr(server_host(server)),
		.sin_port = htons((uint16_t)server->port),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

bool
redis_order(const struct redis_server *server, const char *line, char *answer,
    size_t size)
{
	int fd = server_connect(server);
	size_t length = strlen(line), have = 0;
	ssize_t got = -1;

	answer[0] = '\0';
	if (fd < 0)
		return false;
	/* It hangs up when it has answered all. */
	if (send(fd, line, length, MSG_NOSIGNAL) == (ssize_t)length &&
	    send(fd, "\r\nQUIT\r\n", 8, MSG_NOSIGNAL) == 8) {
		while (have + 1 < size &&
		       (got = recv(fd, answer + have, size - 1 - have, 0)) > 0)
			have += (size_t)got;
	}
	answer[have] = '\0';
	close(fd);
	return got == 0;
}

void
redis_pause(struct redis_server *server)
{
	test_process_stop(server->pid);
}

void
redis_go_on(struct redis_server *server)
{
	test_process_continue(server->pid);
}
