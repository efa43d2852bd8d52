/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_RATE_VALUE_H
#define CHATD_CONFIG_RATE_VALUE_H

/*
 * The value of an option that is a rate, of requests or of bytes: as value.h
 * says, and for it alone.  Main thread.
 */

#include <stddef.h>
#include <stdint.h>

struct config_option;

/* Set the field in object from text: return 0, or -1 with errno EINVAL. */
int config_rate_parse(
    const struct config_option *option, const char *text, void *object);

/* Write what the option allows, or this value of it.  Return buffer. */
const char *config_rate_describe(
    const struct config_option *option, char *buffer, size_t size);
const char *config_rate_format(const struct config_option *option,
    uint64_t value, char *buffer, size_t size);

#endif
