/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_FIELD_H
#define CHATD_CONFIG_FIELD_H

/*
 * The field of an option in its object, which is the struct that the offset in
 * the option's row is for.  Main thread.
 */

#include <stdint.h>

struct config_option;

/* Return the field itself. */
void *config_field(const struct config_option *option, void *object);
const void *config_field_const(
    const struct config_option *option, const void *object);

/* Write an integer, which fits, to the field, and read it. */
void config_field_store(
    const struct config_option *option, void *object, uint64_t value);
uint64_t config_field_load(
    const struct config_option *option, const void *object);

/* Return the text in the field, or NULL if its type has none. */
const char *config_field_text(
    const struct config_option *option, const void *object);

#endif
