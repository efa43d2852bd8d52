/* SPDX-License-Identifier: MIT */
/*
 * The tests' handle on chatctl, which a shell runs, so that a test can
 * redirect.
 */

#include "client/chatctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/test_programs.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

/* The most that one run prints. */
#define CHATCTL_OUTPUT_BYTES ((size_t)1024 * 1024)

static char output[CHATCTL_OUTPUT_BYTES], errors[CHATCTL_OUTPUT_BYTES];

/* Run a command line, keep what it prints in to, return its exit status. */
static int
run(const char *command, char *to)
{
	FILE *pipe = popen(command, "re");
	size_t size = 0;
	ssize_t got;
	int status;

	test_require(pipe != NULL, "cannot run %s", command);
	/* test_wait() reads the daemon's log: it would block otherwise. */
	do {
		test_require(
		    test_wait(fileno(pipe), POLLIN), "no end: %s", command);
		got = read(
		    fileno(pipe), to + size, CHATCTL_OUTPUT_BYTES - 1 - size);
		size += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	to[size] = '\0';
	status = pclose(pipe);
	test_require(WIFEXITED(status), "it was killed: %s", command);
	return WEXITSTATUS(status);
}

/* Run chatctl through the command that these words are. */
static int
run_after(const char *words, const char *path, const char *arguments)
{
	const char *program = test_program("CHATCTL");
	const char *aside = test_file_create("", 0);
	FILE *file;
	size_t size;
	int status;

	status = run(test_format("exec %s '%s' -s '%s' %s 2>%s", words, program,
			 path, arguments, aside),
	    output);
	file = fopen(aside, "r");
	ck_assert_ptr_nonnull(file);
	size = fread(errors, 1, sizeof(errors) - 1, file);
	errors[size] = '\0';
	fclose(file);
	return status;
}

int
chatctl_run_at(const char *path, const char *arguments)
{
	return run_after("", path, arguments);
}

int
chatctl_run(const char *arguments)
{
	return run_after("", console_path(), arguments);
}

int
chatctl_run_as(unsigned int uid, const char *path, const char *arguments)
{
	return run_after(
	    test_format(
		"setpriv --reuid=%u --regid=%u --clear-groups", uid, uid),
	    path, arguments);
}

const char *
chatctl_output(void)
{
	return output;
}

const char *
chatctl_errors(void)
{
	return errors;
}

void
chatctl_expect(
    const char *arguments, const char *text, int status, const char *message)
{
	int got = chatctl_run(arguments);

	test_require_equal(errors, message);
	test_require_equal(output, text);
	test_require(got == status, "%s: exit status %d", arguments, got);
}

const char *
chatctl_python(const char *program)
{
	static char result[CHATCTL_OUTPUT_BYTES];
	const char *input = test_file_create(output, strlen(output));

	if (system("command -v python3 >/dev/null 2>&1") != 0)
		return NULL;
	test_require(
	    run(test_format("python3 -c '%s' <%s 2>&1", program, input),
		result) == 0,
	    "%s: %s", result, output);
	return result;
}
