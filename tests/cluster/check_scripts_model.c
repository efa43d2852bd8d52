/* SPDX-License-Identifier: MIT */
/*
 * Several lives do random things with a few names, and each answer, the number
 * of users, what is known of a name, and in the end all of the log, must be
 * those of a model.
 */

#include "cluster/scripts_fixture.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_support.h"

#define LIVES  4
#define NAMES  8
#define STEPS  3000
#define SLICE  "3"
#define NOBODY -1
#define MOST   5
#define FIRST  1000 /* the time of the epoch */

enum kind { USER, GUEST, KEPT };

static const char *const kinds[] = { "user", "guest", "kept" };

/* What the model knows of a name. */
struct entry {
	int owner; /* a place in lives, or NOBODY */
	enum kind kind;
	unsigned int address;
	uint64_t sequence;
	uint64_t place;
};

static redisContext *redis;
static struct entry entries[NAMES];
static uint64_t lives[LIVES]; /* their numbers */
static uint64_t sequence, last_life;
static char *log_text; /* all entries, as XRANGE shows them */
static size_t log_size;
static FILE *log_stream;

static const char *
name_of(int name)
{
	return test_format("name%d", name);
}

static const char *
number(uint64_t value)
{
	return test_format("%llu", (unsigned long long)value);
}

/* What the script has to have in names. */
static const char *
text_of(const struct entry *entry)
{
	return test_format("%llu %llu %s %u %llu",
	    (unsigned long long)entry->sequence,
	    (unsigned long long)lives[entry->owner], kinds[entry->kind],
	    entry->address, (unsigned long long)entry->place);
}

static void
note(const char *what, const char *text)
{
	fprintf(log_stream, "%llu-0 %s %s ", (unsigned long long)++sequence,
	    what, text);
}

static int
count_users(void)
{
	int count = 0;

	for (int i = 0; i < NAMES; i++)
		count += entries[i].owner != NOBODY && entries[i].kind == USER;
	return count;
}

static bool
is_whose(const struct entry *entry, int life, unsigned int address)
{
	return entry->owner == life && entry->address == address;
}

static const char *
expect_claim(int life, int name, enum kind kind, unsigned int address)
{
	struct entry *entry = &entries[name];

	if (is_whose(entry, life, address))
		return test_format("GRANTED %s", number(entry->sequence));
	if (entry->owner != NOBODY)
		return "IN_USE";
	if (kind == USER && count_users() >= MOST)
		return "FULL";
	*entry = (struct entry){ life, kind, address, sequence + 1,
		sequence + 1 };
	note("claimed", test_format("%s %s", name_of(name), text_of(entry)));
	return test_format("GRANTED %s", number(sequence));
}

static void
claim(int life)
{
	int name = (int)test_random(NAMES);
	enum kind kind = test_random(2) == 0 ? USER : GUEST;
	unsigned int address = 1 + test_random(3);
	const char *answer = scripts_ask(redis, SCRIPT_CLAIM,
	    number(lives[life]), name_of(name), kinds[kind], number(address),
	    number(MOST), "0", NULL);

	test_require_equal(answer, expect_claim(life, name, kind, address));
}

static const char *
expect_rename(int life, int old_name, int name, unsigned int address)
{
	struct entry *old = &entries[old_name], *entry = &entries[name];

	if (is_whose(entry, life, address))
		return test_format("GRANTED %s", number(entry->sequence));
	if (!is_whose(old, life, address) || old->kind == KEPT)
		return "NOT_YOURS";
	if (entry->owner != NOBODY)
		return "IN_USE";
	if (old->kind == GUEST && count_users() >= MOST)
		return "FULL";
	*entry = (struct entry){ life, USER, address, sequence + 1,
		old->place };
	old->owner = NOBODY;
	note("renamed", test_format("%s %s %s", name_of(old_name),
			    name_of(name), text_of(entry)));
	return test_format("GRANTED %s", number(sequence));
}

static void
change_name(int life)
{
	int old_name = (int)test_random(NAMES), name = (int)test_random(NAMES);
	unsigned int address = 1 + test_random(3);
	const char *answer = scripts_ask(redis, SCRIPT_RENAME,
	    number(lives[life]), name_of(old_name), name_of(name),
	    number(address), number(MOST), NULL);

	test_require_equal(
	    answer, expect_rename(life, old_name, name, address));
}

