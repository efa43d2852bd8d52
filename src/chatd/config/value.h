/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_VALUE_H
#define CHATD_CONFIG_VALUE_H

/*
 * One option's value: from text to its field, from its field to text.  object
 * is always the struct that the option's row has its offset in.  Main thread.
 */

#include <stdbool.h>
#include <stddef.h>

struct config_option;

/* Holds every result of config_value_describe() and config_value_format(). */
#define CONFIG_VALUE_TEXT_BYTES 512

/*
 * Set the option's field in object from text.  Return 0; or -1 with errno
 * EINVAL if the option does not allow text, or ENOMEM.  On -1 the field is as
 * it was.
 */
int config_value_parse(
    const struct config_option *option, const char *text, void *object);

/*
 * Say in words what the option allows, to follow "want": "a number from 1 to
 * 1000000".  Return buffer.
 */
const char *config_value_describe(
    const struct config_option *option, char *buffer, size_t size);

/* Write the field as a person would, printable and escaped.  Return buffer. */
const char *config_value_format(const struct config_option *option,
    const void *object, char *buffer, size_t size);

/* Say whether the option has the same value in both objects. */
bool config_value_equals(
    const struct config_option *option, const void *object, const void *other);

/* Exchange the values of the option in both objects. */
void config_value_swap(
    const struct config_option *option, void *object, void *other);

/* Free what the field owns and leave it empty. */
void config_value_clear(const struct config_option *option, void *object);

#endif
