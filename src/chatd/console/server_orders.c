/* SPDX-License-Identifier: MIT */
/*
 * The host does the work; here requests are checked and answered.  Every error
 * of a configuration goes to the log, and to the client: the first one is the
 * reason of the refusal, and the others follow in lines of their own.
 */

#include "chatd/console/server_orders.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <event2/buffer.h>

#include "chatd/config/config.h"
#include "chatd/config/load.h"
#include "chatd/config/options.h"
#include "chatd/config/value.h"
#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/metrics/metrics.h"
#include "common/log.h"

/* The errors of a configuration, for the client who has asked for it. */
struct console_errors {
	char first[512];         /* "": there is none yet */
	struct evbuffer *others; /* lines; NULL: none, or no memory for them */
};

static void
console_config_error_cb(const char *message, void *argument)
{
	struct console_errors *errors = argument;

	log_error("console: %s", message);
	if (errors->first[0] == '\0') {
		snprintf(errors->first, sizeof(errors->first), "%s", message);
		return;
	}
	if (errors->others == NULL)
		errors->others = evbuffer_new();
	if (errors->others != NULL)
		evbuffer_add_printf(errors->others, "%s\n", message);
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

/* Reply what came of a change, which is 0 or -1; found is empty then. */
static void
console_reply_changed(
    struct console_client *client, int result, struct console_errors *found)
{
	if (result == 0) {
		console_reply_ok(client);
		return;
	}
	console_append(client, "ERROR %s\n", found->first);
	if (found->others != NULL) {
		console_append_buffer(client, found->others);
		evbuffer_free(found->others);
	}
	console_reply_end(client);
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
	struct console_errors found = { .first = "" };
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
	if (!console_takes_settings(client))
		return;
	console_log_order(client, "sets %s to %s", name, text);
	console_reply_changed(client,
	    host->set(
		host->owner, &(struct config_override){ name, text }, &errors),
	    &found);
}

void
console_set(struct console_client *client, struct slice arguments)
{
	struct slice option = slice_take_word(&arguments);

	if (option.size == 0)
		console_reply_error(client, "usage: " CONSOLE_SET_USAGE);
	else
		console_set_option(client, option, slice_trim(arguments));
}

void
console_loglevel(struct console_client *client, struct slice arguments)
{
	struct slice level = slice_trim(arguments);

	if (level.size == 0)
		console_reply_error(client, "usage: " CONSOLE_LOGLEVEL_USAGE);
	else
		console_set_option(
		    client, (struct slice)SLICE("log_level"), level);
}

void
console_reload(struct console_client *client, struct slice arguments)
{
	const struct console_host *host = console_client_host(client);
	struct console_errors found = { .first = "" };
	const struct config_errors errors = { console_config_error_cb, &found };

	(void)arguments;
	if (!console_takes_settings(client))
		return;
	console_log_order(client, "has the configuration read again");
	console_reply_changed(
	    client, host->reload(host->owner, &errors), &found);
}

void
console_drain(struct console_client *client, struct slice arguments)
{
	const struct console_host *host = console_client_host(client);

	(void)arguments;
	console_log_order(client, "stops the server");
	console_reply_ok(client);
	host->drain(host->owner);
}
