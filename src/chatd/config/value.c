/* SPDX-License-Identifier: MIT */
/*
 * Each type of option has its own way to read, describe and write a value.
 *
 * Integers of all widths are read and written as 64 bits (field.c), so that a
 * type needs no variant for each width.
 */

#include "chatd/config/value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "chatd/config/field.h"
#include "chatd/config/options.h"
#include "chatd/config/rate_value.h"
#include "chatd/core/protocol.h"
#include "chatd/core/reserved_names.h"
#include "chatd/net/access_list.h"
#include "chatd/protocols/all/all_protocols.h"
#include "common/name.h"
#include "common/quantity.h"
#include "common/text.h"
#include "common/unix_path.h"

#define TEXT_WORDS "%" PRIu64 " to %" PRIu64 " bytes of printable text"
/* The spellings of a boolean; the first of each is the one that is shown. */
static const char *const config_yes_words[] = { "yes", "true", "on", NULL };
static const char *const config_no_words[] = { "no", "false", "off", NULL };

/* Return choice number index, or NULL past the last one. */
static const char *
config_choice_at(const struct config_option *option, size_t index)
{
	const struct protocol *protocol;

	if (option->type == CONFIG_CHOICE)
		return option->choices[index];
	protocol = protocol_at(index);
	return protocol == NULL ? NULL : protocol->name;
}

static bool
config_words_have(const char *const *words, const char *word, uint64_t *index_r)
{
	for (uint64_t i = 0; words[i] != NULL; i++) {
		if (strcasecmp(words[i], word) == 0) {
			*index_r = i;
			return true;
		}
	}
	return false;
}

static int
config_number_read(const char *text, int base, uint64_t *value_r)
{
	const char *digits = base == 8 ? "01234567" : "0123456789";
	uintmax_t value;

	/* strtoumax() takes signs and blanks; a number here has digits only. */
	if (text[0] == '\0' || text[strspn(text, digits)] != '\0')
		return -1;
	errno = 0;
	value = strtoumax(text, NULL, base);
	if (errno != 0)
		return -1;
	*value_r = value;
	return 0;
}

/* Find the value of text in the field's own unit, whatever its range. */
static int
config_integer_read(
    const struct config_option *option, const char *text, uint64_t *value_r)
{
	uint64_t index;

	switch (option->type) {
	case CONFIG_NUMBER:
		return config_number_read(text, 10, value_r);
	case CONFIG_MODE:
		return config_number_read(text, 8, value_r);
	case CONFIG_SIZE:
		return quantity_parse_size(text, value_r);
	case CONFIG_DURATION:
		return quantity_parse_duration(text, value_r);
	case CONFIG_BOOLEAN:
		*value_r = config_words_have(config_yes_words, text, &index);
		if (*value_r == 0 &&
		    !config_words_have(config_no_words, text, &index))
			return -1;
		return 0;
	case CONFIG_CHOICE:
		return config_words_have(option->choices, text, value_r) ? 0
									 : -1;
	case CONFIG_TEXT:
	case CONFIG_ADDRESS:
	case CONFIG_PROTOCOL:
	case CONFIG_NETWORKS:
	case CONFIG_NAME:
	case CONFIG_HOST:
	case CONFIG_RATE:
	case CONFIG_BYTE_RATE:
	case CONFIG_NAMES:
		break;
	}
	return -1;
}

static int
config_integer_parse(
    const struct config_option *option, const char *text, void *object)
{
	uint64_t value;

	if (config_integer_read(option, text, &value) == -1 ||
	    value < option->min || value > option->max) {
		errno = EINVAL;
		return -1;
	}
	config_field_store(option, object, value);
	return 0;
}

/* A path has to be whole: it would not move along with the directory. */
static bool
config_address_is_allowed(const char *text)
{
	const char *path = unix_path_of(text);

	return path == NULL ||
	       (path[0] == '/' && strlen(path) < UNIX_PATH_BYTES);
}

