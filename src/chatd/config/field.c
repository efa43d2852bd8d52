/* SPDX-License-Identifier: MIT */
/*
 * A field is reached by the offset and the size in its row.  Integer fields
 * differ in width: a port has 16 bits, a limit 64, a bool 8.
 */

#include "chatd/config/field.h"

#include <stdbool.h>
#include <string.h>

#include "chatd/config/options.h"

void *
config_field(const struct config_option *option, void *object)
{
	return (char *)object + option->offset;
}

const void *
config_field_const(const struct config_option *option, const void *object)
{
	return (const char *)object + option->offset;
}

void
config_field_store(
    const struct config_option *option, void *object, uint64_t value)
{
	void *field = config_field(option, object);

	if (option->size == sizeof(bool))
		*(bool *)field = value != 0;
	else if (option->size == sizeof(uint16_t))
		*(uint16_t *)field = (uint16_t)value;
	else if (option->size == sizeof(uint32_t))
		*(uint32_t *)field = (uint32_t)value;
	else
		*(uint64_t *)field = value;
}

uint64_t
config_field_load(const struct config_option *option, const void *object)
{
	const void *field = config_field_const(option, object);

	if (option->size == sizeof(bool))
		return *(const bool *)field;
	if (option->size == sizeof(uint16_t))
		return *(const uint16_t *)field;
	if (option->size == sizeof(uint32_t))
		return *(const uint32_t *)field;
	return *(const uint64_t *)field;
}

const char *
config_field_text(const struct config_option *option, const void *object)
{
	const void *field = config_field_const(option, object);
	const char *text;

	switch (option->type) {
	case CONFIG_TEXT:
	case CONFIG_ADDRESS:
	case CONFIG_PROTOCOL:
	case CONFIG_NETWORKS:
		memcpy(&text, field, sizeof(text));
		return text;
	case CONFIG_NAME:
	case CONFIG_NAMES:
	case CONFIG_HOST:
		return field;
	case CONFIG_NUMBER:
	case CONFIG_MODE:
	case CONFIG_SIZE:
	case CONFIG_DURATION:
	case CONFIG_RATE:
	case CONFIG_BYTE_RATE:
	case CONFIG_BOOLEAN:
	case CONFIG_CHOICE:
		break;
	}
	return NULL;
}
