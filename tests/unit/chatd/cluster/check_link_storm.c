/* SPDX-License-Identifier: MIT */
/*
 * Two ends of a link over a wire that loses frames, doubles, delays and
 * reorders them, and is cut for a while.  Whatever happens, records are offered
 * in their order and each until it is taken or refused; each token is told once
 * what became of it, and that is true.
 *
 * Each storm has a number, which Check prints when one fails and which fixes
 * all that happens in it.  TEST_SEED is added to it, for storms that nobody has
 * seen.
 */

#include "chatd/cluster/links/link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/test_support.h"
#include "unit/unit.h"

#define STORMS        (TEST_SANITIZED ? 30 : 150)
#define STEPS         250
#define RECORDS_MAX   2000
#define PARCELS_MAX   1024
#define STEP_MAX_MS   400
#define DELAY_MAX     6
#define WINDOW_BYTES  8192
#define CEILING_BYTES (8 * WINDOW_BYTES)
#define LARGE_BYTES   20000

/* What a frame may grow by for one record: its double, or a large one. */
#define GROWTH_BYTES (2 * LARGE_BYTES)

/* When all is well again, this is enough for everything to arrive. */
#define CALM_STEPS 400

enum fate {
	FATE_OPEN,
	FATE_TAKEN,
	FATE_REFUSED,
};

struct end {
	struct link *link;
	struct end *other;
	uint64_t appended; /* ids from 1 */
	uint64_t offered;  /* of the other's: taken or refused up to here */
	uint64_t told;     /* of our own */
	enum fate fates[RECORDS_MAX + 1]; /* of our own */
	bool is_told[RECORDS_MAX + 1];
	bool is_ending;
};

struct parcel {
	struct slice bytes; /* owned */
	struct end *to;
	unsigned int due;
};

static struct end ends[2];
static struct parcel parcels[PARCELS_MAX];
static size_t parcel_count;
static unsigned int loss, cut_left; /* loss: per cent; cut_left: steps */
static uint64_t now_ns;

static uint64_t random_state;

/* Return a number from 0 to below - 1. */
static uint32_t
storm_random(uint32_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)((random_state >> 32) * below >> 32);
}

static enum incoming_answer
take(const struct record *record, void *argument)
{
	struct end *end = argument;
	enum fate *fate = &end->other->fates[record->id];

	ck_assert_uint_eq(record->id, end->offered + 1);
	ck_assert_int_eq(*fate, FATE_OPEN);
	if (loss > 0 && storm_random(40) == 0)
		return INCOMING_LATER;
	end->offered++;
	*fate = storm_random(8) == 0 ? FATE_REFUSED : FATE_TAKEN;
	return *fate == FATE_TAKEN ? INCOMING_TAKEN : INCOMING_REFUSED;
}

static void
hear(uint64_t token, enum outgoing_outcome outcome, const struct record *record,
    void *argument)
{
	struct end *end = argument;

	/* What is refused is shown, and nothing else. */
	ck_assert_int_eq(outcome == OUTGOING_REFUSED, record != NULL);
	if (record != NULL)
		ck_assert_uint_eq(record->id, token);
	ck_assert_uint_le(token, end->appended);
	ck_assert(!end->is_told[token]);
	end->is_told[token] = true;
	end->told++;
	if (outcome == OUTGOING_LOST)
		ck_assert(end->is_ending);
	else
		ck_assert_int_eq(end->fates[token],
		    outcome == OUTGOING_DELIVERED ? FATE_TAKEN : FATE_REFUSED);
}

static void
start(int number)
{
	const char *seed = getenv("TEST_SEED");

	random_state = (uint64_t)number + 1;
	if (seed != NULL)
		random_state += strtoull(seed, NULL, 10);
	for (unsigned int i = 0; i < 20; i++)
		(void)storm_random(1);
	for (size_t i = 0; i < 2; i++) {
		const struct link_options options = {
			.own_life = i + 1,
			.other_life = 2 - i,
			.window_bytes = WINDOW_BYTES,
			.ceiling_bytes = CEILING_BYTES,
			.take = take,
			.outcome = hear,
			.argument = &ends[i],
		};

		memset(&ends[i], 0, sizeof(ends[i]));
		ends[i].other = &ends[1 - i];
		ends[i].link = link_new(&options);
		ck_assert_ptr_nonnull(ends[i].link);
	}
	loss = storm_random(40) + 1;
	cut_left = 0;
	now_ns = 0;
}

