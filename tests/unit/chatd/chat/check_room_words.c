/* SPDX-License-Identifier: MIT */
/*
 * Which members of a big room share what they are told.  Connections are
 * stand-ins, of which only the address and the protocol matter.
 */

#include "chatd/chat/room_words.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/chat/room_line.h"
#include "chatd/connection/congestion.h"
#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/connection/output.h"
#include "chatd/connection/sharing.h"
#include "chatd/core/protocol.h"
#include "chatd/core/shared_text.h"
#include "chatd/presence/room.h"
#include "unit/unit.h"

struct connection {
	struct address address;
	const struct protocol *protocol;
	bool is_waiting;         /* for its socket */
	struct shared_text *had; /* borrowed */
	size_t messages;
	size_t caused; /* bytes, by the speaker of the first line */
};

static const struct protocol red = { .name = "red" };
static const struct protocol blue = { .name = "blue", .shows_styles = true };

static struct connections set;
static struct connection alice = { .protocol = &red, .is_waiting = true };
static struct connection bob = { .protocol = &red, .is_waiting = true };
static struct connection carol = { .protocol = &blue, .is_waiting = true };
static struct membership alice_in, bob_in, carol_in;

static struct list lines;
static struct room_line first, second, third;
static struct room_words words;

static int recordings;
static size_t recorded; /* messages, by the last of them */
static bool is_memory_short;

/* ---- stand-ins ----------------------------------------------------------- */

struct address
connection_address(const struct connection *c)
{
	return c->address;
}

const struct protocol *
connection_protocol(const struct connection *c)
{
	return c->protocol;
}

struct connections *
connection_set(const struct connection *c)
{
	(void)c;
	return &set;
}

bool
sharing_is_due(const struct connection *c)
{
	return c->is_waiting;
}

void
sharing_begin(struct connection *c)
{
	(void)c;
	recordings++;
	recorded = 0;
}

void
sharing_record(struct connection *c, const struct message *message)
{
	ck_assert_int_ne(message->kind, MESSAGE_LISTS_DUE);
	ck_assert(message->style != TEXT_QUERY || c->protocol == &blue);
	recorded++;
}

struct shared_text *
sharing_end(struct connection *c)
{
	(void)c;
	return is_memory_short ? NULL : shared_text_new(strdup("x"), 1, 0);
}

void
sharing_tell(struct connection *c, struct shared_text *text, size_t count)
{
	c->had = text;
	c->messages += count;
}

void
output_note_event(struct connection *c, size_t size)
{
	if (address_equals(set.cause, first.message.to) &&
	    !set.is_cause_counted)
		c->caused += size;
}

void
congestion_begin_part(struct connections *connections, bool is_counted)
{
	connections->is_cause_counted = is_counted;
}

bool
congestion_end_part(struct connections *connections)
{
	(void)connections;
	return true;
}

size_t
room_line_size(const struct room_line *line)
{
	return line->message.text.size;
}

/* ---- tests --------------------------------------------------------------- */

static void
add_line(struct room_line *line, uint32_t speaker, uint64_t joins, size_t size)
{
	line->message.kind = MESSAGE_SAID;
	line->message.to = address_make(0, speaker, 1);
	line->message.text.size = size;
	line->joins = joins;
	list_append(&lines, &line->place);
}

static void
set_up(void)
{
	list_init(&lines);
	add_line(&first, 10, 5, 100);
	add_line(&second, 11, 6, 1);
	add_line(&third, 10, 6, 20);
	alice.address = address_make(0, 1, 1);
	bob.address = address_make(0, 2, 1);
	carol.address = address_make(0, 3, 1);
	alice_in.connection = &alice;
	bob_in.connection = &bob;
	carol_in.connection = &carol;
}

static void
tear_down(void)
{
	room_words_clear(&words);
}

START_TEST(there_is_one_copy_for_each_protocol)
{
	ck_assert(room_words_tell(&words, &lines, &alice_in));
	ck_assert(room_words_tell(&words, &lines, &carol_in));
	ck_assert(room_words_tell(&words, &lines, &bob_in));
	ck_assert_int_eq(recordings, 2);
	ck_assert_ptr_nonnull(alice.had);
	ck_assert_ptr_eq(alice.had, bob.had);
	ck_assert_ptr_ne(alice.had, carol.had);
	ck_assert_uint_eq(bob.messages, 3);
}
END_TEST

