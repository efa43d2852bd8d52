/* SPDX-License-Identifier: MIT */
/*
 * A draft gathers defaults, settings and errors.  The errors are reported in
 * the end, in the order in which the steps of loading found them.
 */

#include "chatd/config/draft.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/config/config.h"
#include "chatd/config/options.h"
#include "chatd/config/suggestion.h"
#include "chatd/config/value.h"
#include "chatd/net/access_list.h"
#include "common/text.h"

/* Nobody reads more errors than this at once. */
#define DRAFT_MESSAGES_MAX 50

#define DRAFT_MESSAGE_BYTES 2048

/* The name of the first listener, and the protocol that it always speaks. */
#define MAIN_LISTENER          "main"
#define MAIN_LISTENER_PROTOCOL "hello"

static char *
config_draft_copy(struct config_draft *draft, const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		draft->is_out_of_memory = true;
	return copy;
}

void
config_draft_fail(struct config_draft *draft, const char *format, ...)
{
	char message[DRAFT_MESSAGE_BYTES];
	char **messages;
	va_list arguments;

	if (draft->message_count == DRAFT_MESSAGES_MAX) {
		draft->messages_left_out++;
		return;
	}
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	messages = realloc(
	    draft->messages, (draft->message_count + 1) * sizeof(messages[0]));
	if (messages == NULL) {
		draft->is_out_of_memory = true;
		return;
	}
	draft->messages = messages;
	messages[draft->message_count] = config_draft_copy(draft, message);
	if (messages[draft->message_count] != NULL)
		draft->message_count++;
}

/* Note that the option does not allow value; of networks one is named. */
static void
config_draft_refuse(struct config_draft *draft,
    const struct config_option *option, const char *where, const char *value)
{
	struct slice bad = { value, strlen(value) };
	char found[128], meant[NETWORK_TEXT_BYTES] = "";
	char allowed[CONFIG_VALUE_TEXT_BYTES];
	bool has_hint;

	if (option->type == CONFIG_NETWORKS)
		bad = access_list_find_error(value, meant);
	has_hint = meant[0] != '\0';
	config_draft_fail(draft, "%s: found \"%s\", want %s%s%s%s", where,
	    text_escape(bad.bytes, bad.size, found, sizeof(found)),
	    config_value_describe(option, allowed, sizeof(allowed)),
	    has_hint ? "; did you mean " : "", meant, has_hint ? "?" : "");
}

/* Parse value into object, or note why not and return false. */
static bool
config_draft_parse(struct config_draft *draft,
    const struct config_option *option, void *object, const char *where,
    const char *value)
{
	if (config_value_parse(option, value, object) == 0)
		return true;
	if (errno == ENOMEM)
		draft->is_out_of_memory = true;
	else
		config_draft_refuse(draft, option, where, value);
	return false;
}

void
config_draft_set(struct config_draft *draft, const struct config_option *option,
    const char *where, const char *value)
{
	size_t row = (size_t)(option - config_main_table().rows);

	if (draft->is_out_of_memory ||
	    !config_draft_parse(draft, option, draft->config, where, value))
		return;
	free(draft->set_at[row]);
	draft->set_at[row] = config_draft_copy(draft, where);
}

const char *
config_draft_set_at(const struct config_draft *draft, const char *name)
{
	struct config_table table = config_main_table();
	const struct config_option *option = config_table_find(table, name);
	const char *set_at = draft->set_at[option - table.rows];

	return set_at == NULL ? name : set_at;
}

void
config_draft_set_by_name(struct config_draft *draft, const char *name,
    const char *where, const char *value)
{
	struct config_table table = config_main_table();
	const struct config_option *option = config_table_find(table, name);
	char hint[128];

	if (option != NULL)
		config_draft_set(draft, option, where, value);
	else
		config_draft_fail(draft, "%s: unknown option%s", where,
		    config_table_suggest(table, name, hint, sizeof(hint)));
}

int
config_draft_add_listener(
    struct config_draft *draft, const char *name, const char *where)
{
	struct config *config = draft->config;
	struct config_listener *listeners;
	struct config_draft_listener *drafts;
	size_t count = config->listener_count;

	listeners = realloc(
	    config->listeners, (count + 1) * sizeof(listeners[0]));
	if (listeners == NULL)
		goto fail;
	config->listeners = listeners;
	drafts = realloc(draft->listeners, (count + 1) * sizeof(drafts[0]));
	if (drafts == NULL)
		goto fail;
	draft->listeners = drafts;
	memset(&listeners[count], 0, sizeof(listeners[count]));
	memset(&drafts[count], 0, sizeof(drafts[count]));
	listeners[count].name = strdup(name);
	drafts[count].where = strdup(where);
	config->listener_count++;
	draft->listener_count++;
	if (listeners[count].name != NULL && drafts[count].where != NULL)
		return (int)count;
fail:
	draft->is_out_of_memory = true;
	return -1;
}