static const char *
expect_given(int life, int name, unsigned int address, bool keeps)
{
	struct entry *entry = &entries[name];

	if (!is_whose(entry, life, address))
		return "NOT_YOURS";
	if (keeps && entry->kind == KEPT)
		return test_format("RETIRED %s", number(entry->sequence));
	note(keeps ? "retired" : "released",
	    test_format("%s %s", name_of(name), number(lives[life])));
	entry->sequence = sequence;
	entry->kind = KEPT;
	if (!keeps)
		entry->owner = NOBODY;
	return test_format(
	    "%s %s", keeps ? "RETIRED" : "RELEASED", number(sequence));
}

static void
give(int life)
{
	int name = (int)test_random(NAMES);
	unsigned int address = 1 + test_random(3);
	bool keeps = test_random(3) == 0;
	const char *answer = scripts_ask(redis,
	    keeps ? SCRIPT_RETIRE : SCRIPT_RELEASE, number(lives[life]),
	    name_of(name), number(address), NULL);

	test_require_equal(answer, expect_given(life, name, address, keeps));
}

static void
enter(int life)
{
	const char *node = test_format("n%d", life);

	lives[life] = strtoull(
	    scripts_enter(redis, number(FIRST), node, NULL), NULL, 10);
	test_require(
	    lives[life] == ++last_life, "life %s", number(lives[life]));
	note("came", test_format("%s " SCRIPTS_FORMAT " %d %s",
			 number(lives[life]), FIRST, node));
	scripts_settle(redis);
}

/* One that leaves by itself, or is buried by another one, and comes back. */
static void
die(int life)
{
	int other = (life + 1) % LIVES;

	if (test_random(2) == 0) {
		scripts_expect(
		    redis, "LEFT", SCRIPT_LEAVE, number(lives[life]));
	} else {
		scripts_command(redis, "DEL " SCRIPTS_PREFIX "lease:%s",
		    number(lives[life]));
		scripts_expect(redis, "BURIED", SCRIPT_BURY,
		    number(lives[other]), number(lives[life]));
	}
	note("gone", number(lives[life]));
	for (int i = 0; i < NAMES; i++) {
		if (entries[i].owner == life)
			entries[i].owner = NOBODY;
	}
	enter(life);
}

static void
look(int life)
{
	int name = (int)test_random(NAMES);
	const struct entry *entry = &entries[name];

	test_require_equal(scripts_ask(redis, SCRIPT_ASK, number(lives[life]),
			       name_of(name), NULL),
	    entry->owner == NOBODY ? "NOBODY"
				   : test_format("FOUND %s", text_of(entry)));
}

static void
step(void)
{
	int life = (int)test_random(LIVES);
	uint32_t dice = test_random(100);

	if (dice < 40)
		claim(life);
	else if (dice < 60)
		change_name(life);
	else if (dice < 85)
		give(life);
	else if (dice < 95)
		look(life);
	else if (dice < 98)
		scripts_ask(
		    redis, SCRIPT_SWEEP, number(lives[life]), SLICE, NULL);
	else
		die(life);
}

static void
require_count(void)
{
	const char *all = scripts_command(
	    redis, "HGET " SCRIPTS_PREFIX "users all");

	test_require(
	    atoi(all) == count_users(), "%s users, not %d", all, count_users());
}

/* The names that are left when all the dead are swept away. */
static void
require_swept(void)
{
	const char *count;
	int left = 0;

	for (int i = 0; i < NAMES; i++)
		left += entries[i].owner != NOBODY;
	while (strcmp(scripts_ask(
			  redis, SCRIPT_SWEEP, number(lives[0]), SLICE, NULL),
		   "CLEAN") != 0)
		continue;
	count = scripts_command(redis, "HLEN " SCRIPTS_PREFIX "names");
	test_require(atoi(count) == left, "%s names, not %d", count, left);
}

START_TEST(random_lives_agree_with_a_model)
{
	const char *all;

	redis = scripts_connect(redis_start_usual());
	log_stream = open_memstream(&log_text, &log_size);
	sequence = FIRST * 1000;
	last_life = FIRST;
	for (int i = 0; i < NAMES; i++)
		entries[i].owner = NOBODY;
	for (int i = 0; i < LIVES; i++)
		enter(i);
	for (int i = 0; i < STEPS; i++) {
		step();
		require_count();
	}
	require_swept();
	fclose(log_stream);
	log_text[log_size - 1] = '\0';
	test_defer(free, log_text);
	all = scripts_command(redis, "XRANGE " SCRIPTS_PREFIX "log - +");
	test_require(strcmp(all, log_text) == 0, "the log is another one");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add(tests, random_lives_agree_with_a_model);
}
