/* SPDX-License-Identifier: MIT */
/* Requests for memory that fail. */

#include "server/memory_fixture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/test_programs.h"
#include "common/test_support.h"

/* The file that fail_malloc.c looks for. */
#define REQUEST_FILE "malloc"

static const char *directory;

void
memory_prepare(void)
{
	const char *library = test_program("FAIL_MALLOC_LIBRARY");

	directory = test_directory_create();
	setenv("FAIL_MALLOC_FILE", memory_file_path(REQUEST_FILE), 1);
	setenv("FAULTY_NETWORK", directory, 1);
	setenv("LD_PRELOAD", library, 1);
}

void
memory_release(void)
{
	unsetenv("LD_PRELOAD");
}

const char *
memory_file_path(const char *name)
{
	return test_format("%s/%s", directory, name);
}

void
memory_put_number(const char *name, int number)
{
	const char *whole = memory_file_path("whole");
	FILE *file = fopen(whole, "w");

	test_require(file != NULL, "%s: %s", whole, strerror(errno));
	fprintf(file, "%d", number);
	fclose(file);
	ck_assert_int_eq(chmod(whole, 0644), 0);
	ck_assert_int_eq(rename(whole, memory_file_path(name)), 0);
}

void
memory_fail_request(int number)
{
	memory_put_number(REQUEST_FILE, number);
}

bool
memory_has_failed(void)
{
	return access(memory_file_path(REQUEST_FILE), F_OK) != 0;
}

void
memory_spare(void)
{
	unlink(memory_file_path(REQUEST_FILE));
}
