/* SPDX-License-Identifier: MIT */
/*
 * An order is checked here, and carried out by the accounts, which answer by
 * mail when it is on the disk.  The client may be gone by then.
 *
 * A password stands in the request, and nowhere else: neither in the log nor in
 * a reply.
 */

#include "chatd/console/account_orders.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/accounts/account_change.h"
#include "chatd/accounts/accounts.h"
#include "chatd/accounts/password.h"
#include "chatd/config/config.h"
#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/core/fingerprint.h"
#include "chatd/core/name_case.h"
#include "chatd/core/reserved_names.h"
#include "common/line.h"
#include "common/name.h"

static void
console_account_list(struct console_client *client, bool operators)
{
	struct accounts *accounts = console_client_host(client)->accounts;
	size_t size, taken;
	char *names = accounts_list(accounts, operators, &size);
	const char *at = names;
	struct slice name;

	if (names == NULL) {
		console_reply_error(client, "out of memory");
		return;
	}
	console_append(client, "OK\nname\n");
	while ((taken = line_take(at, size, &name)) > 0) {
		console_append(client, "%.*s\n", (int)name.size, name.bytes);
		at += taken;
		size -= taken;
	}
	console_reply_end(client);
	free(names);
}

static void
console_reply_changed_account(
    struct console_client *client, const struct account_change_result *result)
{
	switch (result->outcome) {
	case ACCOUNT_CHANGED:
		console_reply_ok(client);
		break;
	case ACCOUNT_IS_THERE:
		console_reply_error(client, "somebody owns that name");
		break;
	case ACCOUNT_IS_NOT_THERE:
		console_reply_error(client, "nobody owns that name");
		break;
	case ACCOUNTS_FULL:
		console_reply_error(
		    client, "there are accounts_max accounts already");
		break;
	case ACCOUNT_OUT_OF_MEMORY:
		console_reply_error(client, "out of memory");
		break;
	case ACCOUNT_NOT_WRITTEN:
		console_reply_error(client, "accounts_file is not written: %s",
		    strerror(result->error));
		break;
	case ACCOUNT_CHANGED_BUT_HERE:
		console_reply_error(client,
		    "the cluster has the change, but accounts_file is not "
		    "written: %s",
		    strerror(result->error));
		break;
	case ACCOUNT_CONTESTED:
		console_reply_error(
		    client, "others are changing that account, too");
		break;
	case ACCOUNTS_UNREACHED:
		console_reply_error(client,
		    "the cluster cannot be reached: nothing has changed");
		break;
	case ACCOUNTS_UNCERTAIN:
		console_reply_error(client,
		    "the cluster has not answered: look whether it is done");
		break;
	}
}

static void
console_account_changed_cb(struct mail *mail, void *receiver)
{
	struct account_change_result result = account_change_take_result(mail);
	struct console_client *client = console_find_client(
	    result.argument, result.asker);

	(void)receiver;
	if (client != NULL)
		console_reply_changed_account(client, &result);
}

/* Return what the log says of order, before the name. */
static const char *
console_account_words(const struct account_change_order *order)
{
	switch (order->kind) {
	case ACCOUNT_ADD:
		return "adds the account";
	case ACCOUNT_SET_PASSWORD:
		return "sets the password of the account";
	case ACCOUNT_SET_CERTIFICATE:
		return "sets the certificate of the account";
	case ACCOUNT_SET_OPERATOR:
		return order->is_operator
			   ? "gives the rights of an operator to the account"
			   : "takes the rights of an operator from the account";
	case ACCOUNT_DELETE:
		break;
	}
	return "deletes the account";
}

/* Have a change made, whose client is replied to later. */
static void
console_account_change(
    struct console_client *client, struct account_change_order *order)
{
	const struct console_host *host = console_client_host(client);

	order->mailbox = host->mailbox;
	order->receive = console_account_changed_cb;
	order->argument = console_client_console(client);
	order->asker = console_client_number(client);
	if (accounts_change(host->accounts, order) != 0)
		console_reply_error(client, "out of memory");
	else
		console_log_order(client, "%s %.*s",
		    console_account_words(order), (int)order->name.size,
		    order->name.bytes);
}

