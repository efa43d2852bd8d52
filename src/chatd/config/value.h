/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_VALUE_H
#define CHATD_CONFIG_VALUE_H

/*
 * The value of one option: from text to its field, and from its field to text.
 * object is always the struct that the offset in the option's row is for.  Main
 * thread.
 */

#include <stdbool.h>
#include <stddef.h>

struct config_option;

/* Holds every result of config_value_describe() and config_value_format(). */
#define CONFIG_VALUE_TEXT_BYTES 512

/*
 * Set the option's field in object from text.  Return 0; or leave the field as
 * it was and return -1, with errno EINVAL if the option does not allow text or
 * ENOMEM if there is no memory.
 */
int config_value_parse(
    const struct config_option *option, const char *text, void *object);

/*
 * Write in words what the option allows, as in "a number from 1 to 1000000", to
 * follow "want".  Return buffer.
 */
const char *config_value_describe(
    const struct config_option *option, char *buffer, size_t size);

/* Write the field as a person would, printable and escaped.  Return buffer. */
const char *config_value_format(const struct config_option *option,
    const void *object, char *buffer, size_t size);

/* Say whether the option has the same value in both objects. */
bool config_value_equals(
    const struct config_option *option, const void *object, const void *other);

/*
 * Copy the value from one object to another, in which it is not set.  Return 0,
 * or -1 if there is no memory.
 */
int config_value_copy(
    const struct config_option *option, const void *from, void *to);

/* Exchange the values of the option in both objects. */
void config_value_swap(
    const struct config_option *option, void *object, void *other);

/* Free what the field owns and leave it empty. */
void config_value_clear(const struct config_option *option, void *object);

#endif
