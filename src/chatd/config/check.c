/* SPDX-License-Identifier: MIT */
/*
 * Values that depend on one another are checked when all of them are known.  A
 * message begins with the place where the option was set, and so points at a
 * line even then.
 */

#include "chatd/config/check.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/accounts/accounts.h"
#include "chatd/accounts/password.h"
#include "chatd/config/config.h"
#include "chatd/config/default_path.h"
#include "chatd/config/draft.h"
#include "chatd/config/engine_options.h"
#include "chatd/config/path_list.h"
#include "chatd/core/name_source.h"
#include "chatd/core/protocol.h"
#include "chatd/core/name_case.h"
#include "chatd/core/reserved_names.h"
#include "chatd/net/newcomer.h"
#include "chatd/protocols/all/all_protocols.h"
#include "chatd/tls/tls_context.h"
#include "common/host_port.h"
#include "common/quantity.h"
#include "common/text.h"
#include "common/unix_path.h"

/* A line or message that is taken must fit its receiver's queue. */
static void
config_check_queue(struct config_draft *draft, const char *name, size_t bytes)
{
	const struct limits *limits = &draft->config->limits;
	char found[32], least[32];

	if (limits->send_queue_max >= bytes)
		return;
	config_draft_fail(draft, "%s: found %s, want at least %s (%s)",
	    config_draft_set_at(draft, "send_queue_max"),
	    quantity_format_size(limits->send_queue_max, found, sizeof(found)),
	    quantity_format_size(bytes, least, sizeof(least)), name);
}

/* One connection that is not congested must not be cut. */
static void
config_check_queue_total(struct config_draft *draft)
{
	const struct config *config = draft->config;
	size_t queue = config->limits.send_queue_max;
	char found[32], least[32];

	if (config->queue_total_max == 0 || config->queue_total_max >= queue)
		return;
	config_draft_fail(draft,
	    "%s: found %s, want 0 or at least %s (send_queue_max)",
	    config_draft_set_at(draft, "queue_total_max"),
	    quantity_format_size(config->queue_total_max, found, sizeof(found)),
	    quantity_format_size(queue, least, sizeof(least)));
}

static void
config_check_echo_user(struct config_draft *draft)
{
	static const struct slice server = SLICE(SERVER_NAME);
	const struct limits *limits = &draft->config->limits;
	const char *set_at = config_draft_set_at(draft, "echo_user");

	if (strlen(limits->echo_user) > limits->name_max)
		config_draft_fail(draft,
		    "%s: found \"%s\", want at most %zu bytes (name_max)",
		    set_at, limits->echo_user, limits->name_max);
	if (name_is_same(draft->config->names_fold == NAMES_FOLD_YES,
		slice_of(limits->echo_user), server))
		config_draft_fail(draft,
		    "%s: found \"%s\", which is chatd's own name", set_at,
		    limits->echo_user);
}

/* Clients take whoever speaks, and has none in the name, for a user. */
static void
config_check_irc_server_name(struct config_draft *draft)
{
	const char *name = draft->config->limits.irc_server_name;

	if (strchr(name, '.') == NULL)
		config_draft_fail(draft,
		    "%s: found \"%s\", want a name with a \".\" in it",
		    config_draft_set_at(draft, "irc_server_name"), name);
}

/*
 * Clients of some protocols take names for one that differ in capital letters
 * alone.
 */
static void
config_check_names_fold(struct config_draft *draft)
{
	struct config *config = draft->config;

	for (size_t i = 0; i < draft->listener_count; i++) {
		const char *name = config->listeners[i].protocol;
		const struct protocol *protocol = name != NULL
						      ? protocol_find(name)
						      : NULL;

		if (protocol == NULL || !protocol->folds_names)
			continue;
		if (config->names_fold == NAMES_FOLD_NO)
			config_draft_fail(draft,
			    "%s: found no, want yes beside a listener of %s",
			    config_draft_set_at(draft, "names_fold"),
			    protocol->name);
		else
			config->names_fold = NAMES_FOLD_YES;
	}
}

