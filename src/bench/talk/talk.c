/* SPDX-License-Identifier: MIT */
/*
 * The hot path of the generator.
 *
 * For each message it copies one prepared line and counts up the number in it,
 * and later compares one line with the one that is due.  Nothing is allocated,
 * parsed or searched for.  The clock is read once for each read and each write
 * of a connection.  Any line but the one that is due goes the long way through
 * inbox_examine(), which finds out what it is.
 */

#include "bench/talk/talk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/generator/aside.h"
#include "bench/generator/generator.h"
#include "bench/generator/histogram.h"
#include "bench/talk/talk_private.h"
#include "common/clock.h"

/*
 * Record the latencies of count messages, from number first on.  Messages that
 * were sent in one write are counted together.  Times never go back, so all
 * those between two equal ones are equal to them.
 */
static void
talk_record(
    struct generator *g, const struct stream *s, uint64_t first, uint64_t count)
{
	uint64_t end = first + count;

	if (g->phase != PHASE_MEASURE)
		return;
	while (first < end) {
		uint64_t sent_ns = s->sent_ns[first & s->mask];
		uint64_t next = end;

		if (s->sent_ns[(end - 1) & s->mask] != sent_ns) {
			next = first + 1;
			while (s->sent_ns[next & s->mask] == sent_ns)
				next++;
		}
		histogram_record(g->latency, g->now_ns - sent_ns, next - first);
		first = next;
	}
}

/* Have the talker's window, which may have room, looked at in this turn. */
static void
talk_make_ready(struct talk *talk, struct talker *t)
{
	if (t->ready)
		return;
	t->ready = true;
	talk->ready[talk->ready_count++] = t;
}

/*
 * Note that count messages of a stream, from number first on, have reached one
 * of its receivers.  Those that have reached all of them leave the window.
 */
static void
talk_credit(struct talk *talk, struct stream *s, uint64_t first, uint64_t count)
{
	uint64_t complete = count;

	if (s->missing != NULL) {
		complete = 0;
		for (uint64_t i = first; i < first + count; i++) {
			if (--s->missing[i & s->mask] == 0)
				complete++;
		}
	}
	s->done += complete;
	s->talker->done += complete;
	talk_make_ready(talk, s->talker);
}

bool
talk_learn(struct numbered *due, struct slice line)
{
	const char *gap = memchr(due->bytes, WIRE_GAP, due->size);
	char text[2 * WIRE_LINE_BYTES];
	size_t head;
	size_t tail;
	struct numbered learnt;

	if (gap == NULL)
		return false;
	head = (size_t)(gap - due->bytes);
	/* The line has lost its "\r\n"; the delivery that is due has not. */
	tail = due->size - head - 1 - 2;
	if (line.size < head + tail || line.size + 2 > sizeof(text) ||
	    memcmp(line.bytes, due->bytes, head) != 0 ||
	    memcmp(line.bytes + line.size - tail, gap + 1, tail) != 0)
		return false;
	memcpy(text, line.bytes, line.size);
	memcpy(text + line.size, "\r\n", 2);
	if (numbered_init(&learnt, text, line.size + 2) != 0)
		return false;
	numbered_clear(due);
	*due = learnt;
	return true;
}

/* Take a delivery which is whole, but may not be the one that is due. */
static void
inbox_take_other(struct generator *g, struct inbox *in, uint64_t number)
{
	uint64_t due = in->verify.due;
	struct talk *talk = g->part;

	switch (verify_take(&in->verify, number)) {
	case VERIFY_DUE:
		talk_record(g, in->stream, number, 1);
		/* fall through */
	case VERIFY_AHEAD:
		talk->owed -= number + 1 - due;
		talk_credit(talk, in->stream, due, number + 1 - due);
		numbered_set(&in->due, number + 1);
		g->tally.work++;
		break;
	case VERIFY_REORDERED:
		g->tally.reordered++;
		g->tally.work++;
		break;
	case VERIFY_DOUBLED:
		g->tally.doubled++;
		break;
	}
}

/*
 * Find out what has come if it is not the whole line that is due.  Return how
 * many bytes were used up, or 0 if more must come first.
 */
static size_t
inbox_examine(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	struct inbox *in = c->part;
	uint64_t number = 0;
	struct slice line;

	switch (numbered_match(&in->due, bytes, size, &number)) {
	case 0:
		return 0;
	case 1:
		inbox_take_other(g, in, number);
		return in->due.size;
	default:
		break;
	}
	if (g->run->plan->wire->take(bytes, size, &line) > 0 &&
	    talk_learn(&in->due, line))
		return inbox_examine(g, c, bytes, size);
	return aside_take(g, c, bytes, size);
}

size_t
inbox_input(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	struct talk *talk = g->part;
	struct inbox *in = c->part;
	const char *at = bytes;
	const char *end = bytes + size;
	size_t step = 1;

	while (step > 0 && at < end) {
		size_t line = in->due.size;
		uint64_t first = in->verify.due;
		uint64_t count = 0;

		while ((size_t)(end - at) >= line &&
		       memcmp(at, in->due.bytes, line) == 0) {
			numbered_next(&in->due);
			at += line;
			count++;
		}
		if (count > 0) {
			in->verify.due += count;
			g->tally.work += count;
			talk->owed -= count;
			talk_record(g, in->stream, first, count);
			talk_credit(talk, in->stream, first, count);
		}
		step = 0;
		if (at < end)
			step = inbox_examine(g, c, at, (size_t)(end - at));
		at += step;
	}
	return (size_t)(at - bytes);
}

