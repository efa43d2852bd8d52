/* SPDX-License-Identifier: MIT */
/*
 * The talkers, streams and inboxes of a load, with every text that will be sent
 * or compared: they are all built here before the first login, and taken apart
 * at the end.
 */

#include "bench/talk/talk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/generator/generator.h"
#include "bench/talk/talk_private.h"

/* Return the smallest power of two that is not below count, less one. */
static uint64_t
talk_mask(uint64_t count)
{
	uint64_t mask = 1;

	while (mask < count)
		mask *= 2;
	return mask - 1;
}

/*
 * Make room for the messages of one stream that may be in flight: the whole
 * window if the talker has one stream, twice an even share of it if it has
 * many.
 */
static int
talk_make_stream(struct generator *g, struct stream *s)
{
	const struct talk *talk = g->part;
	uint64_t window = g->run->plan->window;

	if (talk->streams_per_talker > 1)
		window = 2 * window / talk->streams_per_talker + 2;
	s->mask = talk_mask(window);
	s->sent_ns = calloc(s->mask + 1, sizeof(s->sent_ns[0]));
	if (s->sent_ns == NULL)
		return -1;
	if (talk->inboxes_per_stream <= 1)
		return 0;
	s->missing = calloc(s->mask + 1, sizeof(s->missing[0]));
	return s->missing != NULL ? 0 : -1;
}

/* One of the writers of struct wire. */
typedef int talk_write_fn(
    char *buffer, size_t size, const struct wire_message *m);

/* Prepare what the wire writes around the text of a message. */
static int
talk_write(struct generator *g, struct numbered *n, talk_write_fn *write,
    struct wire_message *m)
{
	size_t text_size = g->run->plan->text_size;
	size_t room = text_size + WIRE_LINE_BYTES;
	char *buffer = malloc(text_size + 1 + room);
	char *text;
	int size;
	int result;

	if (buffer == NULL)
		return -1;
	text = buffer + room;
	numbered_write_text(text, text_size, m->from);
	m->text = text;
	size = write(buffer, room, m);
	result = numbered_init(n, buffer, (size_t)size);
	free(buffer);
	return result;
}

/* Connect a stream with its inboxes, whose clients are listeners. */
static int
talk_connect_stream(struct generator *g, struct stream *s,
    struct inbox *inboxes, struct client *listeners)
{
	const struct talk *talk = g->part;
	const struct wire *wire = g->run->plan->wire;
	char from[CLIENT_NAME_BYTES];
	char to[CLIENT_NAME_BYTES];
	struct wire_message m = { .from = client_name(
				      s->talker->client, from) };

	/* A message needs a destination even where nobody receives it. */
	if (!g->run->plan->load->in_room)
		m.to = client_format_name(WIRE_LISTENER,
		    talk->inboxes_per_stream > 0 ? listeners[0].number
						 : s->talker->client->number,
		    to);
	if (talk_write(g, &s->next, wire->message, &m) != 0)
		return -1;
	if (wire->echoes && talk_write(g, &s->echo, wire->delivery, &m) != 0)
		return -1;
	for (size_t i = 0; i < talk->inboxes_per_stream; i++) {
		struct inbox *in = &inboxes[i];

		in->stream = s;
		verify_init(&in->verify);
		listeners[i].part = in;
		if (talk_write(g, &in->due, wire->delivery, &m) != 0)
			return -1;
	}
	return 0;
}

static void
talk_write_replies(struct generator *g)
{
	const struct wire *wire = g->run->plan->wire;
	struct talk *talk = g->part;

	talk->confirms = wire->reply != NULL || wire->echoes;
	if (wire->reply == NULL)
		return;
	for (size_t i = 0; i < TALK_REPLIES; i++)
		talk->replies_size += (size_t)wire->reply(
		    talk->replies + talk->replies_size, WIRE_LINE_BYTES,
		    talk->inboxes_per_stream);
	talk->reply_size = talk->replies_size / TALK_REPLIES;
}

static void
talk_cast(struct generator *g, size_t talkers, size_t listeners)
{
	bool echoes = g->run->plan->wire->echoes;

	for (size_t i = 0; i < talkers + listeners; i++) {
		struct client *c = &g->clients[i];
		bool talks = i < talkers;

		c->role = talks ? WIRE_TALKER : WIRE_LISTENER;
		c->number = (talks ? i : i - talkers) * g->count + g->number;
		c->talk = !talks   ? inbox_input
			  : echoes ? echo_input
				   : talker_input;
	}
}

