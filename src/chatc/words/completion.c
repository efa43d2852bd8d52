/* SPDX-License-Identifier: MIT */
/*
 * Completion of what a user types, without readline: which names are known, and
 * which of them begin as the word does.
 */

#include "chatc/words/completion.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "chatc/words/user_command.h"

static size_t
completion_known(const struct completion *completion)
{
	return completion->count < COMPLETION_NAMES_MAX ? completion->count
							: COMPLETION_NAMES_MAX;
}

static bool
completion_is_usable(struct slice name)
{
	if (name.size == 0 || name.size > COMPLETION_NAME_BYTES)
		return false;
	for (size_t i = 0; i < name.size; i++)
		if (name.bytes[i] <= ' ' || name.bytes[i] > '~')
			return false;
	return true;
}

static char *
completion_match_command(const char *word, size_t index)
{
	const struct user_command_row *row;
	char *match;

	for (size_t i = 0; (row = user_command_row(i)) != NULL; i++) {
		if (row->word == NULL ||
		    strncmp(row->word + 1, word + 1, strlen(word + 1)) != 0 ||
		    index-- > 0)
			continue;
		match = strdup(row->word);
		if (match != NULL)
			match[0] = word[0];
		return match;
	}
	return NULL;
}

void
completion_learn(struct completion *completion, struct slice name)
{
	size_t known = completion_known(completion);
	char *place;

	if (!completion_is_usable(name))
		return;
	for (size_t i = 0; i < known; i++)
		if (slice_is(name, completion->names[i]))
			return;
	place = completion->names[completion->count++ % COMPLETION_NAMES_MAX];
	memcpy(place, name.bytes, name.size);
	place[name.size] = '\0';
}

char *
completion_match(
    const struct completion *completion, const char *word, size_t index)
{
	if (word[0] == '!' || word[0] == '/')
		return completion_match_command(word, index);
	if (word[0] == '@' || word[0] == '#')
		return completion_match_name(completion, word, index);
	return NULL;
}

char *
completion_match_name(
    const struct completion *completion, const char *word, size_t index)
{
	size_t known = completion_known(completion);
	const char *start = word[0] == '@' ? word + 1 : word;
	char *match;

	for (size_t i = 0; i < known; i++) {
		const char *name = completion->names[i];

		if (strncmp(name, start, strlen(start)) != 0 ||
		    (name[0] == '#' && start[0] != '#') || index-- > 0)
			continue;
		match = malloc(COMPLETION_NAME_BYTES + 2);
		if (match != NULL) {
			match[0] = '@';
			strcpy(match + (start - word), name);
		}
		return match;
	}
	return NULL;
}
