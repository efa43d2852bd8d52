/* SPDX-License-Identifier: MIT */
/*
 * A list is made when it is asked for, and kept until somebody comes or goes: a
 * thousand people who ask WHO of a quiet chat share one text.
 */

#include "chatd/chat/user_list.h"

#include <string.h>

#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/core/shared_text.h"
#include "chatd/presence/directory.h"

/* Return the place of lists with this separator, or one that is not in use. */
static struct kept_list *
user_list_place(struct user_lists *lists, char separator)
{
	size_t i = 0;

	while (i < USER_LISTS_KEPT - 1 && lists->kept[i].list != NULL &&
	       lists->kept[i].list->separator != separator)
		i++;
	return &lists->kept[i];
}

static void
user_list_drop(struct kept_list *kept)
{
	shared_text_release(kept->list);
	kept->list = NULL;
}

struct shared_text *
user_list(struct chat *chat, char separator)
{
	struct kept_list *kept = user_list_place(&chat->user_lists, separator);
	const char *echo_user = chat_limits(chat)->echo_user;
	struct slice first = { echo_user, strlen(echo_user) };
	size_t size;
	char *names;

	if (kept->list != NULL && kept->list->separator == separator &&
	    kept->version == directory_version(chat->directory) &&
	    strcmp(kept->first, echo_user) == 0)
		return kept->list;
	user_list_drop(kept);
	names = directory_list(
	    chat->directory, first, separator, &size, &kept->version);
	if (names == NULL)
		return NULL;
	memcpy(kept->first, echo_user, first.size + 1);
	kept->list = shared_text_new(names, size, separator);
	return kept->list;
}

void
user_lists_clear(struct user_lists *lists)
{
	for (size_t i = 0; i < USER_LISTS_KEPT; i++)
		user_list_drop(&lists->kept[i]);
}

void
chat_list(struct connection *connection, char separator)
{
	struct chat *chat = chat_of(connection);
	struct chat_answer answer = {
		.request = CHAT_LIST,
		.list = user_list(chat, separator),
	};

	answer.outcome = answer.list != NULL ? CHAT_DONE : CHAT_OUT_OF_MEMORY;
	connection_count_stat(connection, STAT_LISTS);
	answer_give(connection, &answer);
}

void
chat_drop_old_lists(struct chat *chat)
{
	uint64_t version = directory_version(chat->directory);

	for (size_t i = 0; i < USER_LISTS_KEPT; i++) {
		struct kept_list *kept = &chat->user_lists.kept[i];

		if (kept->version != version)
			user_list_drop(kept);
	}
}
