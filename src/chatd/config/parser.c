/* SPDX-License-Identifier: MIT */
/*
 * From libConfuse to the draft.
 *
 * To libConfuse every option is a string: one parser of values, ours, serves
 * the defaults, the file and the command line, and its refusals do not end the
 * reading, so that all errors of a file are found at once.
 *
 * libConfuse does stop at a name it does not know.  Such a stranger is
 * remembered and, when the file is read again, declared as one more string:
 * this time its own callback says that it is unknown, in its place among the
 * other errors.
 */

#include "chatd/config/parser.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/config/draft.h"
#include "chatd/config/options.h"
#include "common/name.h"
#include "common/text.h"

#define LISTENER_SECTION "listener"
#define INCLUDE_FUNCTION "include"

/* How libConfuse's message about a name it does not know begins. */
#define NO_SUCH_OPTION "no such option"

#define ESCAPED_BYTES 256

/*
 * The one that reads.  libConfuse gives its callbacks no argument of ours, and
 * its lexer is global state anyway.
 */
static struct config_parser *config_parser;

static bool
config_parser_is_section(const cfg_t *cfg)
{
	return cfg->title != NULL;
}

static bool
config_parser_is_stranger(const char *name)
{
	for (size_t i = 0; i < config_parser->stranger_count; i++) {
		if (strcmp(config_parser->strangers[i], name) == 0)
			return true;
	}
	return false;
}

/* Say whether name, a stranger somewhere, is at home in this table. */
static bool
config_parser_is_declared(struct config_table table, const char *name)
{
	bool is_main = table.rows == config_main_table().rows;

	if (is_main && (strcmp(name, LISTENER_SECTION) == 0 ||
			   strcmp(name, INCLUDE_FUNCTION) == 0))
		return true;
	return config_table_find(table, name) != NULL;
}

static void
config_parser_fail_unknown(const cfg_t *cfg, const char *name)
{
	bool is_section = config_parser_is_section(cfg);
	struct config_table own = is_section ? config_listener_table()
					     : config_main_table();
	struct config_table other = is_section ? config_main_table()
					       : config_listener_table();
	const struct config_option *nearest = config_table_find_nearest(
	    own, name);
	char where[CONFIG_WHERE_BYTES], escaped[ESCAPED_BYTES], hint[128];

	hint[0] = '\0';
	if (config_parser_is_declared(other, name))
		snprintf(hint, sizeof(hint), "; it belongs %s a listener",
		    is_section ? "outside" : "inside");
	else if (nearest != NULL)
		snprintf(
		    hint, sizeof(hint), "; did you mean %s?", nearest->name);
	text_escape(name, strlen(name), escaped, sizeof(escaped));
	config_draft_fail(config_parser->draft, "%s: unknown option%s",
	    config_parser_where(cfg, escaped, where, sizeof(where)), hint);
}

/* Return the index of the listener whose section this is, or -1. */
static int
config_parser_find_listener(const cfg_t *section)
{
	char what[ESCAPED_BYTES], where[CONFIG_WHERE_BYTES], title[128];

	text_escape(
	    section->title, strlen(section->title), title, sizeof(title));
	snprintf(what, sizeof(what), "%s %s", LISTENER_SECTION, title);
	config_parser_where(section, what, where, sizeof(where));
	return config_draft_find_listener(
	    config_parser->draft, section->title, where);
}

static int
config_parser_value_cb(
    cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	struct config_draft *draft = config_parser->draft;
	bool is_section = config_parser_is_section(cfg);
	const struct config_option *option = config_table_find(
	    is_section ? config_listener_table() : config_main_table(),
	    opt->name);
	char where[CONFIG_WHERE_BYTES];
	int listener;

	*(const char **)result = value;
	if (option == NULL) {
		config_parser_fail_unknown(cfg, opt->name);
		return 0;
	}
	config_parser_where(cfg, opt->name, where, sizeof(where));
	if (!is_section) {
		config_draft_set(draft, option, where, value);
		return 0;
	}
	listener = config_parser_find_listener(cfg);
	if (listener != -1)
		config_draft_set_listener(
		    draft, listener, option, where, value);
	return 0;
}

/* Called at the end of each listener section, which may be an empty one. */
static int
config_parser_section_cb(cfg_t *cfg, cfg_opt_t *opt)
{
	const cfg_t *section = cfg_opt_getnsec(opt, cfg_opt_size(opt) - 1);
	struct config_draft *draft = config_parser->draft;
	const char *title = section->title;
	char where[CONFIG_WHERE_BYTES], escaped[128];

	text_escape(title, strlen(title), escaped, sizeof(escaped));
	config_parser_where(cfg, LISTENER_SECTION, where, sizeof(where));
	if (!name_is_valid(title, strlen(title), NAME_MAX_BYTES))
		config_draft_fail(draft,
		    "%s: found \"%s\", want a name (A-Z a-z 0-9 _ - .)", where,
		    escaped);
	else if (config_parser_find_listener(section) == 0)
		config_draft_fail(draft,
		    "%s: %s is the one that address and port describe", where,
		    escaped);
	return 0;
}

