/* SPDX-License-Identifier: MIT */
/*
 * Ports below 1024 and addresses need rights that chatd has given up by the
 * time of a reload, so all listeners of TCP wait for a restart.  A path is
 * opened by the account that serves.
 *
 * A name stands for one listener: where its section turns from a path into an
 * address, or back, it stays what it was.
 */

#include "chatd/config/merge.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/config/config.h"
#include "chatd/config/field.h"
#include "chatd/config/options.h"
#include "chatd/config/value.h"
#include "common/unix_path.h"

#define MESSAGE_BYTES 2048

/* ---- reporting ----------------------------------------------------------- */

/* Report that one option needs a restart. */
static void
config_report_option(const struct config_option *option,
    const struct config *running, const struct config *loaded,
    const struct config_errors *errors)
{
	char message[MESSAGE_BYTES];
	char from[CONFIG_VALUE_TEXT_BYTES], to[CONFIG_VALUE_TEXT_BYTES];

	snprintf(message, sizeof(message),
	    "%s: a change from %s to %s needs a restart", option->name,
	    config_value_format(option, running, from, sizeof(from)),
	    config_value_format(option, loaded, to, sizeof(to)));
	errors->report(message, errors->argument);
}

static const struct config_listener *
config_listener_find(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->listener_count; i++) {
		if (strcmp(config->listeners[i].name, name) == 0)
			return &config->listeners[i];
	}
	return NULL;
}

/*
 * Say whether a reload can put loaded in place of running; NULL is a listener
 * that is not there.
 */
static bool
config_listener_is_reloadable(
    const struct config_listener *running, const struct config_listener *loaded)
{
	return (running == NULL || unix_path_of(running->address) != NULL) &&
	       (loaded == NULL || unix_path_of(loaded->address) != NULL);
}

/* Say whether they differ in what needs a restart. */
static bool
config_listener_differs(
    const struct config_listener *listener, const struct config_listener *other)
{
	struct config_table table = config_listener_table();

	if (config_listener_is_reloadable(listener, other))
		return false;
	for (size_t i = 0; i < table.count; i++) {
		const struct config_option *option = &table.rows[i];

		if (!option->is_reloadable &&
		    !config_value_equals(option, listener, other))
			return true;
	}
	return false;
}

static void
config_report_listener(
    const char *name, const char *what, const struct config_errors *errors)
{
	char message[MESSAGE_BYTES];

	snprintf(message, sizeof(message), "listener %s: %s needs a restart",
	    name, what);
	errors->report(message, errors->argument);
}

/*
 * Report which listeners need a restart.  The main one is left out: its options
 * have been compared already.
 */
static size_t
config_report_listeners(const struct config *running,
    const struct config *loaded, const struct config_errors *errors)
{
	size_t count = 0;

	for (size_t i = 1; i < running->listener_count; i++) {
		const struct config_listener *listener = &running->listeners[i];
		const struct config_listener *other = config_listener_find(
		    loaded, listener->name);

		if (other == NULL
			? config_listener_is_reloadable(listener, NULL)
			: !config_listener_differs(listener, other))
			continue;
		config_report_listener(listener->name,
		    other == NULL ? "its removal" : "its change", errors);
		count++;
	}
	for (size_t i = 1; i < loaded->listener_count; i++) {
		const struct config_listener *listener = &loaded->listeners[i];

		if (config_listener_find(running, listener->name) != NULL ||
		    config_listener_is_reloadable(NULL, listener))
			continue;
		config_report_listener(listener->name, "its addition", errors);
		count++;
	}
	return count;
}

size_t
config_report_restart_only(const struct config *running,
    const struct config *loaded, const struct config_errors *errors)
{
	struct config_table table = config_main_table();
	size_t count = 0;

	for (size_t i = 0; i < table.count; i++) {
		const struct config_option *option = &table.rows[i];

		if (option->is_reloadable ||
		    config_value_equals(option, running, loaded))
			continue;
		config_report_option(option, running, loaded, errors);
		count++;
	}
	return count + config_report_listeners(running, loaded, errors);
}

/* ---- merging ------------------------------------------------------------- */

/*
 * Give a listener what a reload applies of another one.  Texts are not copied:
 * those that it had must have an owner elsewhere.
 */
static void
config_merge_give(
    struct config_listener *to, const struct config_listener *from)
{
	struct config_table table = config_listener_table();

	for (size_t i = 0; i < table.count; i++) {
		const struct config_option *option = &table.rows[i];

		if (option->is_reloadable)
			memcpy(config_field(option, to),
			    config_field_const(option, from), option->size);
	}
	to->has_socket_mode = from->has_socket_mode;
	to->has_socket_group = from->has_socket_group;
	to->has_allow = from->has_allow;
	to->has_deny = from->has_deny;
}

/* Say whether the merge has taken the listener over, with what it owns. */
static bool
config_merge_has(
    const struct config_merge *merge, const struct config_listener *listener)
{
	for (size_t i = 0; i < merge->count; i++) {
		if (merge->listeners[i].name == listener->name)
			return true;
	}
	return false;
}

int
config_merge_prepare(struct config_merge *merge_r, const struct config *running,
    const struct config *loaded)
{
	size_t most = running->listener_count + loaded->listener_count;

	merge_r->count = 0;
	merge_r->listeners = calloc(most, sizeof(merge_r->listeners[0]));
	if (merge_r->listeners == NULL)
		return -1;
	for (size_t i = 0; i < running->listener_count; i++) {
		const struct config_listener *at = &running->listeners[i];
		const struct config_listener *other = config_listener_find(
		    loaded, at->name);

		if (i > 0 && config_listener_is_reloadable(at, other))
			at = other;
		if (at == NULL)
			continue;
		merge_r->listeners[merge_r->count] = *at;
		if (other != NULL && at != other)
			config_merge_give(
			    &merge_r->listeners[merge_r->count], other);
		merge_r->count++;
	}
	for (size_t i = 1; i < loaded->listener_count; i++) {
		const struct config_listener *at = &loaded->listeners[i];

		if (config_listener_find(running, at->name) == NULL &&
		    config_listener_is_reloadable(NULL, at))
			merge_r->listeners[merge_r->count++] = *at;
	}
	return 0;
}

/* Free the listeners that the merge has not taken over. */
static void
config_merge_clear_others(
    const struct config_merge *merge, struct config *config)
{
	for (size_t i = 0; i < config->listener_count; i++) {
		if (!config_merge_has(merge, &config->listeners[i]))
			config_listener_clear(&config->listeners[i]);
	}
	free(config->listeners);
	config->listeners = NULL;
	config->listener_count = 0;
}

void
config_merge_commit(
    struct config_merge *merge, struct config *running, struct config *loaded)
{
	struct config_table table = config_main_table();

	for (size_t i = 0; i < table.count; i++) {
		if (!table.rows[i].is_reloadable)
			config_value_swap(&table.rows[i], running, loaded);
	}
	/* A listener that stays has values of the loaded one of its name, which
	 * goes with those that it had before. */
	for (size_t i = 0; i < loaded->listener_count; i++) {
		struct config_listener *at = &loaded->listeners[i];
		const struct config_listener *other = config_listener_find(
		    running, at->name);

		if (other != NULL && config_merge_has(merge, other))
			config_merge_give(at, other);
	}
	config_merge_clear_others(merge, running);
	config_merge_clear_others(merge, loaded);
	loaded->listeners = merge->listeners;
	loaded->listener_count = merge->count;
}

void
config_merge_abandon(struct config_merge *merge)
{
	free(merge->listeners);
}