/*
 * Where nothing is delivered, a reply is the arrival.  One looks like another,
 * so that one too many shows only at the end.
 */
void
talker_take_replies(struct generator *g, struct talker *t, uint64_t count)
{
	struct talk *talk = g->part;
	struct stream *s = &t->streams[0];
	struct slice reply = { talk->replies, talk->reply_size };

	for (; count > t->sent - t->replied; count--)
		aside_note_unexpected(g, t->client, reply);
	t->replied += count;
	talk->owed -= count;
	if (talk->inboxes_per_stream == 0) {
		g->tally.work += count;
		talk_record(g, s, s->done, count);
		talk_credit(talk, s, s->done, count);
	}
	talk_make_ready(talk, t);
}

/* Compare many replies at once, with a prepared text of many replies. */
size_t
talker_input(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	const struct talk *talk = g->part;
	size_t reply = talk->reply_size;
	uint64_t replies = 0;
	size_t used = 0;
	size_t step = 1;

	while (used < size && step > 0) {
		size_t left = size - used;
		size_t block = left < talk->replies_size ? left
							 : talk->replies_size;

		if (memcmp(bytes + used, talk->replies, block) != 0)
			block = reply < left ? reply : left;
		if (reply > 0 &&
		    memcmp(bytes + used, talk->replies, block) == 0) {
			step = block - block % reply;
			replies += step / reply;
		} else {
			step = aside_take(g, c, bytes + used, left);
		}
		used += step;
	}
	talker_take_replies(g, c->part, replies);
	return used;
}

/* Return how many messages the talker may send now. */
static uint64_t
talker_budget(const struct generator *g, const struct talker *t)
{
	const struct talk *talk = g->part;
	uint64_t complete = t->done;
	uint64_t budget;

	if (talk->confirms && t->replied < complete)
		complete = t->replied;
	budget = g->run->plan->window - (t->sent - complete);
	if (g->phase == PHASE_MEASURE && budget > t->quota)
		budget = t->quota;
	return budget;
}

/* Write count messages of a stream to buffer and note when they were sent. */
static void
stream_write(struct talk *talk, struct stream *s, uint64_t count,
    uint64_t now_ns, char *buffer)
{
	struct numbered next = s->next;
	uint64_t end = s->sent + count;
	size_t receivers = talk->inboxes_per_stream;

	for (uint64_t i = s->sent; i < end; i++) {
		memcpy(buffer, next.bytes, next.size);
		buffer += next.size;
		numbered_next(&next);
		s->sent_ns[i & s->mask] = now_ns;
	}
	if (s->missing != NULL) {
		for (uint64_t i = s->sent; i < end; i++)
			s->missing[i & s->mask] = (uint32_t)receivers;
	}
	s->sent = end;
	talk->owed += count * (receivers + (talk->confirms ? 1 : 0));
}

/* Return how many messages of a stream may go out now; room is in bytes. */
static uint64_t
stream_budget(const struct talk *talk, const struct stream *s, uint64_t budget,
    size_t room)
{
	uint64_t in_flight = s->sent - s->done;
	uint64_t most = room / s->next.size;

	if (in_flight > s->mask)
		return 0;
	if (most > s->mask + 1 - in_flight)
		most = s->mask + 1 - in_flight;
	if (most > budget)
		most = budget;
	/* Streams of one talker take turns. */
	return most > 1 && talk->streams_per_talker > 1 ? 1 : most;
}

/* Fill the talker's window, in one write if possible. */
static void
talker_send(struct generator *g, struct talker *t)
{
	struct talk *talk = g->part;
	uint64_t budget = talker_budget(g, t);
	uint64_t now_ns = clock_monotonic_ns();
	size_t used = 0;

	while (budget > 0) {
		struct stream *s = &t->streams[t->next_stream];
		uint64_t count;

		if (used + s->next.size > GENERATOR_OUTPUT_BYTES) {
			client_write(g, t->client, g->output, used);
			used = 0;
		}
		count = stream_budget(
		    talk, s, budget, GENERATOR_OUTPUT_BYTES - used);
		if (count == 0)
			break;
		stream_write(talk, s, count, now_ns, g->output + used);
		used += count * s->next.size;
		if (++t->next_stream == talk->streams_per_talker)
			t->next_stream = 0;
		t->sent += count;
		t->quota -= count;
		budget -= count;
	}
	client_write(g, t->client, g->output, used);
}

void
talk_end_turn(struct generator *g)
{
	struct talk *talk = g->part;
	bool sending = g->phase == PHASE_WARMUP || g->phase == PHASE_MEASURE;

	for (size_t i = 0; i < talk->ready_count; i++) {
		struct talker *t = talk->ready[i];

		t->ready = false;
		if (sending)
			talker_send(g, t);
	}
	talk->ready_count = 0;
	if (talk->owed == 0 &&
	    (g->phase == PHASE_DRAIN || g->phase == PHASE_MEASURE))
		generator_report_done(g);
}
