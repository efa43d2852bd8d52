/* SPDX-License-Identifier: MIT */
/*
 * Messages that come back to their senders.
 *
 * They come in the order in which they were sent, so that one comparison tells
 * which message is confirmed.  An echo that is missing is waited for, as a
 * reply is, and one that comes twice should not have come.
 */

#include "bench/talk/talk_private.h"

#include <string.h>

#include "bench/generator/aside.h"
#include "bench/generator/generator.h"
#include "bench/talk/talk.h"

/* Note that the message of this number has come back to its sender. */
static void
echo_take(const struct talk *talk, struct talker *t, uint64_t number)
{
	struct stream *s = &t->streams[t->next_echo];

	s->echoed = number + 1;
	if (++t->next_echo == talk->streams_per_talker)
		t->next_echo = 0;
}

/*
 * Find out what has come if it is not the whole echo that is due.  Return how
 * many bytes were used up, or 0 if more must come first.
 */
static size_t
echo_examine(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	struct talker *t = c->part;
	struct stream *s = &t->streams[t->next_echo];
	uint64_t number = 0;
	struct slice line;

	if (g->run->plan->wire->take(bytes, size, &line) == 0)
		return 0;
	talk_learn(&s->echo, line);
	if (numbered_match(&s->echo, bytes, size, &number) != 1 ||
	    number < s->echoed)
		return aside_take(g, c, bytes, size);
	numbered_set(&s->echo, number + 1);
	echo_take(g->part, t, number);
	talker_take_replies(g, t, 1);
	return s->echo.size;
}

size_t
echo_input(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	struct talker *t = c->part;
	uint64_t echoes = 0;
	size_t used = 0;
	size_t step = 1;

	while (used < size && step > 0) {
		struct stream *s = &t->streams[t->next_echo];
		size_t left = size - used;

		if (left >= s->echo.size &&
		    memcmp(bytes + used, s->echo.bytes, s->echo.size) == 0) {
			step = s->echo.size;
			numbered_next(&s->echo);
			echo_take(g->part, t, s->echoed);
			echoes++;
		} else {
			step = echo_examine(g, c, bytes + used, left);
		}
		used += step;
	}
	talker_take_replies(g, t, echoes);
	return used;
}