/* Have the file read again with name declared.  Return false if it cannot. */
static bool
config_parser_add_stranger(const char *name)
{
	if (config_parser->stranger_count == CONFIG_STRANGERS_MAX)
		return false;
	config_parser->strangers[config_parser->stranger_count] = strdup(name);
	if (config_parser->strangers[config_parser->stranger_count] == NULL)
		return false;
	config_parser->stranger_count++;
	config_parser->has_new_stranger = true;
	return true;
}

/* Note what libConfuse has to say. */
__attribute__((format(printf, 2, 0))) static void
config_parser_error_cb(cfg_t *cfg, const char *format, va_list arguments)
{
	char message[ESCAPED_BYTES], escaped[ESCAPED_BYTES];
	char where[CONFIG_WHERE_BYTES];
	const char *argument = NULL;
	va_list copy;

	config_parser->has_complained = true;
	va_copy(copy, arguments);
	if (strstr(format, "%s") != NULL)
		argument = va_arg(copy, const char *);
	va_end(copy);

	if (argument != NULL && config_parser_is_stranger(argument)) {
		config_parser_fail_unknown(cfg, argument);
		return;
	}
	if (argument != NULL &&
	    strncmp(format, NO_SUCH_OPTION, strlen(NO_SUCH_OPTION)) == 0 &&
	    config_parser_add_stranger(argument))
		return;
	vsnprintf(message, sizeof(message), format, arguments);
	text_escape(message, strlen(message), escaped, sizeof(escaped));
	config_draft_fail(config_parser->draft, "%s",
	    config_parser_where(cfg, escaped, where, sizeof(where)));
}

/* Describe to libConfuse a table's options, and the strangers. */
static cfg_opt_t *
config_parser_declare(const struct config_parser *parser,
    struct config_table table, cfg_opt_t *next)
{
	for (size_t i = 0; i < table.count; i++)
		*next++ = (cfg_opt_t)CFG_STR_CB(table.rows[i].name, NULL,
		    CFGF_NODEFAULT, config_parser_value_cb);
	for (size_t i = 0; i < parser->stranger_count; i++) {
		const char *name = parser->strangers[i];

		if (config_parser_is_declared(table, name))
			continue;
		*next++ = (cfg_opt_t)CFG_STR_CB(
		    name, NULL, CFGF_NODEFAULT, config_parser_value_cb);
	}
	return next;
}

cfg_t *
config_parser_open(struct config_parser *parser, cfg_func_t include)
{
	struct config_table table = config_main_table();
	struct config_table listener_table = config_listener_table();
	/* What is not in the tables: the section, include() and two ends. */
	size_t count = table.count + listener_table.count +
		       2 * parser->stranger_count + 4;
	cfg_opt_t *listener_options, *options, *next;
	cfg_t *cfg;

	config_parser = parser;
	parser->has_new_stranger = false;
	parser->has_complained = false;
	parser->is_broken = false;
	listener_options = calloc(count, sizeof(listener_options[0]));
	if (listener_options == NULL)
		return NULL;
	next = config_parser_declare(parser, listener_table, listener_options);
	*next++ = (cfg_opt_t)CFG_END();
	options = next;
	next = config_parser_declare(parser, table, options);
	*next++ = (cfg_opt_t)CFG_SEC(LISTENER_SECTION, listener_options,
	    CFGF_TITLE | CFGF_MULTI | CFGF_NO_TITLE_DUPES);
	*next++ = (cfg_opt_t)CFG_FUNC(INCLUDE_FUNCTION, include);
	*next++ = (cfg_opt_t)CFG_END();
	cfg = cfg_init(options, CFGF_NONE); /* makes a copy */
	free(listener_options);
	if (cfg == NULL)
		return NULL;
	cfg_set_error_function(cfg, config_parser_error_cb);
	cfg_set_validate_func(cfg, LISTENER_SECTION, config_parser_section_cb);
	return cfg;
}

int
config_parser_read(struct config_parser *parser, cfg_t *cfg, FILE *stream)
{
	char where[CONFIG_WHERE_BYTES];

	errno = 0;
	if (cfg_parse_fp(cfg, stream) == CFG_SUCCESS)
		return 0;
	if (parser->has_complained)
		return -1;
	/* What libConfuse says nothing about: these two. */
	if (errno == ENOMEM) {
		parser->draft->is_out_of_memory = true;
		parser->is_broken = true;
	} else {
		config_draft_fail(parser->draft, "%s",
		    config_parser_where(cfg, "found an option without a name",
			where, sizeof(where)));
	}
	parser->has_complained = true;
	return -1;
}

void
config_parser_close(struct config_parser *parser, cfg_t *cfg)
{
	/*
	 * Without memory libConfuse 3.3 leaves pointers to sections that were
	 * never made, which cfg_free() follows: better to leak what there is.
	 */
	if (!parser->is_broken)
		cfg_free(cfg);
}

void
config_parser_clear(struct config_parser *parser)
{
	for (size_t i = 0; i < parser->stranger_count; i++)
		free(parser->strangers[i]);
	parser->stranger_count = 0;
	config_parser = NULL;
}

const char *
config_parser_where(
    const cfg_t *cfg, const char *what, char *buffer, size_t size)
{
	char path[ESCAPED_BYTES];

	snprintf(buffer, size, "%s:%d: %s",
	    text_escape(
		cfg->filename, strlen(cfg->filename), path, sizeof(path)),
	    cfg->line, what);
	return buffer;
}
