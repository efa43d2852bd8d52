/* SPDX-License-Identifier: MIT */
/*
 * The files are read before privileges are dropped, so that they may be root's.
 */

#include "chatd/server/engine_settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "chatd/config/config.h"
#include "chatd/config/engine_options.h"
#include "chatd/config/path_list.h"
#include "chatd/redis/redis_connection.h"
#include "chatd/server/secret_file.h"
#include "chatd/tls/tls_trust.h"
#include "common/secret.h"

#define ENGINE_SETTINGS_MESSAGE_BYTES (TLS_TRUST_ERROR_BYTES + 128)

/*
 * How long Redis may take for an answer, and connecting to it: a lease of three
 * seconds has to be renewed in time.
 */
#define ENGINE_SETTINGS_TIMEOUT_MS 1000

struct engine_settings {
	struct redis_target target;
	struct path_list addresses;
	struct secret password; /* with what stands before it in the file */
	char sentinel[ENGINE_SENTINEL_MAX_BYTES + 1];
	char node_name[ENGINE_NAME_MAX_BYTES + 1];
};

static int
engine_settings_fail(
    const struct config_errors *errors, const char *option, const char *text)
{
	char message[ENGINE_SETTINGS_MESSAGE_BYTES];

	(void)snprintf(message, sizeof(message), "%s: %.*s", option,
	    TLS_TRUST_ERROR_BYTES + 60, text);
	errors->report(message, errors->argument);
	return EX_CONFIG;
}

static int
engine_settings_fail_memory(const struct config_errors *errors)
{
	(void)engine_settings_fail(errors, "engine", "out of memory");
	return EX_OSERR;
}

/* ---- the password -------------------------------------------------------- */

/* Take a line from fd; return what is wrong with it, or NULL. */
static const char *
engine_settings_take_password_cb(int fd, void *argument)
{
	struct engine_settings *settings = argument;
	struct secret *secret = &settings->password;
	struct slice user, rest;

	switch (secret_read_line(fd, secret->bytes)) {
	case SECRET_GIVEN:
		break;
	case SECRET_TOO_LONG:
		return "the line is too long";
	case SECRET_MISSING:
	case SECRET_DIFFERS:
		return "there is no password in it";
	case SECRET_FAILED:
		return strerror(errno);
	}
	secret->size = strlen(secret->bytes);
	rest = slice_trim(secret_slice(secret));
	if (rest.size > 0 && rest.bytes[rest.size - 1] == '\r')
		rest.size--;
	user = slice_take_word(&rest);
	rest = slice_trim(rest);
	settings->target.password = rest.size > 0 ? rest : user;
	if (rest.size > 0)
		settings->target.user = user;
	return user.size == 0 ? "there is no password in it" : NULL;
}

static int
engine_settings_find_password(struct engine_settings *settings,
    const struct config *config, const struct config_errors *errors)
{
	return secret_file_read("engine_password_file",
	    config->engine_password_file, errors,
	    engine_settings_take_password_cb, settings);
}

/* ---- TLS ----------------------------------------------------------------- */

static int
engine_settings_find_trust(struct engine_settings *settings,
    const struct config *config, const struct config_errors *errors)
{
	char error[TLS_TRUST_ERROR_BYTES] = "out of memory";
	struct path_list ca = { 0 }, certificate = { 0 }, key = { 0 };

	if (!config->engine_tls)
		return EX_OK;
	if (path_list_parse(config->engine_ca, &ca) == 0 &&
	    path_list_parse(config->engine_certificate, &certificate) == 0 &&
	    path_list_parse(config->engine_key, &key) == 0) {
		const struct path_list *key_of = key.count > 0 ? &key
							       : &certificate;
		const struct tls_trust_files files = {
			.ca = ca.count > 0 ? ca.paths[0] : NULL,
			.certificate = certificate.count > 0
					   ? certificate.paths[0]
					   : NULL,
			.key = key_of->count > 0 ? key_of->paths[0] : NULL,
		};

		settings->target.tls = tls_trust_new(&files, error);
	}
	path_list_clear(&ca);
	path_list_clear(&certificate);
	path_list_clear(&key);
	return settings->target.tls != NULL
		   ? EX_OK
		   : engine_settings_fail(errors, "engine_tls", error);
}

/* ---- names and addresses ------------------------------------------------- */

static int
engine_settings_find_node_name(struct engine_settings *settings,
    const struct config *config, const struct config_errors *errors)
{
	char *name = settings->node_name;

	if (strcmp(config->node_name, "auto") != 0)
		(void)snprintf(
		    name, sizeof(settings->node_name), "%s", config->node_name);
	else if (gethostname(name, sizeof(settings->node_name)) != 0 ||
		 !engine_name_is_valid(name))
		return engine_settings_fail(errors, "node_name",
		    "the machine has no name that can be used, want one");
	settings->target.name = name;
	return EX_OK;
}

static int
engine_settings_find_addresses(struct engine_settings *settings,
    const struct config *config, const struct config_errors *errors)
{
	if (path_list_parse_names(
		config->engine_address, &settings->addresses) != 0)
		return engine_settings_fail_memory(errors);
	settings->target.addresses = (const char *const *)
					 settings->addresses.paths;
	settings->target.address_count = settings->addresses.count;
	(void)snprintf(settings->sentinel, sizeof(settings->sentinel), "%s",
	    config->engine_sentinel);
	if (settings->sentinel[0] != '\0') {
		settings->target.sentinel = settings->sentinel;
		settings->target.replicas = (size_t)config->engine_replicas;
	}
	return EX_OK;
}

/* ---- exported ------------------------------------------------------------ */

int
engine_settings_load(const struct config *config,
    const struct config_errors *errors, struct engine_settings **settings_r)
{
	struct engine_settings *settings;
	int status;

	*settings_r = NULL;
	if (config->engine == ENGINE_USE_MEMORY)
		return EX_OK;
	settings = calloc(1, sizeof(*settings));
	if (settings == NULL)
		return engine_settings_fail_memory(errors);
	settings->target.timeout_ms = ENGINE_SETTINGS_TIMEOUT_MS;
	status = engine_settings_find_addresses(settings, config, errors);
	if (status == EX_OK)
		status = engine_settings_find_node_name(
		    settings, config, errors);
	if (status == EX_OK)
		status = engine_settings_find_password(
		    settings, config, errors);
	if (status == EX_OK)
		status = engine_settings_find_trust(settings, config, errors);
	if (status == EX_OK)
		*settings_r = settings;
	else
		engine_settings_free(settings);
	return status;
}

int
engine_settings_check(
    const struct config *config, const struct config_errors *errors)
{
	struct engine_settings *settings;
	int status = engine_settings_load(config, errors, &settings);

	engine_settings_free(settings);
	return status;
}

void
engine_settings_free(struct engine_settings *settings)
{
	if (settings == NULL)
		return;
	secret_clear(&settings->password);
	tls_trust_free(settings->target.tls);
	path_list_clear(&settings->addresses);
	free(settings);
}

const struct redis_target *
engine_settings_target(const struct engine_settings *settings)
{
	return &settings->target;
}

const char *
engine_settings_node_name(const struct engine_settings *settings)
{
	return settings->node_name;
}
