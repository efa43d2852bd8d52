/* SPDX-License-Identifier: MIT */
/*
 * The load who: some of the users ask for the list of all, again and again.
 *
 * The first answer that a generator gets is checked name by name.  The users do
 * not change after that, so every later answer must be the same to the byte.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/generator/aside.h"
#include "bench/generator/client.h"
#include "bench/generator/generator.h"
#include "bench/generator/histogram.h"
#include "bench/loads/loads.h"
#include "common/clock.h"

/* What stands between names, on every wire. */
#define WHO_SEPARATORS " ,:@\r\n"

/* A name in a list and the separator after it. */
#define WHO_NAME_BYTES 7

struct asker {
	struct client *client;
	size_t offset; /* how much of the answer in flight has come */
	size_t in_flight;
	size_t oldest;      /* in asked_ns */
	uint64_t *asked_ns; /* a ring of window entries */
	size_t question_size;
	char question[WIRE_LINE_BYTES];
};

struct who {
	struct asker *askers;
	size_t asker_count;
	size_t in_flight; /* of all askers */
	char *answer; /* every other must equal it; NULL until it is known */
	size_t answer_size;
};

static const char *
who_refuse(const struct plan *plan)
{
	const struct wire *wire = plan->wire;
	size_t users = plan->connections + plan->idle;

	if (wire->who == NULL)
		return "the wire cannot list its users";
	if (wire->list_max > 0 && users > wire->list_max / WHO_NAME_BYTES)
		return "the wire's list has no room for that many names";
	if (wire->list_names_asker && plan->askers > plan->threads)
		return "the wire's lists say who asks: one asker a thread";
	return NULL;
}

/*
 * Return a bound for the numbers in names: the number of users, which each
 * thread may round up.
 */
static size_t
who_numbers(const struct generator *g)
{
	const struct plan *plan = g->run->plan;

	return plan->connections + plan->idle + 2 * (size_t)g->count;
}

/*
 * Look for one of our own names at word and mark it in seen, which has
 * who_numbers() flags for talkers and as many for idlers.  Return whether there
 * was one that had not been marked before.
 */
static bool
who_mark(const struct generator *g, const char *word, size_t size, bool *seen)
{
	size_t number = 0;

	if (size < 2 || size > 12 || (word[0] != 't' && word[0] != 'i'))
		return false;
	for (size_t i = 1; i < size; i++) {
		if (word[i] < '0' || word[i] > '9')
			return false;
		number = number * 10 + (size_t)(word[i] - '0');
	}
	if (number >= who_numbers(g))
		return false;
	if (word[0] == 'i')
		number += who_numbers(g);
	if (seen[number])
		return false;
	seen[number] = true;
	return true;
}

/* Mark our own names in a part of an answer and return how many were new. */
static size_t
who_mark_all(const struct generator *g, struct slice names, bool *seen)
{
	size_t found = 0;
	size_t start = 0;

	for (size_t i = 0; i <= names.size; i++) {
		if (i < names.size && memchr(WHO_SEPARATORS, names.bytes[i],
					  sizeof(WHO_SEPARATORS) - 1) == NULL)
			continue;
		if (who_mark(g, names.bytes + start, i - start, seen))
			found++;
		start = i + 1;
	}
	return found;
}

/* Say whether an answer names every user. */
static bool
who_names_everybody(const struct generator *g, const char *answer, size_t size)
{
	const struct plan *plan = g->run->plan;
	bool *seen = calloc(2 * who_numbers(g), sizeof(*seen));
	struct slice line;
	struct slice names;
	size_t found = 0;
	size_t step;

	if (seen == NULL)
		return false;
	while ((step = plan->wire->take(answer, size, &line)) > 0) {
		if (plan->wire->judge_list(line, &names) != WIRE_LIST_NONE)
			found += who_mark_all(g, names, seen);
		answer += step;
		size -= step;
	}
	free(seen);
	return found == plan->connections + plan->idle;
}

static void
who_ask(struct generator *g, struct asker *a)
{
	struct who *who = g->part;
	size_t size = a->question_size;
	size_t window = who->answer != NULL ? g->run->plan->window : 1;
	uint64_t now_ns = clock_monotonic_ns();
	size_t used = 0;

	while (a->in_flight < window && used + size <= GENERATOR_OUTPUT_BYTES) {
		size_t slot = (a->oldest + a->in_flight) % g->run->plan->window;

		a->asked_ns[slot] = now_ns;
		a->in_flight++;
		who->in_flight++;
		memcpy(g->output + used, a->question, size);
		used += size;
	}
	client_write(g, a->client, g->output, used);
}

/* Count an answer that is complete. */
static void
who_finish(struct generator *g, struct asker *a)
{
	struct who *who = g->part;

	if (g->phase == PHASE_MEASURE)
		histogram_record(
		    g->latency, g->now_ns - a->asked_ns[a->oldest], 1);
	a->oldest = (a->oldest + 1) % g->run->plan->window;
	a->in_flight--;
	who->in_flight--;
	a->offset = 0;
	g->tally.work++;
}

/*
 * Take the first answer as a whole, or a line that is not part of it.  Return 0
 * while it is incomplete.
 */
