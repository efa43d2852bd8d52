/* SPDX-License-Identifier: MIT */
/*
 * This is the grammar of chatd.conf(5).
 *
 * A value that is refused, or an option that is unknown, is noted and reading
 * goes on, so that all errors of a file are found at once.  Reading stops where
 * it is no longer clear what belongs to what.
 */

#include "chatd/config/parser.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "chatd/config/config.h"
#include "chatd/config/draft.h"
#include "chatd/config/options.h"
#include "chatd/config/suggestion.h"
#include "common/name.h"
#include "common/quantity.h"
#include "common/text.h"

#define LISTENER "listener"
#define INCLUDE  "include"

#define ESCAPED_BYTES 256

/* An error without its place; with it, it fits into CONFIG_WHERE_BYTES. */
#define MESSAGE_BYTES 640

/* The index of the listener that has no section. */
#define MAIN_LISTENER 0

static bool
config_parser_is_inside(const struct config_parser *parser)
{
	return parser->listener != -1;
}

const char *
config_parser_where(
    const struct config_parser *parser, const char *what, char *buffer)
{
	char path[ESCAPED_BYTES];

	snprintf(buffer, CONFIG_WHERE_BYTES, "%s:%u: %s",
	    text_escape(parser->path, strlen(parser->path), path, sizeof(path)),
	    parser->scanner->line, what);
	return buffer;
}

/* Note an error where the parser stands.  Return -1. */
__attribute__((format(printf, 2, 3))) static int
config_parser_fail(const struct config_parser *parser, const char *format, ...)
{
	char message[MESSAGE_BYTES], where[CONFIG_WHERE_BYTES];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	config_draft_fail(
	    parser->draft, "%s", config_parser_where(parser, message, where));
	return -1;
}

static int
config_parser_fail_end(const struct config_parser *parser)
{
	const char *name;
	char title[ESCAPED_BYTES];

	if (!config_parser_is_inside(parser))
		return config_parser_fail(parser, "premature end of file");
	name = parser->draft->config->listeners[parser->listener].name;
	return config_parser_fail(parser,
	    "premature end of file: listener %s has no closing brace",
	    text_escape(name, strlen(name), title, sizeof(title)));
}

/* Note that the token cannot stand here, in the given words unless NULL. */
static int
config_parser_fail_token(const struct config_parser *parser, const char *words)
{
	if (parser->token == CONFIG_TOKEN_END)
		return config_parser_fail_end(parser);
	if (words != NULL)
		return config_parser_fail(parser, "%s", words);
	return config_parser_fail(
	    parser, "unexpected token '%s'", parser->word);
}

static enum config_token
config_parser_take(struct config_parser *parser)
{
	parser->token = config_scanner_next(parser->scanner, parser->word);
	return parser->token;
}

/* Take a token, which has to be this one.  Return 0, or -1 after a message. */
static int
config_parser_expect(
    struct config_parser *parser, enum config_token token, const char *words)
{
	if (config_parser_take(parser) == token)
		return 0;
	return config_parser_fail_token(parser, words);
}

/* Say whether the name begins something other than an option. */
static bool
config_parser_is_statement(const struct config_parser *parser)
{
	return strcmp(parser->name, LISTENER) == 0 ||
	       strcmp(parser->name, INCLUDE) == 0;
}

/* Write that the name is unknown here, and what may have been meant. */
static void
config_parser_describe_unknown(
    const struct config_parser *parser, char *buffer, size_t size)
{
	bool is_inside = config_parser_is_inside(parser);
	const struct config_table tables[] = { config_main_table(),
		config_listener_table() };
	char name[ESCAPED_BYTES], hint[128];

	config_table_suggest(
	    tables[is_inside], parser->name, hint, sizeof(hint));
	if (config_table_find(tables[!is_inside], parser->name) != NULL ||
	    config_parser_is_statement(parser))
		snprintf(hint, sizeof(hint), "; it belongs %s a listener",
		    is_inside ? "outside" : "inside");
	text_escape(parser->name, strlen(parser->name), name, sizeof(name));
	snprintf(buffer, size, "%s: unknown option%s", name, hint);
}

/*
 * Say whether the name is no option, but the unit of the value before it, and
 * write both as one word then.  Only a value in quotation marks has a blank.
 */
static bool
config_parser_names_unit(
    const struct config_parser *parser, char *buffer, size_t size)
{
	const struct config_option *option = parser->previous;
	uint64_t value;

	if (option == NULL || parser->previous_line != parser->scanner->line)
		return false;
	snprintf(buffer, size, "%s%.*s", parser->previous_value, ESCAPED_BYTES,
	    parser->name);
	return (option->type == CONFIG_SIZE &&
		   quantity_parse_size(buffer, &value) == 0) ||
	       (option->type == CONFIG_DURATION &&
		   quantity_parse_duration(buffer, &value) == 0);
}

/* Keep in mind what the next word may be the unit of. */
static void
config_parser_note_value(
    struct config_parser *parser, const struct config_option *option)
{
	parser->previous = option;
	parser->previous_line = parser->scanner->line;
	snprintf(parser->previous_value, sizeof(parser->previous_value), "%.*s",
	    CONFIG_NUMBER_BYTES - 1, parser->word);
}

