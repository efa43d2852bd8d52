/* SPDX-License-Identifier: MIT */
#include "client/upload_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/client.h"
#include "client/server.h"
#include "common/test_support.h"

static char directory[] = "/tmp/check_upload.XXXXXX";

void
upload_set_up(void)
{
	server_listen();
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chdir(directory), 0);
}

void
upload_tear_down(void)
{
	static const char *const names[] = { "a", "b", "c", "large",
		"\033[2J" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(names[i]);
	(void)rmdir(directory);
}

void
upload_write_file(const char *name, const char *content)
{
	FILE *file = fopen(name, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ne(fputs(content, file), EOF);
	ck_assert_int_eq(fclose(file), 0);
}

void
upload_write_large_file(void)
{
	static char line[UPLOAD_LARGE_LINE + 1];
	FILE *file = fopen("large", "w");

	ck_assert_ptr_nonnull(file);
	memset(line, 'x', UPLOAD_LARGE_LINE - 1);
	line[UPLOAD_LARGE_LINE - 1] = '\n';
	for (int i = 0; i < UPLOAD_LARGE_LINES; i++)
		fputs(line, file);
	ck_assert_int_eq(fclose(file), 0);
}

void
upload_start(const char *first, const char *second, const char *third)
{
	const char *arguments[] = { "--protocol=drop", server_target(""), first,
		second, third, NULL };

	client_start(arguments);
}

void
upload_start_impatient(const char *first, const char *second)
{
	const char *arguments[] = { "--protocol=drop", "--timeout=300ms",
		server_target(""), first, second, NULL };

	client_start(arguments);
}
