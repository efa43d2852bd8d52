/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_LOAD_H
#define CHATD_CONFIG_LOAD_H

/*
 * Making a configuration from the defaults, a file and the command line, each
 * of which wins over the one before.  Format: chatd.conf(5).  Main thread.
 */

#include <stddef.h>

struct config;
struct config_errors;

/* An option and a value, as -o OPTION=VALUE has them. */
struct config_override {
	const char *option; /* borrowed */
	const char *value;  /* borrowed */
};

/*
 * Read the file at path, apply the overrides and check the whole.  path may be
 * NULL: defaults and overrides only.  Return a new configuration that the
 * caller frees with config_free().  Or call errors->report for each error that
 * was found, at least once, and return NULL with errno ENOMEM if there was not
 * enough memory, else EINVAL.
 */
struct config *config_load(const char *path,
    const struct config_override *overrides, size_t override_count,
    const struct config_errors *errors);

#endif