START_TEST(other_lines_are_other_words)
{
	ck_assert(room_words_tell(&words, &lines, &alice_in));
	room_words_clear(&words);
	list_remove(&third.place);
	ck_assert(room_words_tell(&words, &lines, &bob_in));
	ck_assert_int_eq(recordings, 2);
	ck_assert_uint_eq(bob.messages, 2);
}
END_TEST

START_TEST(what_is_not_for_people_is_for_those_who_know_it)
{
	second.message.style = TEXT_QUERY;
	ck_assert(room_words_tell(&words, &lines, &alice_in));
	ck_assert_uint_eq(alice.messages, 2);
	ck_assert(room_words_tell(&words, &lines, &carol_in));
	ck_assert_uint_eq(carol.messages, 3);
}
END_TEST

START_TEST(each_speaker_is_charged_with_their_own)
{
	set.cause = address_make(0, 7, 1);
	ck_assert(room_words_tell(&words, &lines, &alice_in));
	ck_assert_uint_eq(alice.caused, 120);
	ck_assert(address_equals(set.cause, address_make(0, 7, 1)));
}
END_TEST

/* Whoever else is told it: the first one says so. */
START_TEST(each_line_is_counted_once)
{
	ck_assert(room_words_tell(&words, &lines, &alice_in));
	ck_assert(room_words_tell(&words, &lines, &bob_in));
	ck_assert_uint_eq(bob.caused, 0);
}
END_TEST

START_TEST(a_speaker_is_told_one_by_one)
{
	bob.address = second.message.to;
	ck_assert(!room_words_tell(&words, &lines, &bob_in));
	ck_assert_ptr_null(bob.had);
}
END_TEST

START_TEST(so_is_one_who_came_after_the_first_line)
{
	bob_in.joined = 5;
	ck_assert(!room_words_tell(&words, &lines, &bob_in));
	bob_in.joined = 4;
	ck_assert(room_words_tell(&words, &lines, &bob_in));
}
END_TEST

START_TEST(so_is_one_whose_socket_takes_output)
{
	bob.is_waiting = false;
	ck_assert(!room_words_tell(&words, &lines, &bob_in));
	ck_assert_int_eq(recordings, 0);
}
END_TEST

START_TEST(what_is_for_some_ranks_is_told_one_by_one)
{
	third.message.size = ROOM_OPERATOR;
	ck_assert(!room_words_tell(&words, &lines, &bob_in));
	ck_assert_int_eq(recordings, 0);
}
END_TEST

START_TEST(lists_that_are_due_are_left_out)
{
	second.message.kind = MESSAGE_LISTS_DUE;
	ck_assert(room_words_tell(&words, &lines, &bob_in));
	ck_assert_uint_eq(recorded, 2);
	ck_assert_uint_eq(bob.messages, 2);
}
END_TEST

START_TEST(what_could_not_be_recorded_is_not_tried_again)
{
	is_memory_short = true;
	ck_assert(!room_words_tell(&words, &lines, &alice_in));
	ck_assert(!room_words_tell(&words, &lines, &bob_in));
	ck_assert_int_eq(recordings, 1);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, there_is_one_copy_for_each_protocol);
	test_cases_add(tests, other_lines_are_other_words);
	test_cases_add(tests, what_is_not_for_people_is_for_those_who_know_it);
	test_cases_add(tests, each_speaker_is_charged_with_their_own);
	test_cases_add(tests, each_line_is_counted_once);
	test_cases_add(tests, a_speaker_is_told_one_by_one);
	test_cases_add(tests, so_is_one_who_came_after_the_first_line);
	test_cases_add(tests, so_is_one_whose_socket_takes_output);
	test_cases_add(tests, what_is_for_some_ranks_is_told_one_by_one);
	test_cases_add(tests, lists_that_are_due_are_left_out);
	test_cases_add(tests, what_could_not_be_recorded_is_not_tried_again);
}
