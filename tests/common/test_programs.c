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

/* Return the build directory's path, freed like test_format()'s. */
static char *
build_directory(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	test_require(length > 0, "/proc/self/exe: %s", strerror(errno));
	path[length] = '\0';
	while ((slash = strrchr(path, '/')) != NULL) {
		*slash = '\0';
		if (access(test_format("%s/config.status", path), F_OK) == 0)
			return test_format("%s", path);
	}
	test_fail("this test is in no build directory");
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

/* Return where the build directory was configured from. */
static char *
source_directory(void)
{
	static const char wanted[] = "abs_top_srcdir = ";
	const char *path = test_format("%s/Makefile", build_directory());
	FILE *makefile = fopen(path, "re");
	char line[PATH_MAX + sizeof(wanted)];

	test_require(makefile != NULL, "%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), makefile) != NULL) {
		if (strncmp(line, wanted, sizeof(wanted) - 1) != 0)
			continue;
		fclose(makefile);
		line[strcspn(line, "\n")] = '\0';
		return test_format("%s", line + sizeof(wanted) - 1);
	}
	test_fail("%s: does not say where the source is", path);
}

const char *
test_source_file(const char *path)
{
	const char *directory = getenv("srcdir");

	return test_format(
	    "%s/%s", directory != NULL ? directory : source_directory(), path);
}
