/* SPDX-License-Identifier: MIT */
/*
 * Sanctions that are a cluster's: what is asked of the engine.
 *
 * The key of a sanction is its kind and its subject, as that looks where names
 * fold.  Those that are over are erased by whoever adds one, some at a time.
 */

#include "chatd/moderation/moderation_sharing.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "chatd/core/name_case.h"
#include "chatd/event/mailbox.h"
#include "chatd/moderation/moderation_private.h"
#include "chatd/moderation/moderation_sharing_private.h"
#include "chatd/moderation/sanction_text.h"
#include "common/container.h"

/* So many that are over are erased before one is added. */
#define MODERATION_SHARING_ERASED 100

bool
moderation_is_shared(const struct moderation *moderation)
{
	return moderation->settings.door != NULL;
}

struct slice
moderation_sharing_key(const struct moderation *moderation,
    const struct sanction_terms *terms,
    char bytes[MODERATION_SHARING_KEY_BYTES])
{
	char subject[SANCTION_SUBJECT_BYTES];
	int size = snprintf(bytes, MODERATION_SHARING_KEY_BYTES, "%s:%s",
	    terms->kind == SANCTION_BAN ? "ban" : "mute",
	    sanction_format_subject(&terms->subject, subject));
	const struct slice key = { bytes, (size_t)size };

	name_write_key(moderation->settings.folds_names, key, bytes);
	return key;
}

struct slice
moderation_sharing_text(
    const struct sanction *sanction, char bytes[SANCTION_TEXT_LINE_BYTES])
{
	const char *end;

	if (sanction == NULL)
		return (struct slice){ bytes, 0 };
	end = sanction_text_write(bytes, &sanction->terms);
	return (struct slice){ bytes, (size_t)(end - bytes) - 1 };
}

/* ---- what the engine is asked -------------------------------------------- */

/*
 * Append a change to changes: sanction in place of the one that is there;
 * either may be NULL, but not both.  Return 0, or -1 if there is no memory.
 */
static int
moderation_sharing_add(const struct moderation *moderation,
    const struct sanction *there, const struct sanction *sanction,
    struct shared_order *order, struct list *changes)
{
	const struct sanction *one = sanction != NULL ? sanction : there;
	char key[MODERATION_SHARING_KEY_BYTES];
	char expected[SANCTION_TEXT_LINE_BYTES], text[SANCTION_TEXT_LINE_BYTES];
	struct register_change *change = register_change_new(
	    moderation_sharing_key(moderation, &one->terms, key),
	    moderation_sharing_text(there, expected),
	    moderation_sharing_text(sanction, text), order);

	if (change == NULL)
		return -1;
	list_append(changes, &change->place);
	return 0;
}

/* Add changes that erase some of those that are over. */
static void
moderation_sharing_erase_old(
    const struct moderation *moderation, struct list *changes)
{
	const struct list *all = &moderation->table.sanctions;
	int64_t now = time(NULL);
	int left = MODERATION_SHARING_ERASED;

	for (struct list *at = all->next; at != all && left > 0;
	     at = at->next) {
		const struct sanction *sanction = container_of(
		    at, struct sanction, place);

		if (sanction->terms.until > now)
			continue;
		/* What cannot be asked for now is asked for next time. */
		(void)moderation_sharing_add(
		    moderation, sanction, NULL, NULL, changes);
		left--;
	}
}

/* Add what order wants, as moderation_sharing_ask() returns it. */
static enum moderation_outcome
moderation_sharing_add_order(const struct moderation *moderation,
    struct shared_order *order, struct list *changes)
{
	const struct sanction_terms *terms = &order->sanction->terms;
	const struct sanction *there = sanction_table_get(
	    &moderation->table, terms->kind, &terms->subject);

	if (!order->is_lift)
		moderation_sharing_erase_old(moderation, changes);
	if (there == NULL && order->is_lift)
		return MODERATION_NOT_THERE;
	return moderation_sharing_add(moderation, there,
		   order->is_lift ? NULL : order->sanction, order, changes) == 0
		   ? MODERATION_DONE
		   : MODERATION_OUT_OF_MEMORY;
}

enum moderation_outcome
moderation_sharing_ask(
    struct moderation *moderation, struct shared_order *order)
{
	enum moderation_outcome outcome;
	struct list changes, *first;

	list_init(&changes);
	pthread_mutex_lock(&moderation->lock);
	outcome = moderation_sharing_add_order(moderation, order, &changes);
	pthread_mutex_unlock(&moderation->lock);
	/* Whoever is asked may answer at once, and have that taken. */
	while ((first = list_first(&changes)) != NULL) {
		list_remove(first);
		register_ask(moderation->settings.door,
		    container_of(first, struct register_change, place));
	}
	return outcome;
}

void
moderation_sharing_answer(struct moderation *moderation,
    struct shared_order *order, enum moderation_outcome outcome)
{
	pthread_mutex_lock(&moderation->lock);
	list_remove(&order->place);
	pthread_mutex_unlock(&moderation->lock);
	/* The mail may be freed unread, and that alone. */
	free(order->sanction);
	order->sanction = NULL;
	order->result.outcome = outcome;
	mailbox_post(order->mailbox, &order->mail);
}

int
moderation_order(
    struct moderation *moderation, const struct moderation_order *given)
{
	struct shared_order *order = calloc(1, sizeof(*order));
	enum moderation_outcome outcome;

	if (order == NULL)
		return -1;
	order->sanction = sanction_new(given->terms);
	if (order->sanction == NULL) {
		free(order);
		return -1;
	}
	order->mail.receive = given->receive;
	order->mailbox = given->mailbox;
	order->is_lift = given->is_lift;
	order->result.kind = given->terms->kind;
	order->result.argument = given->argument;
	order->result.asker = given->asker;
	pthread_mutex_lock(&moderation->lock);
	list_append(&moderation->orders, &order->place);
	pthread_mutex_unlock(&moderation->lock);
	outcome = moderation_sharing_ask(moderation, order);
	if (outcome != MODERATION_DONE)
		moderation_sharing_answer(moderation, order, outcome);
	return 0;
}

struct moderation_order_result
moderation_take_order_result(struct mail *mail)
{
	struct shared_order *order = container_of(
	    mail, struct shared_order, mail);
	struct moderation_order_result result = order->result;

	free(order);
	return result;
}