static void
say(struct end *end)
{
	static const char text[LARGE_BYTES];
	size_t size = storm_random(20) == 0 ? LARGE_BYTES : storm_random(300);
	const struct record record = {
		.kind = RECORD_DELIVERED,
		.id = end->appended + 1,
		.text = { text, size },
	};

	if (end->appended == RECORDS_MAX)
		return;
	if (link_append(end->link, &record, record.id) == 0)
		end->appended++;
	else
		ck_assert_int_eq(errno, ENOBUFS);
	ck_assert_uint_le(
	    link_count(end->link).kept_bytes, CEILING_BYTES + GROWTH_BYTES);
}

static void
post(struct end *to, struct slice bytes, unsigned int step)
{
	char *copy = malloc(bytes.size);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes.bytes, bytes.size);
	ck_assert_uint_lt(parcel_count, PARCELS_MAX);
	parcels[parcel_count++] = (struct parcel){
		.bytes = { copy, bytes.size },
		.to = to,
		.due = step + (loss > 0 ? storm_random(DELAY_MAX) : 0),
	};
}

static void
send_all(struct end *end, unsigned int step)
{
	struct slice bytes;

	while (link_take_frame(end->link, now_ns, &bytes)) {
		if (cut_left > 0 || storm_random(100) < loss)
			continue;
		post(end->other, bytes, step);
		if (loss > 0 && storm_random(5) == 0)
			post(end->other, bytes, step);
	}
}

/* Let a parcel arrive, and take it off the wire. */
static void
arrive(size_t number)
{
	struct parcel parcel = parcels[number];
	enum incoming_arrival arrival = link_receive(
	    parcel.to->link, now_ns, parcel.bytes);

	ck_assert_int_ne(arrival, INCOMING_FAULTY);
	ck_assert_int_ne(arrival, INCOMING_STALE);
	free((void *)(uintptr_t)parcel.bytes.bytes);
	parcels[number] = parcels[--parcel_count];
}

/* The last one goes to the place of the one that arrived: out of order. */
static void
deliver_due(unsigned int step)
{
	for (size_t i = 0; i < parcel_count;) {
		if (parcels[i].due <= step)
			arrive(i);
		else
			i++;
	}
}

static void
cut_or_mend(void)
{
	if (cut_left == 0) {
		if (storm_random(40) == 0)
			cut_left = 1 + storm_random(20);
		return;
	}
	if (--cut_left > 0)
		return;
	for (size_t i = 0; i < 2; i++) {
		if (storm_random(2) == 0)
			link_resume(ends[i].link);
	}
}

static void
rage(void)
{
	for (unsigned int step = 0; step < STEPS; step++) {
		now_ns += storm_random(STEP_MAX_MS) * CLOCK_NS_PER_MS;
		cut_or_mend();
		for (size_t i = 0; i < 2; i++) {
			for (uint32_t n = storm_random(6); n > 0; n--)
				say(&ends[i]);
			send_all(&ends[i], step);
		}
		deliver_due(step);
	}
}

static void
calm_down(void)
{
	loss = 0;
	cut_left = 0;
	deliver_due(UINT32_MAX);
	for (unsigned int step = 0; step < CALM_STEPS; step++) {
		now_ns += STEP_MAX_MS * CLOCK_NS_PER_MS;
		send_all(&ends[0], step);
		send_all(&ends[1], step);
		deliver_due(step);
	}
}

static void
end_both(void)
{
	for (size_t i = 0; i < 2; i++) {
		ends[i].is_ending = true;
		link_end(ends[i].link);
		ck_assert_uint_eq(ends[i].told, ends[i].appended);
	}
	while (parcel_count > 0)
		free((void *)(uintptr_t)parcels[--parcel_count].bytes.bytes);
}

START_TEST(after_a_storm_everything_has_arrived)
{
	start(_i);
	rage();
	calm_down();
	for (size_t i = 0; i < 2; i++) {
		ck_assert_uint_gt(ends[i].appended, 0);
		ck_assert_uint_eq(ends[1 - i].offered, ends[i].appended);
		ck_assert_uint_eq(ends[i].told, ends[i].appended);
		ck_assert_uint_eq(link_count(ends[i].link).kept_bytes, 0);
		ck_assert_uint_eq(link_due(ends[i].link), LINK_NEVER);
	}
	end_both();
}
END_TEST

START_TEST(an_end_in_a_storm_tells_everybody)
{
	start(_i);
	rage();
	end_both();
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(
	    tests, after_a_storm_everything_has_arrived, 0, STORMS);
	test_cases_add_loop(
	    tests, an_end_in_a_storm_tells_everybody, 0, STORMS);
}
