/* SPDX-License-Identifier: MIT */
/* Loading configurations in tests. */

#include "unit/chatd/config/config_fixture.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[256];

/* All that was reported, a line each. */
static char reported[16384];

static void
config_fixture_make_directory(void)
{
	const char *parent = getenv("TMPDIR");

	snprintf(directory, sizeof(directory), "%s/check_config.XXXXXX",
	    parent == NULL ? "/tmp" : parent);
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chdir(directory), 0);
}

static int
config_fixture_remove_cb(
    const char *path, const struct stat *status, int type, struct FTW *position)
{
	(void)status;
	(void)type;
	(void)position;
	return remove(path);
}

static void
config_fixture_remove_directory(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	nftw(directory, config_fixture_remove_cb, 8, FTW_DEPTH | FTW_PHYS);
}

static void
config_fixture_report_cb(const char *message, void *argument)
{
	size_t used = strlen(reported);

	(void)argument;
	snprintf(reported + used, sizeof(reported) - used, "%s\n", message);
}

void
config_fixture_add(struct test_cases *tests)
{
	test_cases_add_fixture(tests, config_fixture_make_directory,
	    config_fixture_remove_directory);
}

void
config_fixture_write(const char *path, const char *text)
{
	config_fixture_write_bytes(path, text, strlen(text));
}

void
config_fixture_write_bytes(const char *path, const char *bytes, size_t size)
{
	FILE *stream = fopen(path, "w");

	ck_assert_ptr_nonnull(stream);
	ck_assert_uint_eq(fwrite(bytes, 1, size, stream), size);
	ck_assert_int_eq(fclose(stream), 0);
}

struct config *
config_fixture_load(const char *path, const struct config_override *overrides,
    size_t override_count)
{
	struct config *config = config_load(
	    path, overrides, override_count, config_fixture_errors());

	ck_assert_int_eq(config == NULL, reported[0] != '\0');
	return config;
}

struct config *
config_fixture_accept(const char *text)
{
	struct config *config;

	config_fixture_write("chatd.conf", text);
	config = config_fixture_load("chatd.conf", NULL, 0);
	ck_assert_msg(config != NULL, "refused: %s", reported);
	return config;
}

void
config_fixture_refuse_file(const char *path, const char *expected)
{
	ck_assert_ptr_null(config_fixture_load(path, NULL, 0));
	ck_assert_str_eq(reported, expected);
}

void
config_fixture_refuse(const char *text, const char *expected)
{
	config_fixture_write("chatd.conf", text);
	config_fixture_refuse_file("chatd.conf", expected);
}

const char *
config_fixture_reported(void)
{
	return reported;
}

const struct config_errors *
config_fixture_errors(void)
{
	static const struct config_errors errors = { config_fixture_report_cb,
		NULL };

	reported[0] = '\0';
	return &errors;
}
