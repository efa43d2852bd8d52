/* SPDX-License-Identifier: MIT */
/*
 * Finding the programs under test.
 *
 * A test is somewhere below tests/ in its build directory, and the build
 * directory is the one that has a config.status.  So a test that is started by
 * hand needs to be told nothing, from whichever directory.
 */

#include "common/test_programs.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/test_support.h"

struct program {
	const char *variable;
	const char *path; /* in the build directory */
};

static const struct program programs[] = {
	{ "CHATC", "chatc" },
	{ "CHATC_OTHER_CLOCK", "tests/client/chatc_other_clock" },
	{ "CHATCTL", "chatctl" },
	{ "CHATD", "chatd" },
	{ "CHATD_BENCH", "chatd-bench" },
	{ "CHATD_FAULTY_DISK", "tests/server/chatd_faulty_disk" },
	{ "CHATD_FAULTY_NETWORK", "tests/server/chatd_faulty_network" },
	{ "CHATD_LATE_ENGINE", "tests/server/chatd_late_engine" },
	{ "CHATD_OTHER_CLOCK", "tests/server/chatd_other_clock" },
	{ "CHATD_SHOWN_STAMPS", "tests/cluster/chatd_shown_stamps" },
	{ "CHATD_SHOWN_STYLES", "tests/server/chatd_shown_styles" },
	{ "FAIL_MALLOC_LIBRARY", "tests/common/fail_malloc.so" },
};

/* End the test with this message, where Check may have no test yet. */
static void __attribute__((format(printf, 1, 2), noreturn))
give_up(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(EXIT_FAILURE);
}

static bool
is_build_directory(const char *path)
{
	char status[PATH_MAX + sizeof("/config.status")];

	snprintf(status, sizeof(status), "%s/config.status", path);
	return access(status, F_OK) == 0;
}

/* Cut the test's own path down to that of its build directory. */
static void
find_own_directory(char path[PATH_MAX])
{
	ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *slash;

	if (length < 0)
		give_up("/proc/self/exe: %s", strerror(errno));
	path[length] = '\0';
	while ((slash = strrchr(path, '/')) != NULL) {
		*slash = '\0';
		if (is_build_directory(path))
			return;
	}
	give_up("this test is in no build directory");
}

/*
 * Return the build directory of the programs under test.  As a test program
 * asks before its first test, nothing of Check's may be used here.
 */
static const char *
build_directory(void)
{
	static char own[PATH_MAX];
	const char *named = getenv("CHATD_TEST_BUILD");

	if (named == NULL && own[0] == '\0')
		find_own_directory(own);
	if (named != NULL && !is_build_directory(named))
		give_up("CHATD_TEST_BUILD is %s, which is no build directory",
		    named);
	return named != NULL ? named : own;
}

/* Say whether daemons that a test does not choose have an engine that is late.
 */
static bool
engine_is_late(void)
{
	const char *engine = getenv("CHATD_TEST_ENGINE");

	if (engine == NULL)
		return false;
	test_require(strcmp(engine, "late") == 0,
	    "CHATD_TEST_ENGINE is %s, not late", engine);
	return true;
}

static const struct program *
find_program(const char *variable)
{
	if (strcmp(variable, "CHATD") == 0 && engine_is_late())
		variable = "CHATD_LATE_ENGINE";
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		if (strcmp(programs[i].variable, variable) == 0)
			return &programs[i];
	}
	test_fail("%s stands for no program", variable);
}

const char *
test_program(const char *variable)
{
	const struct program *program = find_program(variable);
	const char *named = getenv(variable);
	const char *directory, *path;

	if (named != NULL) {
		test_require(access(named, R_OK) == 0, "%s is %s: %s", variable,
		    named, strerror(errno));
		return test_format("%s", named);
	}
	directory = build_directory();
	path = test_format("%s/%s", directory, program->path);
	test_require(access(path, R_OK) == 0, "%s: %s; make -C %s %s", path,
	    strerror(errno), directory, program->path);
	return path;
}

/*
 * Write what name is in the build directory's makefile to value; like
 * build_directory().
 */
static void
read_makefile(const char *name, char value[PATH_MAX])
{
	char path[PATH_MAX + sizeof("/Makefile")];
	char line[2 * PATH_MAX];
	size_t length = strlen(name);
	FILE *makefile;

	snprintf(path, sizeof(path), "%s/Makefile", build_directory());
	makefile = fopen(path, "re");
	if (makefile == NULL)
		give_up("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), makefile) != NULL) {
		if (strncmp(line, name, length) != 0 ||
		    strncmp(line + length, " = ", 3) != 0)
			continue;
		fclose(makefile);
		line[strcspn(line, "\n")] = '\0';
		snprintf(value, PATH_MAX, "%s", line + length + 3);
		return;
	}
	give_up("%s: does not say what %s is", path, name);
}

bool
test_is_sanitized(void)
{
	static enum { UNKNOWN, NO, YES } is_sanitized = UNKNOWN;
	char flags[PATH_MAX];

	if (is_sanitized == UNKNOWN) {
		read_makefile("SAN_CFLAGS", flags);
		is_sanitized = TEST_SANITIZED || flags[0] != '\0' ? YES : NO;
	}
	return is_sanitized == YES;
}

const char *
test_source_file(const char *path)
{
	const char *named = getenv("srcdir");
	char configured[PATH_MAX];

	if (named == NULL)
		read_makefile("abs_top_srcdir", configured);
	return test_format("%s/%s", named != NULL ? named : configured, path);
}
