/* SPDX-License-Identifier: MIT */
/*
 * The table of options drives all of this, so that no function here names an
 * option.
 */

#include "chatd/config/config.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/config/options.h"
#include "chatd/config/value.h"

#define MESSAGE_BYTES 2048

static void
config_listener_clear(struct config_listener *listener)
{
	free(listener->name);
	free(listener->protocol);
	free(listener->address);
}

void
config_free(struct config *config)
{
	struct config_table table = config_main_table();

	if (config == NULL)
		return;
	for (size_t i = 0; i < table.count; i++)
		config_value_clear(&table.rows[i], config);
	for (size_t i = 0; i < config->listener_count; i++)
		config_listener_clear(&config->listeners[i]);
	free(config->listeners);
	free(config->path);
	free(config);
}

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

static bool
config_listener_equals(
    const struct config_listener *listener, const struct config_listener *other)
{
	struct config_table table = config_listener_table();

	for (size_t i = 0; i < table.count; i++) {
		if (!config_value_equals(&table.rows[i], listener, other))
			return false;
	}
	return true;
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

		if (other != NULL && config_listener_equals(listener, other))
			continue;
		config_report_listener(listener->name,
		    other == NULL ? "its removal" : "its change", errors);
		count++;
	}
	for (size_t i = 1; i < loaded->listener_count; i++) {
		const char *name = loaded->listeners[i].name;

		if (config_listener_find(running, name) != NULL)
			continue;
		config_report_listener(name, "its addition", errors);
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

void
config_keep_restart_only(struct config *running, struct config *loaded)
{
	struct config_table table = config_main_table();
	struct config_listener *listeners = running->listeners;
	size_t listener_count = running->listener_count;

	for (size_t i = 0; i < table.count; i++) {
		if (!table.rows[i].is_reloadable)
			config_value_swap(&table.rows[i], running, loaded);
	}
	running->listeners = loaded->listeners;
	running->listener_count = loaded->listener_count;
	loaded->listeners = listeners;
	loaded->listener_count = listener_count;
}

/* Return the default as it would be written in a file. */
static const char *
config_default_show(const struct config_option *option)
{
	return option->default_text[0] == '\0' ? "\"\"" : option->default_text;
}

static void
config_print_table(struct config_table table, const char *prefix, FILE *stream)
{
	char allowed[CONFIG_VALUE_TEXT_BYTES];

	for (size_t i = 0; i < table.count; i++) {
		const struct config_option *option = &table.rows[i];

		config_value_describe(option, allowed, sizeof(allowed));
		fprintf(stream, "%s%s", prefix, option->name);
		if (option->default_text != NULL)
			fprintf(stream, " = %s", config_default_show(option));
		fprintf(stream, "\n\t%s\n\tTakes %s; a %s applies it.\n",
		    option->help, allowed,
		    option->is_reloadable ? "reload" : "restart");
	}
}

void
config_print_options(FILE *stream)
{
	config_print_table(config_main_table(), "", stream);
	config_print_table(config_listener_table(), "listener: ", stream);
}