static bool
config_text_is_allowed(const struct config_option *option, const char *text)
{
	size_t size = strlen(text);
	char meant[NETWORK_TEXT_BYTES];

	if (option->type == CONFIG_PROTOCOL)
		return protocol_find(text) != NULL;
	if (option->type == CONFIG_NETWORKS)
		return access_list_find_error(text, meant).size == 0;
	if (option->type == CONFIG_ADDRESS && !config_address_is_allowed(text))
		return false;
	return size >= option->min && size <= option->max &&
	       text_is_valid(text, size) && strchr(text, '\t') == NULL;
}

static int
config_text_parse(
    const struct config_option *option, const char *text, void *object)
{
	char *copy;

	if (!config_text_is_allowed(option, text)) {
		errno = EINVAL;
		return -1;
	}
	copy = strdup(text);
	if (copy == NULL)
		return -1;
	config_value_clear(option, object);
	memcpy(config_field(option, object), &copy, sizeof(copy));
	return 0;
}

/* What a host may be called, RFC 952 and RFC 1123 say. */
static bool
config_host_is_allowed(const char *text)
{
	static const char bytes[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";

	return text[0] != '.' && text[0] != '-' &&
	       text[strspn(text, bytes)] == '\0';
}

static bool
config_name_is_allowed(
    const struct config_option *option, const char *text, size_t size)
{
	if (size < option->min || size > option->max)
		return false;
	if (option->type == CONFIG_NAMES)
		return reserved_names_are_valid(text);
	if (option->type == CONFIG_HOST)
		return config_host_is_allowed(text);
	return size == 0 || name_is_valid(text, size, option->max);
}

static int
config_name_parse(
    const struct config_option *option, const char *text, void *object)
{
	size_t size = strlen(text);

	if (!config_name_is_allowed(option, text, size)) {
		errno = EINVAL;
		return -1;
	}
	memcpy(config_field(option, object), text, size + 1);
	return 0;
}

int
config_value_parse(
    const struct config_option *option, const char *text, void *object)
{
	switch (option->type) {
	case CONFIG_TEXT:
	case CONFIG_ADDRESS:
	case CONFIG_PROTOCOL:
	case CONFIG_NETWORKS:
		return config_text_parse(option, text, object);
	case CONFIG_NAME:
	case CONFIG_HOST:
	case CONFIG_NAMES:
		return config_name_parse(option, text, object);
	case CONFIG_RATE:
	case CONFIG_BYTE_RATE:
		return config_rate_parse(option, text, object);
	case CONFIG_NUMBER:
	case CONFIG_MODE:
	case CONFIG_SIZE:
	case CONFIG_DURATION:
	case CONFIG_BOOLEAN:
	case CONFIG_CHOICE:
		break;
	}
	return config_integer_parse(option, text, object);
}

static const char *
config_choices_describe(
    const struct config_option *option, char *buffer, size_t size)
{
	const char *choice = config_choice_at(option, 0);
	const char *joint = "";
	size_t used = 0;

	for (size_t i = 1; choice != NULL && used < size; i++) {
		const char *next = config_choice_at(option, i);
		int written = snprintf(
		    buffer + used, size - used, "%s%s", joint, choice);

		if (written < 0)
			break;
		used += (size_t)written;
		joint = next != NULL && config_choice_at(option, i + 1) == NULL
			    ? " or "
			    : ", ";
		choice = next;
	}
	return buffer;
}

static const char *
config_text_describe(
    const struct config_option *option, char *buffer, size_t size)
{
	if (option->type == CONFIG_NETWORKS)
		snprintf(buffer, size,
		    "networks such as 192.0.2.0/24 or 2001:db8::/32, at most "
		    "%d, or \"\"",
		    ACCESS_LIST_NETWORKS_MAX);
	else if (option->type == CONFIG_NAME)
		snprintf(buffer, size,
		    "a name of at most %" PRIu64 " bytes, or \"\"",
		    option->max);
	else if (option->type == CONFIG_HOST)
		snprintf(buffer, size,
		    "at most %" PRIu64 " letters, digits, \"-\" and \".\"",
		    option->max);
	else if (option->type == CONFIG_NAMES)
		snprintf(buffer, size,
		    "names with commas between them, at most %" PRIu64 " bytes",
		    option->max);
	else if (option->type == CONFIG_ADDRESS)
		snprintf(buffer, size,
		    TEXT_WORDS ", or unix: and a whole path of at most %zu "
			       "bytes",
		    option->min, option->max, UNIX_PATH_BYTES - 1);
	else
		snprintf(buffer, size, TEXT_WORDS, option->min, option->max);
	return buffer;
}

const char *
config_value_describe(
    const struct config_option *option, char *buffer, size_t size)
{
	char min[32], max[32];

	switch (option->type) {
	case CONFIG_NUMBER:
		snprintf(buffer, size, "a number from %" PRIu64 " to %" PRIu64,
		    option->min, option->max);
		break;
	case CONFIG_MODE:
		snprintf(buffer, size,
		    "octal permissions from %04" PRIo64 " to %04" PRIo64,
		    option->min, option->max);
		break;
	case CONFIG_SIZE:
		snprintf(buffer, size, "a size from %s to %s",
		    quantity_format_size(option->min, min, sizeof(min)),
		    quantity_format_size(option->max, max, sizeof(max)));
		break;
	case CONFIG_DURATION:
		snprintf(buffer, size, "a duration from %s to %s",
		    quantity_format_duration(option->min, min, sizeof(min)),
		    quantity_format_duration(option->max, max, sizeof(max)));
		break;
	case CONFIG_RATE:
	case CONFIG_BYTE_RATE:
		return config_rate_describe(option, buffer, size);
	case CONFIG_BOOLEAN:
		snprintf(buffer, size, "%s or %s", config_yes_words[0],
		    config_no_words[0]);
		break;
	case CONFIG_CHOICE:
	case CONFIG_PROTOCOL:
		return config_choices_describe(option, buffer, size);
	case CONFIG_TEXT:
	case CONFIG_ADDRESS:
	case CONFIG_NETWORKS:
	case CONFIG_NAME:
	case CONFIG_HOST:
	case CONFIG_NAMES:
		return config_text_describe(option, buffer, size);
	}
	return buffer;
}

const char *
config_value_format(const struct config_option *option, const void *object,
    char *buffer, size_t size)
{
	const char *text = config_field_text(option, object);
	uint64_t value;

	if (text != NULL)
		return text_escape(text[0] == '\0' ? "\"\"" : text,
		    text[0] == '\0' ? 2 : strlen(text), buffer, size);
	value = config_field_load(option, object);
	switch (option->type) {
	case CONFIG_SIZE:
		return quantity_format_size(value, buffer, size);
	case CONFIG_DURATION:
		return quantity_format_duration(value, buffer, size);
	case CONFIG_RATE:
	case CONFIG_BYTE_RATE:
		return config_rate_format(option, value, buffer, size);
	case CONFIG_BOOLEAN:
		snprintf(buffer, size, "%s",
		    value != 0 ? config_yes_words[0] : config_no_words[0]);
		break;
	case CONFIG_CHOICE:
		snprintf(buffer, size, "%s", option->choices[value]);
		break;
	case CONFIG_MODE:
		snprintf(buffer, size, "%04" PRIo64, value);
		break;
	case CONFIG_NUMBER:
	case CONFIG_TEXT:
	case CONFIG_ADDRESS:
	case CONFIG_PROTOCOL:
	case CONFIG_NETWORKS:
	case CONFIG_NAME:
	case CONFIG_HOST:
	case CONFIG_NAMES:
		snprintf(buffer, size, "%" PRIu64, value);
		break;
	}
	return buffer;
}
