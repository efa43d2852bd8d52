/* SPDX-License-Identifier: MIT */
/*
 * "auto" is a value like others here.  What it comes to depends on who can
 * connect, which is known only once all sockets listen.
 */

#include "chatd/config/rate_value.h"

#include <errno.h>
#include <stdio.h>
#include <strings.h>

#include "chatd/config/field.h"
#include "chatd/config/options.h"
#include "chatd/core/rate.h"
#include "common/quantity.h"

static const char config_auto[] = "auto";

static int
config_rate_read(
    const struct config_option *option, const char *text, uint64_t *value_r)
{
	return option->type == CONFIG_RATE
		   ? quantity_parse_rate(text, value_r)
		   : quantity_parse_byte_rate(text, value_r);
}

int
config_rate_parse(
    const struct config_option *option, const char *text, void *object)
{
	uint64_t value = RATE_AUTO;

	if (strcasecmp(text, config_auto) != 0 &&
	    (config_rate_read(option, text, &value) != 0 ||
		value < option->min || value > option->max)) {
		errno = EINVAL;
		return -1;
	}
	config_field_store(option, object, value);
	return 0;
}

const char *
config_rate_describe(
    const struct config_option *option, char *buffer, size_t size)
{
	char min[32], max[32];

	snprintf(buffer, size, "%s or a rate from %s to %s", config_auto,
	    config_rate_format(option, option->min, min, sizeof(min)),
	    config_rate_format(option, option->max, max, sizeof(max)));
	return buffer;
}

const char *
config_rate_format(const struct config_option *option, uint64_t value,
    char *buffer, size_t size)
{
	if (value == RATE_AUTO) {
		snprintf(buffer, size, "%s", config_auto);
		return buffer;
	}
	return option->type == CONFIG_RATE
		   ? quantity_format_rate(value, buffer, size)
		   : quantity_format_byte_rate(value, buffer, size);
}
