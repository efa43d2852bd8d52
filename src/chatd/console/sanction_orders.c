/* SPDX-License-Identifier: MIT */
/*
 * An order holds for whoever comes as soon as the moderation has it.  Then it
 * is on its way to the disk, whatever becomes of the client; and all workers
 * look at the connections that they have.  The client is replied to when they
 * have, and it is on the disk.
 */

#include "chatd/console/sanction_orders.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "chatd/accounts/accounts.h"
#include "chatd/chat/chat.h"
#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/console/sanction_terms.h"
#include "chatd/console/survey.h"
#include "chatd/moderation/moderation.h"
#include "chatd/moderation/moderation_saving.h"
#include "chatd/moderation/moderation_sharing.h"
#include "chatd/moderation/moment.h"

/* What somebody is told who has written it otherwise. */
#define SANCTION_FULL_USAGE " WHOM [--for DURATION | --until DATE] [REASON]"

/* What each kind is called. */
static const struct {
	const char *does; /* the operator, in the log */
	const char *lifts;
	const char *usage;
	const char *lift_usage;
	const char *none;
} sanction_words[SANCTION_KINDS] = {
	[SANCTION_BAN] = { "bans", "unbans", "usage: ban" SANCTION_FULL_USAGE,
	    "usage: unban" CONSOLE_LIFT_USAGE, "there is no such ban" },
	[SANCTION_MUTE] = { "mutes", "unmutes",
	    "usage: mute" SANCTION_FULL_USAGE,
	    "usage: unmute" CONSOLE_LIFT_USAGE, "there is no such mute" },
};

/* ---- replying ------------------------------------------------------------ */

/* Reply that an order holds, how many connections it has made a difference to,
 * and for how long it is kept. */
static void
sanction_reply(
    struct console_client *client, uint64_t connections, const char *kept)
{
	console_append(client,
	    "OK\nkey\tvalue\nconnections\t%" PRIu64 "\nkept\t%s\n", connections,
	    kept);
	console_reply_end(client);
}

static void
sanction_saved_cb(struct mail *mail, void *receiver)
{
	struct moderation_save_result result = moderation_take_result(mail);
	struct console_client *client = console_find_client(
	    result.argument, result.asker);

	(void)receiver;
	if (client == NULL)
		return;
	if (result.error == 0)
		sanction_reply(client, result.count, "yes");
	else
		console_reply_error(client, "%s: bans_file is not written: %s",
		    moderation_is_shared(
			console_client_host(client)->moderation)
			? "the cluster has it, but not this node's disk"
			: "it holds, but only until chatd ends",
		    strerror(result.error));
}

/* All workers have looked at their connections. */
static void
sanction_applied_cb(struct console_client *client, const struct survey *survey)
{
	const struct console_host *host = console_client_host(client);
	struct moderation_save_order order = {
		.mailbox = host->mailbox,
		.receive = sanction_saved_cb,
		.argument = console_client_console(client),
		.asker = console_client_number(client),
	};

	for (unsigned int i = 0; i < survey->part_count; i++)
		order.count += survey->parts[i]->count;
	if (!moderation_is_kept(host->moderation))
		sanction_reply(client, order.count,
		    moderation_is_shared(host->moderation)
			? "by the cluster, but not here: bans_file is not set"
			: "until chatd ends, because bans_file is not set");
	else if (moderation_save_and_tell(host->moderation, &order) != 0)
		console_reply_error(client, "out of memory");
}

static void
sanction_visit_cb(struct connection *connection, void *argument)
{
	struct survey_part *part = argument;

	part->count += chat_apply_sanctions(connection);
}

/* Have what has changed kept, and carried out on those who are here. */
static void
sanction_apply(struct console_client *client)
{
	static const struct survey_plan plan = { sanction_visit_cb,
		sanction_applied_cb };

	moderation_save(console_client_host(client)->moderation);
	survey_ask(client, &plan, NULL);
}

/* ---- where a cluster has them -------------------------------------------- */

/* Say why an order was not carried out; none is what there is not. */
static void
sanction_refuse(struct console_client *client, enum moderation_outcome outcome,
    const char *none)
{
	switch (outcome) {
	case MODERATION_DONE:
		break;
	case MODERATION_FULL:
		console_reply_error(client,
		    "there are %d bans and mutes already", MODERATION_MOST);
		break;
	case MODERATION_NOT_THERE:
		console_reply_error(client, "%s", none);
		break;
	case MODERATION_OUT_OF_MEMORY:
		console_reply_error(client, "out of memory");
		break;
	case MODERATION_CONTESTED:
		console_reply_error(client, "others are changing that, too");
		break;
	case MODERATION_UNREACHED:
		console_reply_error(client,
		    "the cluster cannot be reached: nothing has changed");
		break;
	case MODERATION_UNCERTAIN:
		console_reply_error(client,
		    "the cluster has not answered: look whether it is done");
		break;
	}
}

static void
sanction_ordered_cb(struct mail *mail, void *receiver)
{
	struct moderation_order_result result = moderation_take_order_result(
	    mail);
	struct console_client *client = console_find_client(
	    result.argument, result.asker);

	(void)receiver;
	if (client == NULL)
		console_apply_sanctions(result.argument);
	else if (result.outcome == MODERATION_DONE)
		sanction_apply(client);
	else
		sanction_refuse(
		    client, result.outcome, sanction_words[result.kind].none);
}

