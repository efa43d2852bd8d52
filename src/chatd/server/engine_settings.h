/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ENGINE_SETTINGS_H
#define CHATD_ENGINE_SETTINGS_H

/*
 * What a configuration says of the engine, with the files that it names: whom
 * to connect to, and how.  Main thread only; what is made does not change.
 */

struct config;
struct config_errors;
struct engine_settings;
struct redis_target;

/*
 * Read the files.  Return EX_OK and set *settings_r, which is NULL where there
 * is no engine but memory; or return the exit status after an error has been
 * reported.
 */
int engine_settings_load(const struct config *config,
    const struct config_errors *errors, struct engine_settings **settings_r);

/* Do that, and free them again. */
int engine_settings_check(
    const struct config *config, const struct config_errors *errors);

/* Overwrite the password, and free settings; NULL is allowed. */
void engine_settings_free(struct engine_settings *settings);

/* Return where Redis is, borrowed; the scripts are missing. */
const struct redis_target *engine_settings_target(
    const struct engine_settings *settings);

/* Return what this node of the cluster is called. */
const char *engine_settings_node_name(const struct engine_settings *settings);

#endif
