/* SPDX-License-Identifier: MIT */
/*
 * The values of two objects, compared and handed from one to the other.
 *
 * Most values are copied as bytes.  A text that an object owns lies elsewhere,
 * and goes along.
 */

#include "chatd/config/value.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/config/field.h"
#include "chatd/config/options.h"

bool
config_value_equals(
    const struct config_option *option, const void *object, const void *other)
{
	const char *text = config_field_text(option, object);

	if (text != NULL)
		return strcmp(text, config_field_text(option, other)) == 0;
	return config_field_load(option, object) ==
	       config_field_load(option, other);
}

/* Say whether the text lies in the object itself. */
static bool
config_is_array(const struct config_option *option)
{
	return option->type == CONFIG_NAME || option->type == CONFIG_NAMES ||
	       option->type == CONFIG_HOST;
}

int
config_value_copy(
    const struct config_option *option, const void *from, void *to)
{
	const char *text = config_field_text(option, from);
	char *copy;

	if (text == NULL || config_is_array(option)) {
		memcpy(config_field(option, to),
		    config_field_const(option, from), option->size);
		return 0;
	}
	copy = strdup(text);
	memcpy(config_field(option, to), &copy, sizeof(copy));
	return copy != NULL ? 0 : -1;
}

void
config_value_swap(const struct config_option *option, void *object, void *other)
{
	unsigned char *field = config_field(option, object);
	unsigned char *other_field = config_field(option, other);

	for (size_t i = 0; i < option->size; i++) {
		unsigned char byte = field[i];

		field[i] = other_field[i];
		other_field[i] = byte;
	}
}

void
config_value_clear(const struct config_option *option, void *object)
{
	char *text;

	if (config_field_text(option, object) == NULL ||
	    config_is_array(option))
		return;
	memcpy(&text, config_field(option, object), sizeof(text));
	free(text);
	memset(config_field(option, object), 0, sizeof(text));
}