int
config_draft_find_listener(const struct config_draft *draft, const char *name)
{
	for (size_t i = 0; i < draft->config->listener_count; i++) {
		if (strcmp(draft->config->listeners[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

void
config_draft_set_listener(struct config_draft *draft, int index,
    const struct config_option *option, const char *where, const char *value)
{
	struct config_draft_listener *listener = &draft->listeners[index];
	struct config_listener *set = &draft->config->listeners[index];

	if (draft->is_out_of_memory)
		return;
	listener->has_protocol |= strcmp(option->name, "protocol") == 0;
	listener->has_address |= strcmp(option->name, "address") == 0;
	listener->has_freebind |= strcmp(option->name, "freebind") == 0;
	listener->has_tls |= strcmp(option->name, "tls") == 0;
	set->has_socket_mode |= strcmp(option->name, "socket_mode") == 0;
	set->has_socket_group |= strcmp(option->name, "socket_group") == 0;
	set->has_allow |= strcmp(option->name, "allow") == 0;
	set->has_deny |= strcmp(option->name, "deny") == 0;
	if (strcmp(option->name, "port") == 0) {
		listener->has_port = true;
		free(listener->port_at);
		listener->port_at = config_draft_copy(draft, where);
	}
	config_draft_parse(draft, option, set, where, value);
}

void
config_draft_end_listener(struct config_draft *draft, int index)
{
	draft->listeners[index].is_whole = true;
}

/* Allocate a draft in which nothing is set.  Return false: no memory. */
static bool
config_draft_alloc(struct config_draft *draft)
{
	memset(draft, 0, sizeof(*draft));
	draft->config = calloc(1, sizeof(*draft->config));
	draft->set_at = calloc(
	    config_main_table().count, sizeof(draft->set_at[0]));
	draft->is_out_of_memory = draft->config == NULL ||
				  draft->set_at == NULL;
	return !draft->is_out_of_memory;
}

void
config_draft_init(struct config_draft *draft)
{
	struct config_table table = config_main_table();
	int index;

	if (!config_draft_alloc(draft))
		return;
	for (size_t i = 0; i < table.count; i++)
		config_draft_parse(draft, &table.rows[i], draft->config,
		    table.rows[i].name, table.rows[i].default_text);
	index = config_draft_add_listener(draft, MAIN_LISTENER, MAIN_LISTENER);
	if (index != -1)
		draft->config->listeners[index].protocol = config_draft_copy(
		    draft, MAIN_LISTENER_PROTOCOL);
}

/* Copy the options of table from one object to another that has none set. */
static void
config_draft_copy_options(struct config_draft *draft, struct config_table table,
    const void *from, void *to)
{
	for (size_t i = 0; i < table.count; i++) {
		if (config_value_copy(&table.rows[i], from, to) != 0)
			draft->is_out_of_memory = true;
	}
}

/* Add a listener like this one, of which nothing is left to be filled in. */
static void
config_draft_copy_listener(
    struct config_draft *draft, const struct config_listener *listener)
{
	int index = config_draft_add_listener(
	    draft, listener->name, listener->name);

	if (index == -1)
		return;
	config_draft_copy_options(draft, config_listener_table(), listener,
	    &draft->config->listeners[index]);
	draft->config->listeners[index].has_socket_mode =
	    listener->has_socket_mode;
	draft->config->listeners[index].has_socket_group =
	    listener->has_socket_group;
	draft->config->listeners[index].has_allow = listener->has_allow;
	draft->config->listeners[index].has_deny = listener->has_deny;
	draft->listeners[index].has_protocol = true;
	draft->listeners[index].has_port = true;
	draft->listeners[index].has_freebind = true;
	draft->listeners[index].has_tls = true;
	draft->listeners[index].is_whole = true;
}

void
config_draft_init_from(struct config_draft *draft, const struct config *running)
{
	if (!config_draft_alloc(draft))
		return;
	config_draft_copy_options(
	    draft, config_main_table(), running, draft->config);
	for (size_t i = 0;
	     i < running->listener_count && !draft->is_out_of_memory; i++)
		config_draft_copy_listener(draft, &running->listeners[i]);
}

void
config_draft_clear(struct config_draft *draft)
{
	for (size_t i = 0;
	     draft->set_at != NULL && i < config_main_table().count; i++)
		free(draft->set_at[i]);
	for (size_t i = 0; i < draft->listener_count; i++) {
		free(draft->listeners[i].where);
		free(draft->listeners[i].port_at);
	}
	for (size_t i = 0; i < draft->message_count; i++)
		free(draft->messages[i]);
	free(draft->set_at);
	free(draft->listeners);
	free(draft->messages);
	config_free(draft->config);
	memset(draft, 0, sizeof(*draft));
}

struct config *
config_draft_publish(struct config_draft *draft, const char *path,
    const struct config_errors *errors)
{
	struct config *config;

	if (path != NULL && !draft->is_out_of_memory)
		draft->config->path = config_draft_copy(draft, path);
	for (size_t i = 0; i < draft->message_count; i++)
		errors->report(draft->messages[i], errors->argument);
	if (draft->messages_left_out > 0) {
		char message[64];

		snprintf(message, sizeof(message), "%zu more errors",
		    draft->messages_left_out);
		errors->report(message, errors->argument);
	}
	if (draft->is_out_of_memory)
		errors->report("cannot read the configuration: out of memory",
		    errors->argument);
	if (draft->message_count > 0 || draft->is_out_of_memory)
		return NULL;
	config = draft->config;
	draft->config = NULL;
	return config;
}
