/* SPDX-License-Identifier: MIT */
/*
 * chatd as a child process.  Its standard error and standard output are pipes,
 * each a source of test_support: read whenever the test waits, kept whole.
 * Nothing is learnt by waiting for a time: the ports come from the start line,
 * states from the log, the end from the end of the output.
 */

#include "common/test_daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "common/test_programs.h"
#include "common/test_stream.h"
#include "common/test_support.h"
#include "common/test_transport.h"
#include "common/text.h"

/* What a child that could not become chatd exits with; not chatd's own. */
#define EXIT_NOT_STARTED 127

struct test_daemon {
	pid_t pid;
	bool stopping;   /* a SIGTERM was sent; a second would cut it short */
	bool waited;     /* status is valid, pid no longer is */
	int status;      /* as test_daemon_wait_exit() returns it */
	size_t log_seen; /* how far test_daemon_wait_log() has come */
	struct test_stream log;
	struct test_stream output;
	struct test_daemon *other; /* node of the same cluster, or NULL */
};

/* In the child: become the daemon. */
static void
child_exec(const char *path, const struct test_spec *spec, int output, int log)
{
	const char *argv[TEST_SPEC_MAX + 2] = { "chatd" };
	struct rlimit limit;

#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
	memcpy(argv + 1, spec->arguments, sizeof(spec->arguments));
	/* The tests' own standard error may be the journal; the pipe is not. */
	unsetenv("JOURNAL_STREAM");
	unsetenv("NOTIFY_SOCKET");
	for (size_t i = 0; spec->environment[i] != NULL; i++)
		putenv((char *)(uintptr_t)spec->environment[i]);
	dup2(output, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	for (int fd = STDERR_FILENO + 1; fd < 64; fd++)
		close(fd);
	if (spec->descriptors_max > 0) {
		limit.rlim_cur = limit.rlim_max = spec->descriptors_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	execv(path, (char *const *)(uintptr_t)argv);
	dprintf(STDERR_FILENO, "%s: %s\n", path, strerror(errno));
	_exit(EXIT_NOT_STARTED);
}

static void
daemon_end(void *argument)
{
	struct test_daemon *daemon = argument;

	if (!daemon->waited)
		test_daemon_stop(daemon);
	test_stream_close(&daemon->log);
	test_stream_close(&daemon->output);
	free(daemon);
}

/* Return the start line up to its end, or NULL if it is not whole yet. */
static const char *
daemon_start_line(const struct test_daemon *daemon)
{
	const char *line = strstr(daemon->log.text, " started: libevent ");

	return line != NULL && strchr(line, '\n') != NULL ? line : NULL;
}

/* Fail unless the log is lines that a terminal can show as they are. */
static void
daemon_check_log(const struct test_daemon *daemon)
{
	const char *line = daemon->log.text;
	const char *end;

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1)
		test_require(text_is_valid(line, (size_t)(end - line)),
		    "the log holds a line that is not printable text");
	test_require(
	    *line == '\0' && strlen(daemon->log.text) == daemon->log.size,
	    "the log holds a NUL or ends in half a line");
}

struct test_daemon *
test_daemon_start_file(const char *path)
{
	struct test_spec spec = { .arguments = { "-c", path } };
	struct test_daemon *daemon = test_daemon_spawn(&spec);

	test_daemon_wait_started(daemon);
	return daemon;
}

struct test_daemon *
test_daemon_spawn(const struct test_spec *spec)
{
	struct test_daemon *daemon = calloc(1, sizeof(*daemon));
	const char *path = test_program("CHATD");
	int output[2], log[2];

	ck_assert_ptr_nonnull(daemon);
	test_require(
	    pipe2(output, O_CLOEXEC) == 0 && pipe2(log, O_CLOEXEC) == 0,
	    "pipe: %s", strerror(errno));
	daemon->pid = fork();
	test_require(daemon->pid >= 0, "fork: %s", strerror(errno));
	if (daemon->pid == 0)
		child_exec(path, spec, output[1], log[1]);
	close(output[1]);
	close(log[1]);
	test_stream_open(
	    &daemon->output, "standard output of chatd", output[0]);
	test_stream_open(&daemon->log, "log of chatd", log[0]);
	test_defer(daemon_end, daemon);
	return daemon;
}

bool
test_daemon_has_started(struct test_daemon *daemon)
{
	while (daemon_start_line(daemon) == NULL) {
		if (daemon->log.fd < 0)
			return false;
		if (!test_wait(-1, 0))
			test_fail("chatd neither starts nor ends");
	}
	return true;
}

void
test_daemon_wait_started(struct test_daemon *daemon)
{
	if (!test_daemon_has_started(daemon))
		test_fail("chatd ended with status %d before it started",
		    test_daemon_wait_exit(daemon));
}

size_t
test_daemon_address(const struct test_daemon *daemon, const char *protocol,
    size_t index, struct sockaddr_storage *address_r)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	char host[64], port[16];
	const char *found = test_transport_find_listener(
	    daemon_start_line(daemon), protocol, index);
	struct addrinfo *address;
	size_t size;

	test_require(found != NULL, "no listener %zu for %s", index, protocol);
	if ((size = test_transport_take_path(found, address_r)) > 0)
		return size;
	test_require(sscanf(found, "[%63[^]]]:%15[0-9]", host, port) == 2 ||
			 sscanf(found, "%63[^:]:%15[0-9]", host, port) == 2,
	    "the start line names no address and port: %s", found);
	test_require(getaddrinfo(host, port, &hints, &address) == 0,
	    "not an address: %s:%s", host, port);
	size = address->ai_addrlen;
	memcpy(address_r, address->ai_addr, size);
	freeaddrinfo(address);
	return size;
}

