/* SPDX-License-Identifier: MIT */
/*
 * The host does the work; here requests are checked and answered.  Every error
 * of a configuration goes to the log, and the first one to the client too.
 */

#include "chatd/console/server_orders.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "chatd/config/config.h"
#include "chatd/config/load.h"
#include "chatd/config/options.h"
#include "chatd/config/value.h"
#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/metrics/metrics.h"
#include "common/log.h"

/* The first error of a configuration; the client is told that one. */
struct console_errors {
	char first[512]; /* "": there is none yet */
};

static void
console_config_error_cb(const char *message, void *argument)
{
	struct console_errors *errors = argument;

	log_error("console: %s", message);
	if (errors->first[0] == '\0')
		snprintf(errors->first, sizeof(errors->first), "%s", message);
}

/* Refuse to change the settings of a server that is stopping. */
static bool
console_takes_settings(struct console_client *client)
{
	const struct metrics_source *source =
	    console_client_host(client)->metrics;

	if (source->state(source->owner).is_serving)
		return true;
	console_reply_error(client, "the server stops");
	return false;
}

/* Reply what came of a change; result is 0 or -1. */
static void
console_reply_changed(struct console_client *client, int result,
    const struct console_errors *found)
{
	if (result == 0)
		console_reply_ok(client);
	else
		console_reply_error(client, "%s", found->first);
}

/* Copy s to buffer as a C string.  Return -1 if it does not fit. */
static int
console_copy(struct slice s, char *buffer, size_t size)
{
	if (s.size >= size)
		return -1;
	if (s.size > 0)
		memcpy(buffer, s.bytes, s.size);
	buffer[s.size] = '\0';
	return 0;
}

static void
console_set_option(
    struct console_client *client, struct slice option, struct slice value)
{
	const struct console_host *host = console_client_host(client);
	struct console_errors found = { "" };
	const struct config_errors errors = { console_config_error_cb, &found };
	char name[64], text[CONFIG_VALUE_TEXT_BYTES];
	const struct config_option *row;

	if (console_copy(option, name, sizeof(name)) != 0 ||
	    console_copy(value, text, sizeof(text)) != 0) {
		console_reply_error(client, "too long");
		return;
	}
	row = config_table_find(config_main_table(), name);
	if (row != NULL && !row->is_reloadable) {
		console_reply_error(client, "%s needs a restart", name);
		return;
	}
	log_info("console: setting %s to %s", name, text);
	if (console_takes_settings(client))
		console_reply_changed(client,
		    host->set(host->owner,
			&(struct config_override){ name, text }, &errors),
		    &found);
}

void
console_set(struct console_client *client, struct slice arguments)
{
	struct slice option = slice_take_word(&arguments);

	if (option.size == 0)
		console_reply_error(client, "usage: set OPTION VALUE");
	else
		console_set_option(client, option, slice_trim(arguments));
}

void
console_loglevel(struct console_client *client, struct slice arguments)
{
	console_set_option(
	    client, (struct slice)SLICE("log_level"), slice_trim(arguments));
}

void
console_reload(struct console_client *client, struct slice arguments)
{
	const struct console_host *host = console_client_host(client);
	struct console_errors found = { "" };
	const struct config_errors errors = { console_config_error_cb, &found };

	(void)arguments;
	log_info("console: reloading the configuration");
	if (console_takes_settings(client))
		console_reply_changed(
		    client, host->reload(host->owner, &errors), &found);
}

void
console_drain(struct console_client *client, struct slice arguments)
{
	const struct console_host *host = console_client_host(client);

	(void)arguments;
	log_info("console: stopping");
	console_reply_ok(client);
	host->drain(host->owner);
}
