/* SPDX-License-Identifier: MIT */
/* What is the same for whatever the engine is asked. */

#include "chatd/cluster/engine/names_private.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/log.h"

struct slice
names_number(struct names_word *word, uint64_t number)
{
	int size = snprintf(word->text, sizeof(word->text), "%" PRIu64, number);

	return (struct slice){ word->text, (size_t)size };
}

uint64_t
names_read_number(struct slice text)
{
	uint64_t number;

	/* What is none is 0, which is nobody's. */
	return slice_to_number(text, &number) ? number : 0;
}

int
names_script(struct names *names, enum script script, size_t count,
    const struct slice *arguments, redis_replied_cb *replied, void *argument)
{
	struct slice words[10];
	struct names_word life;

	words[0] = slice_of(names->options.prefix);
	words[1] = names_number(&life, names->life);
	for (size_t i = 0; i < count; i++)
		words[2 + i] = arguments[i];
	return redis_connection_script(names->commands, script, SCRIPTS_KEYS,
	    2 + count, words, replied, argument);
}

bool
names_answers(const struct redis_reply *reply, const char *word)
{
	return redis_reply_is(redis_reply_element(reply, 0), word);
}

struct slice
names_key(const struct names *names, const char *key, char *text, size_t size)
{
	int written = snprintf(text, size, "%s%s", names->options.prefix, key);

	return (struct slice){ text, (size_t)written };
}

void
names_copy_later(struct names *names)
{
	names->copying = COPYING_SETTLING;
	names->is_settling = true;
}

void
names_check_asked(struct names *names, int result)
{
	if (result == 0)
		return;
	log_errno("the log of names is not followed yet");
	names_copy_later(names);
}

bool
names_is_copying(const struct names *names, const struct redis_reply *reply,
    enum names_copying copying)
{
	return reply != NULL && names->copying == copying;
}

bool
names_is_fenced(struct names *names, const struct redis_reply *reply)
{
	if (!names_answers(reply, "FENCED"))
		return false;
	names->lose_life(names, "the engine does not know it any more");
	return true;
}
