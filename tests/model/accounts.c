/* SPDX-License-Identifier: MIT */
/*
 * Of what was not answered, because its sender was gone, nobody knows whether
 * it was taken.  So a sum has a lower bound and an upper one, which are the
 * same if everybody has left in order.
 */

#include "model/accounts.h"

#include <inttypes.h>

#include "model/operator.h"

struct range {
	uint64_t least, most;
};

static void
accounts_require(struct world *world, const char *metric, struct range range)
{
	uint64_t value = operator_metric(world, metric);

	if (value < range.least || value > range.most)
		world_fail(world,
		    "%s is %" PRIu64 ", not %" PRIu64 " to %" PRIu64, metric,
		    value, range.least, range.most);
}

static void
accounts_check_messages(struct world *world)
{
	struct range direct = { 0 }, said = { 0 }, echo = { 0 },
		     unknown = { 0 }, bad = { 0 };

	for (size_t i = 0; i < world->entry_count; i++) {
		const struct entry *entry = world->entries[i];
		bool is_known = entry->outcome != ENTRY_OPEN &&
				!entry->is_assumed;
		struct range *sum = entry->kind == ENTRY_SAID     ? &said
				    : entry->other == world->echo ? &echo
								  : &direct;

		if (entry->session == 0 || entry->kind > ENTRY_SAID)
			continue;
		if (entry->is_bad)
			sum = &bad;
		else if (entry->outcome == ENTRY_REFUSED)
			sum = &unknown;
		if (entry->outcome == ENTRY_REFUSED && !entry->is_bad &&
		    entry->kind == ENTRY_SAID)
			continue;
		sum->most++;
		if (is_known)
			sum->least++;
		else if (entry->kind == ENTRY_DIRECT)
			unknown.most++;
	}
	accounts_require(
	    world, "chatd_messages_taken_total{kind=\"direct\"}", direct);
	accounts_require(
	    world, "chatd_messages_taken_total{kind=\"room\"}", said);
	accounts_require(
	    world, "chatd_messages_taken_total{kind=\"echo\"}", echo);
	accounts_require(world,
	    "chatd_messages_refused_total{reason=\"unknown_user\"}", unknown);
	accounts_require(
	    world, "chatd_messages_refused_total{reason=\"bad_text\"}", bad);
}

/* Names, lists, and what was handed to receivers. */
static void
accounts_check_tally(struct world *world)
{
	const struct tally *tally = &world->tally;
	const uint64_t names = tally->unread_names, lists = tally->unread_lists;

	accounts_require(world, "chatd_logins_total{outcome=\"granted\"}",
	    (struct range){ tally->logins, tally->logins + names });
	accounts_require(world, "chatd_logins_total{outcome=\"in_use\"}",
	    (struct range){ tally->in_use, tally->in_use + names });
	accounts_require(world, "chatd_logins_total{outcome=\"bad_name\"}",
	    (struct range){ tally->bad_names, tally->bad_names + names });
	accounts_require(world, "chatd_logins_total{outcome=\"full\"}",
	    (struct range){ tally->full, tally->full });
	accounts_require(world, "chatd_texts_total{outcome=\"filed\"}",
	    (struct range){ tally->filed_least, tally->filed_most });
	accounts_require(world, "chatd_lists_total",
	    (struct range){ tally->lists, tally->lists + lists });
	accounts_require(world, "chatd_messages_delivered_total",
	    (struct range){
		tally->heard, tally->cuts == 0 ? tally->heard : UINT64_MAX });
}

/* Nobody is there any more. */
static void
accounts_check_nothing_left(struct world *world)
{
	static const char *const none[] = { "chatd_users",
		"chatd_connections{protocol=\"hello\"}",
		"chatd_connections{protocol=\"sized\"}",
		"chatd_connections{protocol=\"framed\"}",
		"chatd_connections{protocol=\"plain\"}",
		"chatd_connections{protocol=\"irc\"}",
		"chatd_connections{protocol=\"drop\"}",
		"chatd_texts_total{outcome=\"refused\"}", "chatd_queued_bytes",
		"chatd_slow_readers_cut_total", "chatd_out_of_memory_total" };

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		accounts_require(world, none[i], (struct range){ 0, 0 });
}

void
accounts_check(struct world *world)
{
	accounts_check_messages(world);
	accounts_check_tally(world);
	accounts_check_nothing_left(world);
}
