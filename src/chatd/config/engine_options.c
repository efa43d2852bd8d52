/* SPDX-License-Identifier: MIT */
/*
 * Names are part of keys and of commands of Redis, where blanks, braces and
 * colons have a meaning.  They are checked without an engine, too: an operator
 * who prepares a cluster is told before it is switched on.
 */

#include "chatd/config/engine_options.h"

#include <string.h>

#include "chatd/config/config.h"
#include "chatd/config/draft.h"
#include "chatd/config/path_list.h"
#include "chatd/redis/redis_connection.h"
#include "common/host_port.h"
#include "common/text.h"
#include "common/unix_path.h"

static const char engine_name_bytes[] = "abcdefghijklmnopqrstuvwxyz"
					"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					"0123456789-_.";

bool
engine_name_is_valid(const char *name)
{
	return name[0] != '\0' &&
	       strspn(name, engine_name_bytes) == strlen(name);
}

static void
config_check_engine_name(
    struct config_draft *draft, const char *option, const char *name)
{
	char found[128];

	if (name == NULL || engine_name_is_valid(name))
		return;
	config_draft_fail(draft,
	    "%s: found \"%s\", want letters of ASCII, digits, \"-\", \"_\" "
	    "and \".\"",
	    config_draft_set_at(draft, option),
	    text_escape(name, strlen(name), found, sizeof(found)));
}

static bool
config_is_engine_address(const char *address)
{
	const char *path = unix_path_of(address);
	char host[HOST_PORT_HOST_BYTES];
	struct sockaddr_un socket;
	uint16_t port;

	if (path != NULL)
		return unix_path_address(path, &socket) == 0;
	return host_port_parse(address, host, &port) == 0 && port != 0;
}

static void
config_check_engine_addresses(struct config_draft *draft)
{
	const struct config *config = draft->config;
	const char *where = config_draft_set_at(draft, "engine_address");
	struct path_list list;
	char found[128];

	if (config->engine_address == NULL)
		return;
	if (path_list_parse_names(config->engine_address, &list) != 0) {
		draft->is_out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < list.count; i++) {
		const char *address = list.paths[i];

		if (!config_is_engine_address(address))
			config_draft_fail(draft,
			    "%s: found \"%s\", want HOST:PORT or unix:PATH",
			    where,
			    text_escape(address, strlen(address), found,
				sizeof(found)));
	}
	if (list.count == 0)
		config_draft_fail(
		    draft, "%s: found no address, want one", where);
	if (list.count > 1 && config->engine_sentinel != NULL &&
	    config->engine_sentinel[0] == '\0')
		config_draft_fail(draft,
		    "%s: found %zu addresses, want one, or engine_sentinel",
		    where, list.count);
	path_list_clear(&list);
}

static void
config_check_engine_file(
    struct config_draft *draft, const char *option, const char *text)
{
	if (text != NULL && path_list_count(text) > 1)
		config_draft_fail(draft, "%s: found %zu files, want one",
		    config_draft_set_at(draft, option), path_list_count(text));
}

void
config_check_engine(struct config_draft *draft)
{
	const struct config *config = draft->config;

	config_check_engine_name(draft, "cluster_name", config->cluster_name);
	config_check_engine_name(draft, "node_name", config->node_name);
	config_check_engine_addresses(draft);
	config_check_engine_file(
	    draft, "engine_password_file", config->engine_password_file);
	config_check_engine_file(draft, "engine_ca", config->engine_ca);
	config_check_engine_file(
	    draft, "engine_certificate", config->engine_certificate);
	config_check_engine_file(draft, "engine_key", config->engine_key);
	if (config->engine == ENGINE_USE_REDIS && !redis_connection_is_there())
		config_draft_fail(draft,
		    "%s: found redis, but this chatd was built without hiredis",
		    config_draft_set_at(draft, "engine"));
	if (config->engine_key != NULL && config->engine_key[0] != '\0' &&
	    config->engine_certificate[0] == '\0')
		config_draft_fail(draft,
		    "%s: found a key, but no engine_certificate",
		    config_draft_set_at(draft, "engine_key"));
}
