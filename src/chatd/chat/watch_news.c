/* SPDX-License-Identifier: MIT */
#include "chatd/chat/watch_news.h"

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/core/message.h"
#include "chatd/core/user_change.h"
#include "chatd/presence/card.h"

static void
watch_news_tell(const struct watch_news *news, const struct message *message)
{
	struct connections *set = connection_set(news->connection);
	struct address cause = set->cause;

	if (news->user.value == 0)
		return;
	set->cause = news->user;
	connection_deliver(news->connection, message);
	set->cause = cause;
}

/* ---- who is there -------------------------------------------------------- */

static void
watch_news_tell_presence(const struct watch_news *news, bool is_there)
{
	const struct message message = {
		.kind = MESSAGE_WATCHED,
		.by = news->user,
		.size = is_there,
		.from = news->name,
	};

	watch_news_tell(news, &message);
}

void
watch_news_tell_coming(const struct watch_news *news)
{
	watch_news_tell_presence(news, true);
}

void
watch_news_tell_going(const struct watch_news *news)
{
	watch_news_tell_presence(news, false);
}

/* ---- what is known of them ----------------------------------------------- */

static void
watch_news_compare(const struct watch_news *news, enum user_change change,
    struct slice before, struct slice now)
{
	const struct message message = {
		.kind = MESSAGE_CHANGED,
		.style = TEXT_NEWS,
		.by = news->user,
		.size = change,
		.from = news->name,
		.text = now,
	};

	if (!slice_equals(before, now))
		watch_news_tell(news, &message);
}

void
watch_news_tell_changes(const struct watch_news *news,
    const struct card *before, const struct card *now)
{
	struct card_facts old = { 0 };
	struct card_facts new;

	if (now == NULL || now == before)
		return;
	new = card_read(now);
	if (before != NULL)
		old = card_read(before);
	else
		old.real_name = new.real_name;
	watch_news_compare(news, USER_CHANGE_ACCOUNT, old.account, new.account);
	watch_news_compare(
	    news, USER_CHANGE_REAL_NAME, old.real_name, new.real_name);
	watch_news_compare(news, USER_CHANGE_AWAY, old.away, new.away);
}
