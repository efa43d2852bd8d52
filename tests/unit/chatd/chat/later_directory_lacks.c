/* SPDX-License-Identifier: MIT */
/* What is asked of a directory and this one has not got. */

#include "chatd/presence/cards.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/directory_watches.h"
#include "unit/unit.h"

/* Names are not kept here: name_grace is 0. */
struct claim *
directory_retire(struct directory *directory, struct claim *claim)
{
	directory_release(directory, claim);
	ck_abort_msg("a name is kept");
}

void
directory_give_up(struct directory *directory, struct claim *claim)
{
	directory_release(directory, claim);
	ck_abort_msg("a name that was kept is given up");
}

struct address
directory_find(struct directory *directory, struct slice name)
{
	(void)directory;
	(void)name;
	return (struct address){ 0 };
}

/* Nobody watches a name here. */
size_t
directory_watchers(struct directory *directory, struct slice name)
{
	(void)directory;
	(void)name;
	return 0;
}

uint64_t
directory_watch_hash(const struct directory *directory, struct slice name)
{
	(void)directory;
	(void)name;
	ck_abort_msg("a name is watched");
}

void
directory_watch_begin(struct directory *directory,
    struct directory_watch *watch, uint64_t hash, struct mailbox *mailbox,
    mail_receive_cb *receive)
{
	(void)directory;
	(void)watch;
	(void)hash;
	(void)mailbox;
	(void)receive;
	ck_abort_msg("a name is watched");
}

bool
directory_watch_end(struct directory *directory, struct directory_watch *watch)
{
	(void)directory;
	(void)watch;
	ck_abort_msg("a name was watched");
}

void
directory_watch_received(
    struct directory *directory, struct directory_watch *watch)
{
	(void)directory;
	(void)watch;
	ck_abort_msg("there is news");
}

void
directory_watch_post(struct directory *directory, struct slice name)
{
	(void)directory;
	(void)name;
}

struct address
directory_find_spelling(
    struct directory *directory, struct slice name, char *spelling)
{
	(void)spelling;
	return directory_find(directory, name);
}

uint64_t
directory_count(const struct directory *directory)
{
	(void)directory;
	return 0;
}

uint64_t
directory_peak(const struct directory *directory)
{
	(void)directory;
	return 0;
}

bool
directory_folds_names(const struct directory *directory)
{
	(void)directory;
	return false;
}

struct past_users *
directory_past_users(const struct directory *directory)
{
	(void)directory;
	return NULL;
}

/* Nobody has a card here. */
struct cards *
directory_cards(const struct directory *directory)
{
	static struct cards *cards;

	(void)directory;
	if (cards == NULL)
		cards = cards_new();
	ck_assert_ptr_nonnull(cards);
	return cards;
}