/* Read the rest of NAME = VALUE. */
static int
config_parser_read_option(struct config_parser *parser)
{
	bool is_inside = config_parser_is_inside(parser);
	const struct config_option *option = config_table_find(
	    is_inside ? config_listener_table() : config_main_table(),
	    parser->name);
	char message[MESSAGE_BYTES], where[CONFIG_WHERE_BYTES];

	if (option == NULL &&
	    config_parser_names_unit(parser, message, sizeof(message))) {
		config_parser_fail(parser, "%s: write %s, without a blank",
		    parser->previous->name, message);
		return 0;
	}
	if (option != NULL)
		snprintf(message, sizeof(message),
		    "missing equal sign after option '%s'", option->name);
	else
		config_parser_describe_unknown(
		    parser, message, sizeof(message));
	if (config_parser_expect(parser, CONFIG_TOKEN_EQUALS, message) == -1 ||
	    config_parser_expect(parser, CONFIG_TOKEN_WORD, NULL) == -1)
		return -1;
	config_parser_note_value(parser, option);
	config_parser_where(parser, parser->name, where);
	if (option == NULL)
		config_parser_fail(parser, "%s", message);
	else if (is_inside)
		config_draft_set_listener(parser->draft, parser->listener,
		    option, where, parser->word);
	else
		config_draft_set(parser->draft, option, where, parser->word);
	return 0;
}

/* Add the listener whose section begins. */
static int
config_parser_open_listener(struct config_parser *parser)
{
	const char *name = parser->name;
	char title[ESCAPED_BYTES / 2], what[ESCAPED_BYTES];
	char where[CONFIG_WHERE_BYTES];

	text_escape(name, strlen(name), title, sizeof(title));
	parser->listener = config_draft_find_listener(parser->draft, name);
	if (parser->listener > MAIN_LISTENER)
		return config_parser_fail(
		    parser, "found duplicate title '%s'", title);
	if (parser->listener == MAIN_LISTENER) {
		config_parser_fail(parser,
		    "listener: %s is the one that address and port describe",
		    title);
		return 0;
	}
	if (!name_is_valid(name, strlen(name), NAME_MAX_BYTES))
		config_parser_fail(parser,
		    "listener: found \"%s\", want a name (A-Z a-z 0-9 _ - .)",
		    title);
	snprintf(what, sizeof(what), "listener %s", title);
	parser->listener = config_draft_add_listener(
	    parser->draft, name, config_parser_where(parser, what, where));
	return parser->listener == -1 ? -1 : 0;
}

/* Read the rest of "listener NAME {". */
static int
config_parser_read_listener(struct config_parser *parser)
{
	if (config_parser_expect(parser, CONFIG_TOKEN_WORD,
		"missing title for section 'listener'") == -1)
		return -1;
	strcpy(parser->name, parser->word);
	if (config_parser_expect(parser, CONFIG_TOKEN_OPEN_BRACE,
		"missing opening brace for section 'listener'") == -1)
		return -1;
	return config_parser_open_listener(parser);
}

static void
config_parser_close_listener(struct config_parser *parser)
{
	config_draft_end_listener(parser->draft, parser->listener);
	parser->listener = -1;
}

/* Read the rest of include("FILE").  Return 1 if there is a FILE to read. */
static int
config_parser_read_include(struct config_parser *parser)
{
	int count = 0;

	if (config_parser_expect(parser, CONFIG_TOKEN_OPEN_PARENTHESIS,
		"missing parenthesis for function 'include'") == -1)
		return -1;
	while (config_parser_take(parser) == CONFIG_TOKEN_WORD) {
		strcpy(parser->name, parser->word);
		count++;
		if (config_parser_take(parser) != CONFIG_TOKEN_COMMA)
			break;
	}
	if (parser->token != CONFIG_TOKEN_CLOSE_PARENTHESIS)
		return config_parser_fail_token(
		    parser, "syntax error in call of function 'include'");
	if (count != 1)
		config_parser_fail(parser,
		    "include: found %d names, want one file in parentheses",
		    count);
	return count == 1;
}

/* Read what begins with the name.  Return 1 if a file is to be included. */
static int
config_parser_read_named(struct config_parser *parser)
{
	if (parser->name[0] == '\0')
		return config_parser_fail(
		    parser, "found an option without a name");
	if (config_parser_is_inside(parser) ||
	    !config_parser_is_statement(parser))
		return config_parser_read_option(parser);
	return strcmp(parser->name, LISTENER) == 0
		   ? config_parser_read_listener(parser)
		   : config_parser_read_include(parser);
}

enum config_parser_end
config_parser_read(struct config_parser *parser)
{
	int result = 0;

	while (result == 0) {
		bool is_inside = config_parser_is_inside(parser);

		config_parser_take(parser);
		strcpy(parser->name, parser->word);
		if (parser->token == CONFIG_TOKEN_END && !is_inside)
			return CONFIG_PARSER_DONE;
		if (parser->token == CONFIG_TOKEN_WORD)
			result = config_parser_read_named(parser);
		else if (parser->token != CONFIG_TOKEN_CLOSE_BRACE)
			result = config_parser_fail_token(parser, NULL);
		else if (!is_inside)
			result = config_parser_fail(
			    parser, "unexpected closing brace");
		else
			config_parser_close_listener(parser);
	}
	return result == 1 ? CONFIG_PARSER_INCLUDE : CONFIG_PARSER_FAILED;
}
