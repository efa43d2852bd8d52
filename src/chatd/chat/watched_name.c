/* SPDX-License-Identifier: MIT */
/*
 * What a watcher is told may end its connection, and with it all its watches:
 * so nothing of a watch is looked at after that, and the name stays.
 */

#include "chatd/chat/watched_name.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/watch_news.h"
#include "chatd/core/name_case.h"
#include "chatd/event/loop.h"
#include "chatd/presence/card.h"
#include "chatd/presence/cards.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/router.h"
#include "common/container.h"

/* How many watchers are told before it is asked whether the slice is over. */
#define WATCHED_NAME_STEP 16

/* Where the echo user is, who has no address and never goes. */
static const struct address watched_echo = { UINT64_MAX };

struct slice
watched_name_text(const struct watched_name *name)
{
	return (struct slice){ name->name, name->name_size };
}

/* ---- its life ------------------------------------------------------------ */

static struct watched_name *
watched_name_find(const struct chat *chat, uint64_t hash, struct slice text)
{
	struct hash_entry *entry = hash_table_find(&chat->watches.names, hash);

	while (entry != NULL) {
		struct watched_name *name = container_of(
		    entry, struct watched_name, in_table);

		if (name_is_same(
			chat->folds_names, watched_name_text(name), text))
			return name;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

struct watched_name *
watched_name_take(struct chat *chat, struct slice text)
{
	uint64_t hash = directory_watch_hash(chat->directory, text);
	struct watched_name *name = watched_name_find(chat, hash, text);

	if (name != NULL)
		return name;
	name = calloc(1, sizeof(*name) + text.size);
	if (name == NULL)
		return NULL;
	list_init(&name->told);
	list_init(&name->untold);
	name->name_size = (uint8_t)text.size;
	slice_write(name->name, text);
	name->in_table.hash = hash;
	hash_table_insert(&chat->watches.names, &name->in_table);
	directory_watch_begin(chat->directory, &name->news, hash,
	    router_mailbox(chat->router), chat->receivers.watched);
	watched_name_look(chat, name);
	return name;
}

void
watched_name_release(struct chat *chat, struct watched_name *name)
{
	if (name->is_telling || !list_is_empty(&name->told) ||
	    !list_is_empty(&name->untold))
		return;
	hash_table_remove(&chat->watches.names, &name->in_table);
	list_remove(&name->turn);
	card_release(name->card);
	name->card = NULL;
	name->has_ended = directory_watch_end(chat->directory, &name->news);
	if (!name->has_ended)
		free(name);
}

void
watched_name_add(struct watched_name *name, struct watch *watch)
{
	watch->name = name;
	watch->told = name->now;
	watch->card = card_hold(name->card);
	list_append(&name->told, &watch->in_name);
}

void
watched_name_remove(struct watch *watch)
{
	list_remove(&watch->in_name);
	card_release(watch->card);
}

/* ---- news ---------------------------------------------------------------- */

static struct address
watched_name_find_user(const struct chat *chat, struct watched_name *name)
{
	struct slice text = watched_name_text(name);

	if (name_is_same(chat->folds_names, text,
		slice_of(chat_limits(chat)->echo_user)))
		return watched_echo;
	return directory_find_spelling(chat->directory, text, name->name);
}

void
watched_name_look(struct chat *chat, struct watched_name *name)
{
	struct address now = watched_name_find_user(chat, name);
	struct card *card = cards_find(directory_cards(chat->directory), now);
	bool is_news = !address_equals(now, name->now) || card != name->card;

	card_release(name->card);
	name->card = card;
	name->now = now;
	if (!is_news)
		return;
	list_move_all(&name->told, &name->untold);
	if (!list_is_empty(&name->untold) && !list_has(&name->turn))
		list_append(&chat->watches.turns, &name->turn);
}

void
watched_name_look_for(struct chat *chat, struct watch *watch)
{
	struct watched_name *name = watch->name;

	watched_name_look(chat, name);
	if (address_equals(watch->told, name->now))
		return;
	watch->told = name->now;
	card_release(watch->card);
	watch->card = card_hold(name->card);
}

static void
watched_name_tell_watcher(struct watched_name *name, struct watch *watch)
{
	struct watch_news news = { watch->connection, watched_name_text(name),
		watch->told };
	struct address now = name->now;
	struct card *before = watch->card;
	struct card *card = card_hold(name->card);

	list_remove(&watch->in_name);
	list_append(&name->told, &watch->in_name);
	watch->told = now;
	watch->card = card_hold(card);
	if (address_equals(news.user, now)) {
		watch_news_tell_changes(&news, before, card);
	} else {
		watch_news_tell_going(&news);
		news.user = now;
		watch_news_tell_coming(&news);
	}
	card_release(before);
	card_release(card);
}

/* Tell a few, and let the other names have their turn. */
static void
watched_name_go_on(struct chat *chat, struct watched_name *name)
{
	struct list *first;

	list_remove(&name->turn);
	name->is_telling = true;
	for (int i = 0; i < WATCHED_NAME_STEP; i++) {
		first = list_first(&name->untold);
		if (first == NULL)
			break;
		watched_name_tell_watcher(
		    name, container_of(first, struct watch, in_name));
	}
	name->is_telling = false;
	if (!list_is_empty(&name->untold) && !list_has(&name->turn))
		list_append(&chat->watches.turns, &name->turn);
	watched_name_release(chat, name);
}

void
watched_names_receive(struct chat *chat, struct mail *mail)
{
	struct watched_name *name = (struct watched_name *)mail;

	if (name->has_ended) {
		free(name);
		return;
	}
	directory_watch_received(chat->directory, &name->news);
	watched_name_look(chat, name);
	/* Whoever asks something next knows this before they are answered. */
	if (list_has(&name->turn))
		watched_name_go_on(chat, name);
}

bool
watched_names_have_news(const struct chat *chat)
{
	return !list_is_empty(&chat->watches.turns);
}

void
watched_names_tell(struct chat *chat)
{
	struct loop *loop = chat->connections->loop;
	struct list *first = list_first(&chat->watches.turns);

	if (first == NULL)
		return;
	loop_begin_slice(loop);
	while (first != NULL) {
		watched_name_go_on(
		    chat, container_of(first, struct watched_name, turn));
		if (loop_slice_is_over(loop))
			break;
		first = list_first(&chat->watches.turns);
	}
}