static struct talk *
talk_new(const struct talk_shape *shape)
{
	size_t streams = shape->talkers * shape->streams;
	struct talk *talk = calloc(1, sizeof(*talk));

	if (talk == NULL)
		return NULL;
	talk->talker_count = shape->talkers;
	talk->streams_per_talker = shape->streams;
	talk->inboxes_per_stream = shape->inboxes;
	talk->talkers = calloc(shape->talkers + 1, sizeof(talk->talkers[0]));
	talk->ready = calloc(shape->talkers + 1, sizeof(talk->ready[0]));
	talk->streams = calloc(streams + 1, sizeof(talk->streams[0]));
	talk->inboxes = calloc(
	    streams * shape->inboxes + 1, sizeof(talk->inboxes[0]));
	return talk;
}

size_t
talk_count_clients(const struct generator *g)
{
	struct talk_shape shape;

	g->run->plan->load->shape(g, &shape);
	return shape.talkers * (1 + shape.streams * shape.inboxes);
}

int
talk_set_up(struct generator *g)
{
	struct talk_shape shape;
	struct talk *talk;
	size_t streams;

	g->run->plan->load->shape(g, &shape);
	streams = shape.talkers * shape.streams;
	talk = talk_new(&shape);
	g->part = talk;
	if (talk == NULL || talk->talkers == NULL || talk->ready == NULL ||
	    talk->streams == NULL || talk->inboxes == NULL)
		return -1;
	talk_cast(g, shape.talkers, streams * shape.inboxes);
	talk_write_replies(g);
	for (size_t i = 0; i < shape.talkers; i++) {
		talk->talkers[i].client = &g->clients[i];
		talk->talkers[i].streams = &talk->streams[i * shape.streams];
		g->clients[i].part = &talk->talkers[i];
	}
	for (size_t i = 0; i < streams; i++) {
		struct stream *s = &talk->streams[i];
		size_t first = i * shape.inboxes;

		s->talker = &talk->talkers[i / shape.streams];
		if (talk_make_stream(g, s) != 0 ||
		    talk_connect_stream(g, s, &talk->inboxes[first],
			&g->clients[shape.talkers + first]) != 0)
			return -1;
	}
	return 0;
}

void
talk_change_phase(struct generator *g)
{
	struct talk *talk = g->part;
	size_t share = generator_share(g, g->run->plan->count);

	if (g->phase != PHASE_WARMUP && g->phase != PHASE_MEASURE)
		return;
	for (size_t i = 0; i < talk->talker_count; i++) {
		struct talker *t = &talk->talkers[i];

		t->quota = UINT64_MAX;
		if (g->phase == PHASE_MEASURE && g->run->plan->count > 0)
			t->quota = share / talk->talker_count +
				   (i < share % talk->talker_count ? 1 : 0);
		if (!t->ready)
			talk->ready[talk->ready_count++] = t;
		t->ready = true;
	}
}

void
talk_tear_down(struct generator *g)
{
	struct talk *talk = g->part;
	size_t streams;
	size_t inboxes;

	if (talk == NULL)
		return;
	streams = talk->talker_count * talk->streams_per_talker;
	inboxes = streams * talk->inboxes_per_stream;
	for (size_t i = 0; i < inboxes && talk->inboxes != NULL; i++) {
		struct inbox *in = &talk->inboxes[i];

		if (in->stream != NULL)
			g->tally.lost += verify_count_lost(
			    &in->verify, in->stream->sent);
		verify_clear(&in->verify);
		numbered_clear(&in->due);
	}
	for (size_t i = 0; i < streams && talk->streams != NULL; i++) {
		if (inboxes == 0)
			g->tally.lost += talk->streams[i].sent -
					 talk->streams[i].done;
		numbered_clear(&talk->streams[i].next);
		numbered_clear(&talk->streams[i].echo);
		free(talk->streams[i].sent_ns);
		free(talk->streams[i].missing);
	}
	free(talk->inboxes);
	free(talk->streams);
	free(talk->ready);
	free(talk->talkers);
	free(talk);
	g->part = NULL;
}