static void
config_check_accounts(struct config_draft *draft)
{
	const struct config *config = draft->config;

	if (config->accounts == ACCOUNTS_USE_FILE && !password_is_supported())
		config_draft_fail(draft,
		    "%s: found file, but this chatd was built without accounts",
		    config_draft_set_at(draft, "accounts"));
	if (config->accounts == ACCOUNTS_USE_COMMAND &&
	    config->auth_command[0] == '\0')
		config_draft_fail(draft,
		    "%s: found command, but no auth_command",
		    config_draft_set_at(draft, "accounts"));
	if (config->auth_command[0] != '\0' && config->auth_command[0] != '/')
		config_draft_fail(draft,
		    "%s: found no path that begins with \"/\", want one",
		    config_draft_set_at(draft, "auth_command"));
}

static void
config_check_metrics_listen(struct config_draft *draft)
{
	const char *where = draft->config->metrics_listen;
	char host[HOST_PORT_HOST_BYTES], found[128];
	uint16_t port;

	if (where == NULL || where[0] == '\0' ||
	    host_port_parse(where, host, &port) == 0)
		return;
	config_draft_fail(draft, "%s: found \"%s\", want ADDRESS:PORT",
	    config_draft_set_at(draft, "metrics_listen"),
	    text_escape(where, strlen(where), found, sizeof(found)));
}

/* Set *text to a copy of from if it has not been set. */
static void
config_check_inherit(struct config_draft *draft, char **text, const char *from)
{
	if (*text == NULL)
		*text = strdup(from);
	if (*text == NULL)
		draft->is_out_of_memory = true;
}

/*
 * Do the same if the listener's section does not say it: what it has then is
 * what the file said before.
 */
static void
config_check_inherit_again(
    struct config_draft *draft, bool is_its_own, char **text, const char *from)
{
	if (!is_its_own) {
		free(*text);
		*text = NULL;
	}
	config_check_inherit(draft, text, from);
}

/* Give the listener the access to it that its section does not say. */
static void
config_check_complete_access(
    struct config_draft *draft, struct config_listener *listener)
{
	const struct config *config = draft->config;

	if (!listener->has_socket_mode)
		listener->socket_mode = config->socket_mode;
	config_check_inherit_again(draft, listener->has_socket_group,
	    &listener->socket_group, config->socket_group);
	config_check_inherit_again(
	    draft, listener->has_allow, &listener->allow, config->allow);
	config_check_inherit_again(
	    draft, listener->has_deny, &listener->deny, config->deny);
}

/* Give the listener what its section does not say. */
static void
config_check_complete(struct config_draft *draft, size_t index)
{
	struct config_listener *listener = &draft->config->listeners[index];
	const struct config_draft_listener *noted = &draft->listeners[index];

	config_check_inherit(draft, &listener->address, draft->config->address);
	config_check_complete_access(draft, listener);
	if (!noted->has_freebind)
		listener->freebind = draft->config->freebind;
	if (index == 0) {
		listener->port = draft->config->port;
		return;
	}
	if (noted->is_whole && !noted->has_protocol)
		config_draft_fail(
		    draft, "%s: found no protocol, want one", noted->where);
	if (!noted->has_port && listener->protocol != NULL)
		listener->port =
		    protocol_find(listener->protocol)->default_port;
	if (!noted->has_address || listener->address == NULL ||
	    unix_path_of(listener->address) == NULL)
		return;
	if (noted->port_at != NULL)
		config_draft_fail(draft,
		    "%s: found one beside unix:PATH, which has none",
		    noted->port_at);
	listener->port = 0;
}

/* Whether a listener is encrypted, and whether it can be. */
static void
config_check_tls(struct config_draft *draft, size_t index)
{
	struct config_listener *listener = &draft->config->listeners[index];
	const struct config_draft_listener *noted = &draft->listeners[index];
	const char *where = index == 0 ? config_draft_set_at(draft, "tls")
				       : noted->where;

	if (index == 0)
		listener->tls = draft->config->tls;
	else if (!noted->has_tls && unix_path_of(listener->address) == NULL)
		listener->tls = draft->config->tls;
	/* No first message of a login begins as a handshake does. */
	if (listener->tls == TLS_USE_AUTO && listener->protocol != NULL &&
	    !protocol_find(listener->protocol)->logs_in)
		config_draft_fail(draft,
		    "%s: tls: found auto for %s, want yes or no", where,
		    listener->protocol);
	if (listener->tls != TLS_USE_NO &&
	    path_list_count(draft->config->certificate) == 0)
		config_draft_fail(
		    draft, "%s: tls: found no certificate, want one", where);
}