bool
test_daemon_encrypts(
    const struct test_daemon *daemon, const char *protocol, size_t index)
{
	return test_transport_encrypts(
	    daemon_start_line(daemon), protocol, index);
}

void
test_daemon_add_node(struct test_daemon *daemon, struct test_daemon *other)
{
	daemon->other = other;
}

const struct test_daemon *
test_daemon_node(const struct test_daemon *daemon, unsigned int number)
{
	return daemon->other != NULL && number % 2 == 1 ? daemon->other
							: daemon;
}

pid_t
test_daemon_pid(const struct test_daemon *daemon)
{
	return daemon->pid;
}

void
test_daemon_signal(struct test_daemon *daemon, int signal)
{
	test_require(!daemon->waited && kill(daemon->pid, signal) == 0,
	    "the daemon is not there any more");
	daemon->stopping = daemon->stopping || signal == SIGTERM;
}

void
test_daemon_wait_log(struct test_daemon *daemon, const char *text)
{
	const char *found, *end;

	for (;;) {
		found = strstr(daemon->log.text + daemon->log_seen, text);
		end = found != NULL ? strchr(found, '\n') : NULL;
		if (end != NULL)
			break;
		if (daemon->log.fd < 0 || !test_wait(-1, 0))
			test_fail("chatd does not log \"%s\"", text);
	}
	daemon->log_seen = (size_t)(end + 1 - daemon->log.text);
}

int
test_daemon_wait_exit(struct test_daemon *daemon)
{
	int status;

	while (daemon->log.fd >= 0 || daemon->output.fd >= 0)
		if (!test_wait(-1, 0))
			test_fail("chatd does not end");
	if (!daemon->waited) {
		test_require(waitpid(daemon->pid, &status, 0) == daemon->pid,
		    "waitpid: %s", strerror(errno));
		daemon->waited = true;
		daemon->status = WIFEXITED(status) ? WEXITSTATUS(status)
						   : 128 + WTERMSIG(status);
	}
	return daemon->status;
}

void
test_daemon_require_exit(struct test_daemon *daemon, int status)
{
	int actual = test_daemon_wait_exit(daemon);

	test_require(actual == status, "chatd ended with status %d, not %d",
	    actual, status);
}

void
test_daemon_stop(struct test_daemon *daemon)
{
	if (!daemon->stopping)
		test_daemon_signal(daemon, SIGTERM);
	test_daemon_require_exit(daemon, 0);
	daemon_check_log(daemon);
}

const char *
test_daemon_log(const struct test_daemon *daemon)
{
	return daemon->log.text;
}

const char *
test_daemon_output(const struct test_daemon *daemon)
{
	return daemon->output.text;
}

void
test_daemon_require_log(
    const struct test_daemon *daemon, size_t count, const char *part)
{
	size_t actual = test_count_lines(daemon->log.text, part);

	test_require(actual == count,
	    "%zu lines of the log hold \"%s\", not %zu", actual, part, count);
}

size_t
test_count_lines(const char *text, const char *part)
{
	size_t count = 0;
	const char *end, *found;

	for (; *text != '\0'; text = *end == '\0' ? end : end + 1) {
		end = text + strcspn(text, "\n");
		found = strstr(text, part);
		count += found != NULL && found + strlen(part) <= end;
	}
	return count;
}
