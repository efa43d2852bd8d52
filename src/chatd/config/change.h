/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_CHANGE_H
#define CHATD_CONFIG_CHANGE_H

/*
 * A configuration that differs from another one in a single option.  Main
 * thread.
 */

struct config;
struct config_errors;
struct config_override;

/*
 * Copy running, set the option in the copy, and check the whole as when a file
 * is loaded; no file is read.  Return the copy, which the caller frees with
 * config_free().  Or call errors->report for each error that was found, at
 * least once, and return NULL.
 */
struct config *config_change(const struct config *running,
    const struct config_override *change, const struct config_errors *errors);

#endif