/* Whether a listener's connections can show what their users are called. */
static void
config_check_name_from(struct config_draft *draft, size_t index)
{
	struct config_listener *listener = &draft->config->listeners[index];
	const char *where = index == 0 ? config_draft_set_at(draft, "name_from")
				       : draft->listeners[index].where;

	if (index == 0)
		listener->name_from = draft->config->name_from;
	if (listener->name_from == NAME_SOURCE_CERTIFICATE &&
	    (listener->tls != TLS_USE_YES ||
		path_list_count(draft->config->client_ca) == 0))
		config_draft_fail(draft,
		    "%s: name_from: found certificate, which wants tls = yes "
		    "and client_ca",
		    where);
	if (listener->name_from == NAME_SOURCE_PEER &&
	    (listener->address == NULL ||
		unix_path_of(listener->address) == NULL))
		config_draft_fail(draft,
		    "%s: name_from: found peer, which wants an address of "
		    "unix:PATH",
		    where);
}

/* There is a key for each certificate. */
static void
config_check_certificates(struct config_draft *draft)
{
	const struct config *config = draft->config;
	size_t count = path_list_count(config->certificate);
	size_t keys = path_list_count(config->key);

	if (count > TLS_CERTIFICATES_MAX)
		config_draft_fail(draft, "%s: found %zu files, want at most %d",
		    config_draft_set_at(draft, "certificate"), count,
		    TLS_CERTIFICATES_MAX);
	if (keys != 0 && keys != count)
		config_draft_fail(draft,
		    "%s: found %zu file%s, want as many as in certificate: "
		    "%zu",
		    config_draft_set_at(draft, "key"), keys,
		    keys == 1 ? "" : "s", count);
	if (path_list_count(config->client_ca) > 1)
		config_draft_fail(draft, "%s: found %zu files, want one",
		    config_draft_set_at(draft, "client_ca"),
		    path_list_count(config->client_ca));
}

static void
config_check_duplicates(struct config_draft *draft, size_t index)
{
	const struct config_listener *listeners = draft->config->listeners;
	const struct config_listener *listener = &listeners[index];
	bool is_unix = unix_path_of(listener->address) != NULL;
	char address[128];

	for (size_t i = 0; i < index; i++) {
		if (strcmp(listener->address, listeners[i].address) != 0)
			continue;
		text_escape(listener->address, strlen(listener->address),
		    address, sizeof(address));
		if (is_unix)
			config_draft_fail(draft,
			    "%s: address %s is that of listener %s",
			    draft->listeners[index].where, address,
			    listeners[i].name);
		if (is_unix || listener->port != listeners[i].port ||
		    listener->port == 0)
			continue;
		config_draft_fail(draft,
		    "%s: address %s and port %u are those of listener %s",
		    draft->listeners[index].where, address, listener->port,
		    listeners[i].name);
	}
}

void
config_check(struct config_draft *draft)
{
	if (draft->is_out_of_memory)
		return;
	config_check_queue_total(draft);
	config_check_queue(draft, "line_max", draft->config->limits.line_max);
	config_check_queue(
	    draft, "message_max", draft->config->limits.message_max);
	config_check_names_fold(draft);
	config_check_echo_user(draft);
	config_check_irc_server_name(draft);
	config_check_accounts(draft);
	config_check_metrics_listen(draft);
	config_check_certificates(draft);
	config_check_engine(draft);
	for (size_t i = 0; i < draft->config->listener_count; i++)
		config_check_complete(draft, i);
	for (size_t i = 0;
	     i < draft->config->listener_count && !draft->is_out_of_memory;
	     i++) {
		config_check_tls(draft, i);
		config_check_name_from(draft, i);
	}
	if (draft->message_count > 0 || draft->is_out_of_memory)
		return;
	for (size_t i = 0; i < draft->config->listener_count; i++)
		config_check_duplicates(draft, i);
	config_draft_choose_paths(draft);
}
