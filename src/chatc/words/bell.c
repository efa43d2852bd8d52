/* SPDX-License-Identifier: MIT */
/* What is worth a look at the screen, but no more often than one can look. */

#include "chatc/words/bell.h"

#include "chatc/words/mention.h"

static bool
bell_concerns_us(const struct bell *bell, const struct sentence *sentence)
{
	size_t at;

	if (sentence->kind != SENTENCE_FROM ||
	    slice_equals(sentence->name, bell->own_name))
		return false;
	return (bell->is_private && sentence->room.size == 0) ||
	       mention_find(sentence->text, bell->own_name, &at);
}

bool
bell_rings(struct bell *bell, const struct sentence *sentence, uint64_t now_ms)
{
	if (!bell_concerns_us(bell, sentence) ||
	    (bell->has_rung && now_ms - bell->rung_ms < BELL_PAUSE_MS))
		return false;
	bell->has_rung = true;
	bell->rung_ms = now_ms;
	return true;
}
