/* SPDX-License-Identifier: MIT */
/*
 * Whatever a configuration file holds, it is either accepted as a whole or
 * refused in words that can be shown.
 */

#include "fuzz/fuzz.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chatd/config/config.h"
#include "chatd/config/load.h"
#include "chatd/config/merge.h"
#include "common/text.h"

/* No other file is in it, so that include() of a plain name finds none. */
static char directory[] = "/tmp/fuzz_config.XXXXXX";
static char path[sizeof(directory) + sizeof("/chatd.conf")];

static void
remove_file(void)
{
	unlink(path);
	rmdir(directory);
}

static void
require(bool condition)
{
	if (!condition)
		abort();
}

static void
write_file(const uint8_t *data, size_t size)
{
	FILE *stream;

	if (path[0] == '\0') {
		require(mkdtemp(directory) != NULL);
		snprintf(path, sizeof(path), "%s/chatd.conf", directory);
		atexit(remove_file);
	}
	stream = fopen(path, "w");
	require(stream != NULL);
	require(fwrite(data, 1, size, stream) == size);
	require(fclose(stream) == 0);
}

/* An absolute path could name a terminal, and reading that one would wait. */
static bool
includes_absolute_path(const uint8_t *data, size_t size)
{
	return memmem(data, size, "include", strlen("include")) != NULL &&
	       memchr(data, '/', size) != NULL;
}

static void
report_cb(const char *message, void *argument)
{
	size_t *count = argument;

	require(text_is_valid(message, strlen(message)));
	++*count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t count = 0;
	const struct config_errors errors = { report_cb, &count };
	struct config *config;

	if (includes_absolute_path(data, size))
		return 0;
	write_file(data, size);
	config = config_load(path, NULL, 0, &errors);
	require((config == NULL) == (count > 0));
	if (config == NULL) {
		require(errno == EINVAL);
		return 0;
	}
	require(config->listener_count >= 1);
	require(config->limits.send_queue_max >= config->limits.line_max);
	require(strlen(config->limits.echo_user) <= config->limits.name_max);
	require(config_report_restart_only(config, config, &errors) == 0);
	config_free(config);
	return 0;
}