/* Refuse names that no user may have; one may be longer than they are now. */
static bool
console_takes_name(struct console_client *client, struct slice name)
{
	const struct config *config = console_client_config(client);

	if (!name_is_valid(name.bytes, name.size, NAME_MAX_BYTES))
		console_reply_error(client, "that cannot be a name");
	else if (name_is_reserved(name, &config->limits,
		     config->names_fold == NAMES_FOLD_YES))
		console_reply_error(client, "that name is reserved");
	else
		return true;
	return false;
}

static void
console_account_with_password(struct console_client *client,
    enum account_change_kind kind, struct slice name, struct slice password)
{
	struct account_change_order order = {
		.kind = kind,
		.name = name,
		.password = password,
	};

	if (!console_takes_name(client, name))
		return;
	if (password_is_acceptable(password))
		console_account_change(client, &order);
	else
		console_reply_error(client,
		    "a password is text of %d to %d bytes without blanks "
		    "around it",
		    PASSWORD_MIN_BYTES, PASSWORD_MAX_BYTES);
}

static void
console_account_certificate(
    struct console_client *client, struct slice name, struct slice text)
{
	struct fingerprint certificate;
	struct account_change_order order = {
		.kind = ACCOUNT_SET_CERTIFICATE,
		.name = name,
		.certificate = &certificate,
	};

	if (slice_is(text, "none"))
		order.certificate = NULL;
	else if (!fingerprint_parse(text, &certificate)) {
		console_reply_error(client,
		    "a fingerprint is %d digits, those of SHA-256, or none",
		    2 * FINGERPRINT_BYTES);
		return;
	}
	console_account_change(client, &order);
}

/* "operator alice", or "operator alice no" */
static void
console_account_operator(
    struct console_client *client, struct slice name, struct slice rest)
{
	struct account_change_order order = {
		.kind = ACCOUNT_SET_OPERATOR,
		.name = name,
		.is_operator = rest.size == 0,
	};

	if (rest.size > 0 && !slice_is(rest, "no"))
		console_reply_error(client, "usage: " CONSOLE_ACCOUNT_USAGE);
	else
		console_account_change(client, &order);
}

static void
console_account_delete(struct console_client *client, struct slice name)
{
	struct account_change_order order = {
		.kind = ACCOUNT_DELETE,
		.name = name,
	};

	console_account_change(client, &order);
}

/* Take off the one blank between the name and the password. */
static struct slice
console_take_password(struct slice rest)
{
	if (rest.size > 0) {
		rest.bytes++;
		rest.size--;
	}
	return rest;
}

void
console_account(struct console_client *client, struct slice arguments)
{
	struct slice verb = slice_take_word(&arguments);
	struct slice name = slice_take_word(&arguments);
	bool is_alone = slice_trim(arguments).size == 0;

	if (console_client_host(client)->accounts == NULL)
		console_reply_error(client, "accounts is none");
	else if (!accounts_are_kept(console_client_host(client)->accounts))
		console_reply_error(
		    client, "accounts is command, so auth_command knows them");
	else if (slice_is(verb, "list") && name.size == 0)
		console_account_list(client, false);
	else if (slice_is(verb, "operators") && name.size == 0)
		console_account_list(client, true);
	else if (slice_is(verb, "operator") && name.size > 0)
		console_account_operator(client, name, slice_trim(arguments));
	else if (slice_is(verb, "delete") && name.size > 0 && is_alone)
		console_account_delete(client, name);
	else if (slice_is(verb, "certificate") && !is_alone)
		console_account_certificate(
		    client, name, slice_trim(arguments));
	else if (slice_is(verb, "add") && !is_alone)
		console_account_with_password(client, ACCOUNT_ADD, name,
		    console_take_password(arguments));
	else if (slice_is(verb, "password") && !is_alone)
		console_account_with_password(client, ACCOUNT_SET_PASSWORD,
		    name, console_take_password(arguments));
	else
		console_reply_error(client, "usage: " CONSOLE_ACCOUNT_USAGE);
}
