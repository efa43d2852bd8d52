/* SPDX-License-Identifier: MIT */
/*
 * The tests' handle on a running chatc.  It is the parent of the process and
 * holds the other ends of its pipes, or of its terminal.
 */

#include "client/client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "common/test_programs.h"
#include "common/test_support.h"

/* The most that one test reads; no test makes chatc print more. */
#define CLIENT_SEEN_BYTES ((size_t)4 * 1024 * 1024)

static pid_t process = -1;
static int input = -1, output = -1,
	   asides = -1; /* all the same on a terminal */
static char seen[CLIENT_SEEN_BYTES];
static size_t seen_size; /* read so far */
static size_t looked_at; /* of that, compared so far */
static char aside[4096];
static struct rusage usage;
static const char *program_name = "CHATC";    /* as test_program() has it */
static const char *variable, *variable_value; /* NULL: none was set */

static void
client_execute(const char *program, const char *const *arguments)
{
	const char *vector[16] = { program };

	for (size_t i = 0; arguments[i] != NULL; i++)
		vector[i + 1] = arguments[i];
	(void)unsetenv("NO_COLOR");
	(void)unsetenv("COLUMNS");
	(void)unsetenv("LINES");
	(void)unsetenv("LC_ALL");
	(void)unsetenv("COLORTERM");
	(void)unsetenv("XDG_CONFIG_HOME");
	(void)unsetenv("XDG_DATA_HOME");
	(void)unsetenv("XDG_STATE_HOME");
	(void)setenv("HOME", "/nonexistent", 1);
	(void)setenv("INPUTRC", "/dev/null", 1);
	(void)setenv("TERM", "xterm", 1);
	(void)setenv("LC_CTYPE", "C.UTF-8", 1);
	if (variable != NULL)
		(void)setenv(variable, variable_value, 1);
	(void)execv(program, (char *const *)(const void *)vector);
	perror(program);
	_exit(127);
}

void
client_start_reading(int descriptor, const char *const *arguments)
{
	const char *program = test_program(program_name);
	int out[2], err[2];

	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(err, O_CLOEXEC), 0);
	process = fork();
	ck_assert_int_ne(process, -1);
	if (process == 0) {
		(void)dup2(descriptor, STDIN_FILENO);
		(void)dup2(out[1], STDOUT_FILENO);
		(void)dup2(err[1], STDERR_FILENO);
		client_execute(program, arguments);
	}
	(void)close(out[1]);
	(void)close(err[1]);
	input = -1;
	output = out[0];
	asides = err[0];
	seen_size = looked_at = 0;

	/* A test may type to a chatc that has gone. */
	(void)signal(SIGPIPE, SIG_IGN);
}

void
client_start(const char *const *arguments)
{
	int in[2];

	ck_assert_int_eq(pipe2(in, O_CLOEXEC), 0);
	client_start_reading(in[0], arguments);
	(void)close(in[0]);
	input = in[1];
}

void
client_start_on_terminal(const char *const *arguments)
{
	const char *program = test_program(program_name);
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	process = forkpty(&input, NULL, NULL, &size);
	ck_assert_int_ne(process, -1);
	if (process == 0)
		client_execute(program, arguments);
	output = input;
	asides = -1;
	seen_size = looked_at = 0;
}

void
client_use(const char *name)
{
	program_name = name;
}

void
client_set_environment(const char *name, const char *value)
{
	variable = name;
	variable_value = value;
}

void
client_type_bytes(const char *bytes, size_t size)
{
	ssize_t written;

	while (size > 0) {
		written = write(input, bytes, size);
		ck_assert_int_gt(written, 0);
		bytes += written;
		size -= (size_t)written;
	}
}

void
client_type(const char *bytes)
{
	client_type_bytes(bytes, strlen(bytes));
}

void
client_end_input(void)
{
	ck_assert_int_eq(close(input), 0);
	input = -1;
}

void
client_stop_reading(void)
{
	ck_assert_int_eq(close(output), 0);
	output = -1;
}

void
client_resize(unsigned short columns)
{
	struct winsize size = { .ws_row = 24, .ws_col = columns };

	ck_assert_int_eq(ioctl(input, TIOCSWINSZ, &size), 0);
}

void
client_signal(int number)
{
	ck_assert_int_eq(kill(process, number), 0);
}

/* Read some more.  Return false at the end. */
static int
client_read(const char *what)
{
	ssize_t size;

	test_require(test_wait(output, POLLIN), "want %.60s", what);
	ck_assert_uint_lt(seen_size, sizeof(seen) - 1);
	size = read(output, seen + seen_size, sizeof(seen) - 1 - seen_size);

	/* A terminal ends with EIO. */
	ck_assert(size >= 0 || errno == EIO);
	if (size > 0)
		seen_size += (size_t)size;
	seen[seen_size] = '\0';
	return size > 0;
}

void
client_expect(const char *bytes)
{
	size_t size = strlen(bytes);

	while (seen_size - looked_at < size)
		test_require(client_read(bytes),
		    "it ended after \"%s\", "
		    "want \"%.100s\"",
		    seen + looked_at, bytes);
	test_require(memcmp(seen + looked_at, bytes, size) == 0,
	    "got \"%.200s\", want \"%.200s\"", seen + looked_at, bytes);
	looked_at += size;
}

void
client_expect_aside(const char *bytes)
{
	size_t size = strlen(bytes), got = 0;
	ssize_t more;

	ck_assert_uint_lt(size, sizeof(aside));
	while (got < size) {
		test_require(test_wait(asides, POLLIN), "want %.60s", bytes);
		more = read(asides, aside + got, size - got);
		test_require(more > 0, "want on stderr: %s", bytes);
		got += (size_t)more;
	}
	aside[got] = '\0';
	ck_assert_str_eq(aside, bytes);
}

void
client_expect_later(const char *bytes)
{
	const char *found;

	seen[seen_size] = '\0';
	while ((found = strstr(seen + looked_at, bytes)) == NULL)
		test_require(client_read(bytes),
		    "it ended after \"%s\", "
		    "want \"%s\"",
		    seen + looked_at, bytes);
	looked_at = (size_t)(found - seen) + strlen(bytes);
}

const char *
client_seen(void)
{
	seen[seen_size] = '\0';
	return seen;
}

void
client_expect_exit(int status)
{
	while (client_read("the end"))
		;
	if (asides != -1)
		test_require(looked_at == seen_size, "want no more, got \"%s\"",
		    seen + looked_at);
	client_expect_status(status);
}

void
client_expect_status(int status)
{
	int got;

	ck_assert_int_eq(wait4(process, &got, 0, &usage), process);
	process = -1;
	test_require(WIFEXITED(got), "ended by signal %d", WTERMSIG(got));
	ck_assert_int_eq(WEXITSTATUS(got), status);
}

void
client_expect_signal(int number)
{
	int got;

	ck_assert_int_eq(wait4(process, &got, 0, &usage), process);
	process = -1;
	test_require(WIFSIGNALED(got) && WTERMSIG(got) == number,
	    "wait(2) says %d, want signal %d", got, number);
}

void
client_expect_stop(void)
{
	int got;

	ck_assert_int_eq(waitpid(process, &got, WUNTRACED), process);
	ck_assert(WIFSTOPPED(got));
}

bool
client_terminal_is_restored(void)
{
	struct termios termios;

	ck_assert_int_eq(tcgetattr(output, &termios), 0);
	return (termios.c_lflag & (ECHO | ICANON)) == (ECHO | ICANON);
}

long
client_peak_kib(void)
{
	return usage.ru_maxrss;
}