/* Have the cluster carry out an order.  Return false if it is not asked to. */
static bool
sanction_order(struct console_client *client,
    const struct sanction_terms *terms, bool is_lift)
{
	const struct console_host *host = console_client_host(client);
	const struct moderation_order order = {
		.is_lift = is_lift,
		.terms = terms,
		.mailbox = host->mailbox,
		.receive = sanction_ordered_cb,
		.argument = console_client_console(client),
		.asker = console_client_number(client),
	};

	if (moderation_order(host->moderation, &order) == 0)
		return true;
	console_reply_error(client, "out of memory");
	return false;
}

/* ---- giving and lifting -------------------------------------------------- */

static void
sanction_log(const struct console_client *client, struct sanction_terms *terms)
{
	char subject[SANCTION_SUBJECT_BYTES], words[SANCTION_WORDS_BYTES];

	sanction_format_subject(&terms->subject, subject);
	sanction_say(terms, words);
	console_log_order(client, "%s %s%s%s", sanction_words[terms->kind].does,
	    subject,
	    words[0] == '\0'                    ? ""
	    : terms->until == SANCTION_FOR_EVER ? ": "
						: " ",
	    words);
}

static void
sanction_give(struct console_client *client, enum sanction_kind kind,
    struct slice arguments)
{
	const struct console_host *host = console_client_host(client);
	struct sanction_terms terms = {
		.kind = kind,
		.since = time(NULL),
		.by = console_client_user(client),
	};
	const char *wrong = sanction_terms_parse(
	    arguments, sanction_words[kind].usage, &terms);
	enum moderation_outcome outcome;
	uint32_t account = 0;

	if (wrong == NULL && terms.subject.scope == SANCTION_OF_ACCOUNT) {
		if (host->accounts != NULL)
			account = accounts_find_owner(
			    host->accounts, terms.subject.name);
		if (account == 0)
			wrong = "nobody owns that name";
		/* Then it is noted when somebody shows the password. */
		if (account == ACCOUNTS_NOT_SHOWN)
			account = 0;
	}
	if (wrong != NULL) {
		console_reply_error(client, "%s", wrong);
		return;
	}
	if (moderation_is_shared(host->moderation)) {
		if (sanction_order(client, &terms, false))
			sanction_log(client, &terms);
		return;
	}
	outcome = moderation_add(host->moderation, &terms, account);
	if (outcome == MODERATION_DONE) {
		sanction_log(client, &terms);
		sanction_apply(client);
	} else {
		sanction_refuse(client, outcome, "");
	}
}

static void
sanction_lift(struct console_client *client, enum sanction_kind kind,
    struct slice arguments)
{
	const struct console_host *host = console_client_host(client);
	struct slice whom = slice_take_word(&arguments);
	struct sanction_terms terms = { .kind = kind };
	enum moderation_outcome outcome = MODERATION_DONE;
	char shown[SANCTION_SUBJECT_BYTES];
	const char *wrong = sanction_words[kind].lift_usage;

	if (whom.size > 0 && slice_trim(arguments).size == 0)
		wrong = sanction_parse_subject(whom, &terms.subject);
	if (wrong != NULL) {
		console_reply_error(client, "%s", wrong);
		return;
	}
	if (!moderation_is_shared(host->moderation))
		outcome = moderation_remove(
		    host->moderation, kind, &terms.subject);
	else if (!sanction_order(client, &terms, true))
		return;
	if (outcome != MODERATION_DONE) {
		sanction_refuse(client, outcome, sanction_words[kind].none);
		return;
	}
	console_log_order(client, "%s %s", sanction_words[kind].lifts,
	    sanction_format_subject(&terms.subject, shown));
	if (!moderation_is_shared(host->moderation))
		sanction_apply(client);
}

void
console_ban(struct console_client *client, struct slice arguments)
{
	sanction_give(client, SANCTION_BAN, arguments);
}

void
console_mute(struct console_client *client, struct slice arguments)
{
	sanction_give(client, SANCTION_MUTE, arguments);
}

void
console_unban(struct console_client *client, struct slice arguments)
{
	sanction_lift(client, SANCTION_BAN, arguments);
}

void
console_unmute(struct console_client *client, struct slice arguments)
{
	sanction_lift(client, SANCTION_MUTE, arguments);
}

/* ---- listing ------------------------------------------------------------- */

static void
sanction_append_row_cb(const struct sanction_terms *terms, void *argument)
{
	struct console_client *client = argument;
	char subject[SANCTION_SUBJECT_BYTES];
	char since[MOMENT_TEXT_BYTES], until[MOMENT_TEXT_BYTES];

	console_append(client, "%s\t%s\t%s\t%s\t%ld\t%.*s\n",
	    sanction_format_subject(&terms->subject, subject),
	    sanction_scope_name(&terms->subject),
	    moment_format(terms->since, since),
	    terms->until == SANCTION_FOR_EVER
		? "never"
		: moment_format(terms->until, until),
	    terms->by, (int)terms->reason.size, terms->reason.bytes);
}

static void
sanction_list(struct console_client *client, enum sanction_kind kind)
{
	console_append(client, "OK\nwhom\tkind\tsince\tuntil\tby\treason\n");
	moderation_walk(console_client_host(client)->moderation, kind,
	    sanction_append_row_cb, client);
	console_reply_end(client);
}

void
console_bans(struct console_client *client, struct slice arguments)
{
	(void)arguments;
	sanction_list(client, SANCTION_BAN);
}

void
console_mutes(struct console_client *client, struct slice arguments)
{
	(void)arguments;
	sanction_list(client, SANCTION_MUTE);
}
