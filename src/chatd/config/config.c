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

void
config_listener_clear(struct config_listener *listener)
{
	struct config_table table = config_listener_table();

	for (size_t i = 0; i < table.count; i++)
		config_value_clear(&table.rows[i], listener);
	free(listener->name);
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

/* Print the default as it would be written in a file. */
static void
config_default_print(const struct config_option *option, FILE *stream)
{
	const char *text = option->default_text;
	bool has_quotes = text[0] == '\0' || strchr(text, ' ') != NULL;

	fprintf(stream, has_quotes ? " = \"%s\"" : " = %s", text);
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
			config_default_print(option, stream);
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
