/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_FIXTURE_H
#define CHATD_CONFIG_FIXTURE_H

/*
 * What the tests of the configuration have in common: each runs in a directory
 * of its own, so that messages begin with a plain file name, and loads files
 * with all errors gathered.
 */

#include <stddef.h>

#include "chatd/config/config.h"
#include "chatd/config/load.h"

#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Have every test of tests run in a directory of its own. */
void config_fixture_add(struct test_cases *tests);

/* Write a file. */
void config_fixture_write(const char *path, const char *text);
void config_fixture_write_bytes(
    const char *path, const char *bytes, size_t size);

/* Load path, which may be NULL, and hold config_load() to its contract. */
struct config *config_fixture_load(const char *path,
    const struct config_override *overrides, size_t override_count);

/* Load a file of this text, which must be accepted. */
struct config *config_fixture_accept(const char *text);

/* Require these errors, a line each, of the file at path or of this text. */
void config_fixture_refuse_file(const char *path, const char *expected);
void config_fixture_refuse(const char *text, const char *expected);

/* Return what the last load reported, a line for each error. */
const char *config_fixture_reported(void);

/* Report to config_fixture_reported(), which is emptied. */
const struct config_errors *config_fixture_errors(void);

#endif
