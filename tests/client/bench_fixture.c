/* SPDX-License-Identifier: MIT */
#include "client/bench_fixture.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"

static char output[BENCH_OUTPUT_BYTES];

FILE *
bench_begin(const char *standard_error, const char *arguments)
{
	const char *program = test_program("CHATD_BENCH");
	FILE *pipe;

	pipe = popen(
	    test_format("'%s' %s 2>%s", program, arguments, standard_error),
	    "re");
	test_require(pipe != NULL, "popen");
	return pipe;
}

int
bench_finish(FILE *pipe)
{
	size_t size = 0;
	ssize_t got;
	int status;

	/* test_wait() reads the daemon's log: it would block otherwise. */
	do {
		test_require(
		    test_wait(fileno(pipe), POLLIN), "it does not end");
		got = read(
		    fileno(pipe), output + size, sizeof(output) - 1 - size);
		size += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	output[size] = '\0';
	status = pclose(pipe);
	test_require(WIFEXITED(status), "it was killed: %s", output);
	return WEXITSTATUS(status);
}

int
bench_run(const char *arguments)
{
	return bench_finish(bench_begin("&1", arguments));
}

/* Return the protocol that a wire speaks. */
static const char *
bench_protocol_of(const char *wire)
{
	return strcmp(wire, "irc-ack") == 0 ? "irc" : wire;
}

void
bench_bear(
    const struct test_daemon *daemon, const char *wire, const char *words)
{
	/* Time for one login at least, encrypted, on a busy machine. */
	const char *duration = test_is_sanitized() ? "500ms" : "50ms";
	int status = bench_run(
	    test_format("--wire %s --warmup 20ms --timeout 60s "
			"--duration %s %s 127.0.0.1 %u",
		wire, duration, words,
		bench_port_of(daemon, bench_protocol_of(wire))));

	test_require(status == 0, "%s, %s: %s", wire, words, output);
}

unsigned int
bench_port_of(const struct test_daemon *daemon, const char *protocol)
{
	struct sockaddr_storage address;

	test_daemon_address(daemon, protocol, 0, &address);
	return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

const char *
bench_output(void)
{
	return output;
}

void
bench_require_output(const char *part)
{
	test_require(
	    strstr(output, part) != NULL, "want %s, got %s", part, output);
}
