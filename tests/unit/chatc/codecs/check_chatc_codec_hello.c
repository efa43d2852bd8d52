/* SPDX-License-Identifier: MIT */
/*
 * The client's side of the hello protocol: what it sends, and how it
 * understands the answers of all kinds of servers.
 */

#include "chatc/codecs/codecs.h"

#include <string.h>

#include "unit/unit.h"

static struct codec_state state;

static void
assert_slice(struct slice got, const char *want)
{
	ck_assert(slice_is(got, want));
}

/* Decode one whole line. */
static struct codec_event
decode(const char *line)
{
	struct codec_event event;

	state = (struct codec_state){ 0 };
	ck_assert_uint_eq(
	    codec_hello()->decode(&state, line, strlen(line), false, &event),
	    strlen(line));
	return event;
}

START_TEST(knows_every_answer)
{
	static const struct {
		const char *line;
		enum codec_event_type type;
	} rows[] = {
		{ "HELLO alice\n", CODEC_LOGGED_IN },
		{ "HELLO\n", CODEC_LOGGED_IN },
		{ "IN-USE\n", CODEC_NAME_TAKEN },
		{ "IN-USE\r\n", CODEC_NAME_TAKEN },
		{ " IN-USE \n", CODEC_NAME_TAKEN },
		{ "BUSY\n", CODEC_FULL },
		{ "AUTH-OK\n", CODEC_OWNER },
		{ "REGISTER-OK\n", CODEC_REGISTERED },
		{ "BAD-AUTH\n", CODEC_WRONG_PASSWORD },
		{ "BAD-AUTH LATER\n", CODEC_LATER },
		{ "BAD-AUTH  NOT-PRIVATE \n", CODEC_NOT_PRIVATE },
		{ "SEND-OK\n", CODEC_SENT },
		{ "UNKNOWN\n", CODEC_NO_SUCH_USER },
		{ "BAD-DEST-USER\n", CODEC_NO_SUCH_USER },
		{ "BAD-RQST-HDR\n", CODEC_BAD_HEADER },
		{ "BAD-RQST-BODY\n", CODEC_BAD_BODY },
		{ "BANNED\n", CODEC_REFUSED },
		{ "INVITE-ONLY\n", CODEC_REFUSED },
		{ "BAD-KEY\n", CODEC_REFUSED },
		{ "ROOM-FULL\n", CODEC_REFUSED },
		{ "MODERATED\n", CODEC_REFUSED },
		{ "WHO-OK a,b\n", CODEC_NAMES },
		{ "LIST-OK a,b\n", CODEC_NAMES },
		{ "DELIVERY bob hi\n", CODEC_DELIVERY },
		{ "SAID #ops bob hi\n", CODEC_DELIVERY },
		{ "JOINED #ops bob\n", CODEC_CAME },
		{ "LEFT #ops bob\n", CODEC_WENT },
		{ "RENAMED #ops bob rob\n", CODEC_RENAMED },
		{ "JOIN-OK #ops\n", CODEC_JOINED },
		{ "LEAVE-OK #ops\n", CODEC_LEFT },
		{ "\n", CODEC_NOTHING },
		{ " \t \r\n", CODEC_NOTHING },
		{ "send-ok\n", CODEC_OTHER },
		{ "SEND-OKAY\n", CODEC_OTHER },
		{ "Welcome!\n", CODEC_OTHER },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(decode(rows[i].line).type == rows[i].type, "%s",
		    rows[i].line);
}
END_TEST

START_TEST(knows_what_operators_of_rooms_are_answered)
{
	static const struct {
		const char *line;
		enum codec_event_type type;
	} rows[] = {
		{ "KICKED #ops bob\n", CODEC_KICKED },
		{ "INVITED #ops bob\n", CODEC_INVITED },
		{ "TOPIC-OK #ops\n", CODEC_TOPIC },
		{ "MODE-OK #ops +\n", CODEC_MODES },
		{ "KICK-OK #ops bob\n", CODEC_TAKEN_OUT },
		{ "INVITE-OK #ops bob\n", CODEC_MAY_ENTER },
		{ "NOT-OPERATOR\n", CODEC_NOT_OPERATOR },
		{ "BANS-FULL\n", CODEC_REFUSED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(decode(rows[i].line).type == rows[i].type, "%s",
		    rows[i].line);
}
END_TEST

START_TEST(keeps_the_blanks_of_a_text)
{
	struct codec_event event = decode("DELIVERY bob  two  blanks \n");

	assert_slice(event.name, "bob");
	assert_slice(event.text, " two  blanks ");
	event = decode("DELIVERY bob\n");
	assert_slice(event.name, "bob");
	assert_slice(event.text, "");
	event = decode("DELIVERY\n");
	assert_slice(event.name, "");
}
END_TEST

START_TEST(knows_what_belongs_to_a_room)
{
	struct codec_event event = decode("SAID #ops bob  hi \n");

	assert_slice(event.room, "#ops");
	assert_slice(event.name, "bob");
	assert_slice(event.text, " hi ");
	event = decode("LEFT #ops bob\n");
	assert_slice(event.room, "#ops");
	assert_slice(event.name, "bob");
	event = decode("RENAMED #ops bob rob\n");
	assert_slice(event.room, "#ops");
	assert_slice(event.name, "bob");
	assert_slice(event.text, "rob");
	event = decode("JOIN-OK #ops\n");
	assert_slice(event.room, "#ops");
	event = decode("WHO-OK #ops a,b\n");
	assert_slice(event.room, "#ops");
	assert_slice(event.text, " a,b");
	event = decode("WHO-OK a,b\n");
	assert_slice(event.room, "");
	event = decode("DELIVERY bob #ops\n");
	assert_slice(event.room, "");
}
END_TEST

START_TEST(waits_for_the_rest_of_a_line)
{
	const char *line = "DELIVERY bob hi\nSEND-OK\n";
	struct codec_event event;

	state = (struct codec_state){ 0 };
	for (size_t size = 1; size < 16; size++)
		ck_assert_uint_eq(
		    codec_hello()->decode(&state, line, size, false, &event),
		    0);
	ck_assert_uint_eq(
	    codec_hello()->decode(&state, line, strlen(line), false, &event),
	    16);
	assert_slice(event.text, "hi");
	ck_assert_uint_eq(
	    codec_hello()->decode(&state, line + 16, 8, false, &event), 8);
	ck_assert_int_eq(event.type, CODEC_SENT);
}
END_TEST

START_TEST(takes_a_last_line_without_a_newline)
{
	struct codec_event event;

	state = (struct codec_state){ 0 };
	ck_assert_uint_eq(
	    codec_hello()->decode(&state, "IN-USE", 6, false, &event), 0);
	ck_assert_uint_eq(
	    codec_hello()->decode(&state, "IN-USE", 6, true, &event), 6);
	ck_assert_int_eq(event.type, CODEC_NAME_TAKEN);
}
END_TEST

START_TEST(finds_the_names_of_any_list)
{
	struct slice list = slice_of(" ,a, b,,c\t,,d ,");
	struct slice name;

	for (const char *want = "abcd"; *want != '\0'; want++) {
		ck_assert(codec_next_name(&list, &name));
		ck_assert_uint_eq(name.size, 1);
		ck_assert_int_eq(name.bytes[0], *want);
	}
	ck_assert(!codec_next_name(&list, &name));
	list = slice_of("");
	ck_assert(!codec_next_name(&list, &name));
}
END_TEST

START_TEST(writes_requests)
{
	const struct codec *codec = codec_hello();
	struct slice ops = slice_of("#ops");
	struct buffer out = { 0 };

	state = (struct codec_state){ 0 };
	codec->login(&state, slice_of("alice"), &out);
	codec->who(&state, (struct slice){ 0 }, &out);
	codec->send(&state, slice_of("bob"), slice_of("a  b"), &out);
	codec->join(&state, ops, &out);
	codec->who(&state, ops, &out);
	codec->leave(&state, ops, &out);
	assert_slice(buffer_slice(&out),
	    "HELLO-FROM alice\nWHO\nSEND bob a  b\n"
	    "JOIN #ops\nWHO #ops\nLEAVE #ops\n");
	buffer_clear(&out);
}
END_TEST

START_TEST(keeps_the_word_that_was_understood)
{
	struct codec_event event;
	struct buffer out = { 0 };

	state = (struct codec_state){ 0 };
	ck_assert(codec_hello()->who_otherwise(&state.dialect));
	codec_hello()->decode(&state, "LIST-OK a\n", 10, false, &event);
	codec_state_renew(&state);
	ck_assert(!codec_hello()->who_otherwise(&state.dialect));
	codec_hello()->who(&state, (struct slice){ 0 }, &out);
	codec_hello()->who(&state, slice_of("#ops"), &out);
	assert_slice(buffer_slice(&out), "LIST\nWHO #ops\n");
	buffer_clear(&out);
	codec_state_clear(&state);
	ck_assert(codec_hello()->who_otherwise(&state.dialect));
}
END_TEST

START_TEST(has_two_words_for_who)
{
	struct buffer out = { 0 };

	state = (struct codec_state){ 0 };
	ck_assert(codec_hello()->who_otherwise(&state.dialect));
	codec_hello()->who(&state, (struct slice){ 0 }, &out);
	assert_slice(buffer_slice(&out), "LIST\n");
	buffer_empty(&out);
	ck_assert(!codec_hello()->who_otherwise(&state.dialect));
	codec_hello()->who(&state, (struct slice){ 0 }, &out);
	assert_slice(buffer_slice(&out), "WHO\n");
	buffer_clear(&out);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, knows_every_answer);
	test_cases_add(tests, knows_what_operators_of_rooms_are_answered);
	test_cases_add(tests, keeps_the_blanks_of_a_text);
	test_cases_add(tests, knows_what_belongs_to_a_room);
	test_cases_add(tests, waits_for_the_rest_of_a_line);
	test_cases_add(tests, takes_a_last_line_without_a_newline);
	test_cases_add(tests, finds_the_names_of_any_list);
	test_cases_add(tests, writes_requests);
	test_cases_add(tests, has_two_words_for_who);
	test_cases_add(tests, keeps_the_word_that_was_understood);
}