static size_t
who_learn(struct generator *g, struct client *c, const char *bytes, size_t size)
{
	const struct wire *wire = g->run->plan->wire;
	const struct asker *a = c->part;
	struct who *who = g->part;
	struct slice line;
	struct slice names;
	size_t used = 0;
	size_t step;

	while ((step = wire->take(bytes + used, size - used, &line)) > 0) {
		enum wire_list part = wire->judge_list(line, &names);

		if (used == 0 && (a->in_flight == 0 || part == WIRE_LIST_NONE))
			return aside_take(g, c, bytes, size);
		used += step;
		if (part != WIRE_LIST_END)
			continue;
		if (!who_names_everybody(g, bytes, used)) {
			aside_note_unexpected(g, c, line);
			generator_fail(g, "the list does not name everybody");
		}
		who->answer = malloc(used);
		if (who->answer == NULL) {
			generator_fail(g, "who: %s", strerror(errno));
			return used;
		}
		memcpy(who->answer, bytes, used);
		who->answer_size = used;
		who_finish(g, c->part);
		return used;
	}
	return 0;
}

/*
 * Take bytes that are not the answer that is due.  Between two answers they may
 * announce users who have joined.
 */
static size_t
who_examine(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	const struct wire *wire = g->run->plan->wire;
	const struct asker *a = c->part;
	struct slice piece = { bytes, size };
	struct slice names;

	if (a->offset == 0) {
		if (wire->take(bytes, size, &piece) == 0)
			return 0;
		if (a->in_flight == 0 ||
		    wire->judge_list(piece, &names) == WIRE_LIST_NONE)
			return aside_take(g, c, bytes, size);
	}
	aside_note_unexpected(g, c, piece);
	generator_fail(g, "a list differs from the first one");
	return size;
}

/*
 * Compare what has come with the answer that is due, as far as it goes: a long
 * list need not be complete.
 */
static size_t
who_compare(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	const struct who *who = g->part;
	struct asker *a = c->part;
	size_t due = who->answer_size - a->offset;

	if (a->in_flight == 0)
		return who_examine(g, c, bytes, size);
	if (memcmp(bytes, who->answer + a->offset, size < due ? size : due) !=
	    0)
		return who_examine(g, c, bytes, size);
	if (size > due)
		size = due;
	a->offset += size;
	if (a->offset == who->answer_size)
		who_finish(g, a);
	return size;
}

static size_t
who_input(struct generator *g, struct client *c, const char *bytes, size_t size)
{
	const struct who *who = g->part;
	size_t used = 0;
	size_t step = 1;

	while (used < size && step > 0) {
		step = (who->answer != NULL ? who_compare : who_learn)(
		    g, c, bytes + used, size - used);
		used += step;
	}
	if (g->phase == PHASE_WARMUP || g->phase == PHASE_MEASURE)
		who_ask(g, c->part);
	return used;
}

static int
who_set_up(struct generator *g)
{
	struct who *who = calloc(1, sizeof(*who));
	char name[CLIENT_NAME_BYTES];

	g->part = who;
	if (who == NULL)
		return -1;
	who->asker_count = generator_share(g, g->run->plan->askers);
	who->askers = calloc(who->asker_count + 1, sizeof(who->askers[0]));
	if (who->askers == NULL)
		return -1;
	for (size_t i = 0; i < who->asker_count; i++) {
		struct asker *a = &who->askers[i];
		struct client *c = &g->clients[i];

		a->client = c;
		a->asked_ns = calloc(
		    g->run->plan->window, sizeof(a->asked_ns[0]));
		if (a->asked_ns == NULL)
			return -1;
		c->part = a;
		c->role = WIRE_TALKER;
		c->talk = who_input;
		a->question_size = (size_t)g->run->plan->wire->who(
		    a->question, sizeof(a->question), client_name(c, name));
	}
	return 0;
}

static void
who_change_phase(struct generator *g)
{
	struct who *who = g->part;

	if (g->phase != PHASE_WARMUP && g->phase != PHASE_MEASURE)
		return;
	for (size_t i = 0; i < who->asker_count; i++) {
		/* The first answer is checked, the rest are compared. */
		if (who->askers[i].in_flight == 0)
			who_ask(g, &who->askers[i]);
	}
}

/* Let no client leave, in any thread, before all answers have come. */
static void
who_end_turn(struct generator *g)
{
	const struct who *who = g->part;

	if (g->phase == PHASE_DRAIN && who->in_flight == 0)
		generator_report_done(g);
}

static void
who_tear_down(struct generator *g)
{
	struct who *who = g->part;

	if (who == NULL)
		return;
	for (size_t i = 0; i < who->asker_count && who->askers != NULL; i++)
		free(who->askers[i].asked_ns);
	free(who->askers);
	free(who->answer);
	free(who);
	g->part = NULL;
}

static const struct load who_load = {
	.name = "who",
	.summary = "users, some of whom ask for the list of all",
	.unit = "lists",
	.connections = 1000,
	.window = 1,
	.asks = true,
	.warms_up = true,
	.refuse = who_refuse,
	.set_up = who_set_up,
	.change_phase = who_change_phase,
	.end_turn = who_end_turn,
	.tear_down = who_tear_down,
};

const struct load *
load_who(void)
{
	return &who_load;
}
