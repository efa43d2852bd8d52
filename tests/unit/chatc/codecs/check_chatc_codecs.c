/* SPDX-License-Identifier: MIT */
/*
 * The client's side of the sized, framed and plain protocols.
 */

#include "chatc/codecs/codecs.h"

#include <string.h>

#include "unit/unit.h"

/* A frame's header, for names and texts of less than 256 bytes. */
#define FRAME(name_size, text_size) "\0" name_size "\0\0\0" text_size

static struct codec_state state;
static struct codec_event event;
static struct buffer out;

static void
assert_slice(struct slice got, const char *want, size_t size)
{
	ck_assert(slice_equals(got, (struct slice){ want, size }));
}

static void
assert_out(const char *want, size_t size)
{
	assert_slice(buffer_slice(&out), want, size);
	buffer_empty(&out);
}

/* Decode one message, after showing every shorter part of it. */
static enum codec_event_type
decode(const struct codec *codec, const char *bytes, size_t size)
{
	for (size_t part = 1; part < size; part++)
		ck_assert_uint_eq(
		    codec->decode(&state, bytes, part, false, &event), 0);
	ck_assert_uint_eq(
	    codec->decode(&state, bytes, size, false, &event), size);
	return event.type;
}

static enum codec_event_type
decode_sized(const char *message)
{
	return decode(codec_sized(), message, strlen(message));
}

static enum codec_event_type
decode_plain(const char *line)
{
	return decode(codec_plain(), line, strlen(line));
}

START_TEST(sized_writes_requests)
{
	const struct codec *codec = codec_sized();

	ck_assert(codec->login(&state, slice_of("alice"), &out));
	assert_out("0010NAME alice", 14);
	ck_assert(codec->who(&state, (struct slice){ 0 }, &out));
	assert_out("0008GETNAMES", 12);
	ck_assert(codec->send(&state, slice_of("bob"), slice_of("a  b"), &out));
	assert_out("0012MSG bob a  b", 16);
	ck_assert(codec->quit(&state, &out));
	assert_out("0004EXIT", 8);
}
END_TEST

START_TEST(sized_refuses_messages_that_are_too_long)
{
	static char text[9999];
	struct slice longest = { text, sizeof(text) - strlen("MSG bob ") };

	memset(text, 'x', sizeof(text));
	ck_assert(codec_sized()->send(&state, slice_of("bob"), longest, &out));
	ck_assert_uint_eq(out.size, 4 + 9999);
	buffer_empty(&out);
	longest.size++;
	ck_assert(!codec_sized()->send(&state, slice_of("bob"), longest, &out));
	ck_assert_uint_eq(out.size, 0);
}
END_TEST

START_TEST(sized_tries_other_widths)
{
	static const char *const logins[] = { "0010NAME alice", "10NAME alice",
		"010NAME alice", "0010NAME alice" };
	static char text[1000];
	struct slice longest = { text, 99 - strlen("MSG bob ") };
	const struct codec *codec = codec_sized();

	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i < 4; i++) {
		ck_assert(codec->login(&state, slice_of("alice"), &out));
		assert_out(logins[i], strlen(logins[i]));
		codec_state_renew(&state);
		if (i < 3)
			ck_assert(
			    codec->log_in_otherwise(&state.dialect) == (i < 2));
	}
	ck_assert(codec->log_in_otherwise(&state.dialect));
	ck_assert(codec->login(&state, slice_of("alice"), &out));
	buffer_empty(&out);
	ck_assert_int_eq(decode_sized("11Hello alice"), CODEC_LOGGED_IN);
	ck_assert(!codec->log_in_otherwise(&state.dialect));
	ck_assert(codec->send(&state, slice_of("bob"), longest, &out));
	ck_assert_uint_eq(out.size, 2 + 99);
	buffer_empty(&out);
	longest.size++;
	ck_assert(!codec->send(&state, slice_of("bob"), longest, &out));
}
END_TEST

START_TEST(sized_knows_the_words_of_other_servers)
{
	const struct codec *codec = codec_sized();

	(void)codec->login(&state, slice_of("Bob"), &out);
	ck_assert_int_eq(
	    decode_sized("0036A client with name Bob is there too."),
	    CODEC_NAME_TAKEN);
	(void)codec->login(&state, slice_of("Bob"), &out);
	ck_assert_int_eq(
	    decode_sized("0022Server Sent: Hello Bob"), CODEC_LOGGED_IN);
	ck_assert_int_eq(decode_sized("0004sent"), CODEC_SENT);
	ck_assert_int_eq(
	    decode_sized("0024Server Sent: Ann SENT yo"), CODEC_DELIVERY);
	assert_slice(event.name, "Ann", 3);
	assert_slice(event.text, "yo", 2);
}
END_TEST

START_TEST(sized_has_two_words_for_who)
{
	const struct codec *codec = codec_sized();

	(void)codec->login(&state, slice_of("Bob"), &out);
	ck_assert_int_eq(decode_sized("0009Hello Bob"), CODEC_LOGGED_IN);
	buffer_empty(&out);
	(void)codec->who(&state, slice_of(""), &out);
	ck_assert_int_eq(
	    decode_sized("0018Unknown command ad"), CODEC_BAD_HEADER);
	ck_assert(codec->who_otherwise(&state.dialect));
	buffer_empty(&out);
	(void)codec->who(&state, slice_of(""), &out);
	assert_out("0009GET_NAMES", 13);
	ck_assert_int_eq(decode_sized("0011Unknown Bob"), CODEC_NAMES);
	ck_assert(!codec->who_otherwise(&state.dialect));
	(void)codec->who(&state, slice_of(""), &out);
	assert_out("0009GET_NAMES", 13);
}
END_TEST

START_TEST(sized_knows_answers_by_what_was_asked)
{
	(void)codec_sized()->login(&state, slice_of("alice"), &out);
	ck_assert_int_eq(decode_sized("0014ERROR name tak"), CODEC_REFUSED);
	(void)codec_sized()->login(&state, slice_of("alice"), &out);
	ck_assert_int_eq(
	    decode_sized("0023ERROR name taken: alice"), CODEC_NAME_TAKEN);
	(void)codec_sized()->login(&state, slice_of("alice"), &out);
	ck_assert_int_eq(decode_sized("0006go off"), CODEC_REFUSED);
	assert_slice(event.text, "go off", 6);
	(void)codec_sized()->login(&state, slice_of("alice"), &out);
	ck_assert_int_eq(decode_sized("0011HELLO alice"), CODEC_LOGGED_IN);
	ck_assert_int_eq(decode_sized("0011HELLO alice"), CODEC_OTHER);
	(void)codec_sized()->who(&state, (struct slice){ 0 }, &out);
	ck_assert_int_eq(
	    decode_sized("0022ERROR no such user: bo"), CODEC_NO_SUCH_USER);
	assert_slice(event.name, "bo", 2);
	ck_assert_int_eq(decode_sized("0009alice bob"), CODEC_NAMES);
	assert_slice(event.text, "alice bob", 9);
	ck_assert_int_eq(decode_sized("0009alice bob"), CODEC_OTHER);
	(void)codec_sized()->who(&state, (struct slice){ 0 }, &out);
	ck_assert_int_eq(decode_sized("0031ERROR unknown command: GETNAMES"),
	    CODEC_BAD_HEADER);
}
END_TEST

START_TEST(sized_takes_deliveries_at_any_time)
{
	(void)codec_sized()->login(&state, slice_of("alice"), &out);
	ck_assert_int_eq(decode_sized("0014bob SENT hi  a"), CODEC_DELIVERY);
	assert_slice(event.name, "bob", 3);
	assert_slice(event.text, "hi  a", 5);
	ck_assert_int_eq(decode_sized("0011HELLO alice"), CODEC_LOGGED_IN);
	(void)codec_sized()->who(&state, (struct slice){ 0 }, &out);
	ck_assert_int_eq(decode_sized("0009bob SENT "), CODEC_DELIVERY);
	ck_assert_int_eq(decode_sized("0003bob"), CODEC_NAMES);
	ck_assert_int_eq(decode_sized("0004EXIT"), CODEC_NOTHING);
	ck_assert_int_eq(decode_sized("0000"), CODEC_NOTHING);
}
END_TEST

START_TEST(sized_gives_up_on_a_bad_length)
{
	ck_assert_uint_eq(
	    codec_sized()->decode(&state, "00x1a", 5, false, &event), 5);
	ck_assert_int_eq(event.type, CODEC_BROKEN);
	ck_assert_uint_eq(
	    codec_sized()->decode(&state, "H", 1, false, &event), 1);
	ck_assert_int_eq(event.type, CODEC_BROKEN);
}
END_TEST

START_TEST(framed_writes_requests)
{
	const struct codec *codec = codec_framed();

	ck_assert(codec->login(&state, slice_of("al"), &out));
	assert_out(FRAME("\2", "\0") "al", 8);
	ck_assert(codec->who(&state, (struct slice){ 0 }, &out));
	assert_out(FRAME("\2", "\4") "al!who", 12);
	ck_assert(codec->say(&state, slice_of("hi all"), &out));
	assert_out(FRAME("\2", "\6") "alhi all", 14);
	ck_assert(codec->send(&state, slice_of("bob"), slice_of("hi"), &out));
	assert_out(FRAME("\2", "\7") "al@bob hi", 15);
}
END_TEST

START_TEST(framed_takes_frames)
{
	const struct codec *codec = codec_framed();

	ck_assert_int_eq(
	    decode(codec, FRAME("\3", "\2") "bobhi", 11), CODEC_DELIVERY);
	assert_slice(event.name, "bob", 3);
	assert_slice(event.text, "hi", 2);
	ck_assert_int_eq(decode(codec, FRAME("\0", "\0"), 6), CODEC_DELIVERY);
}
END_TEST

START_TEST(framed_is_logged_in_when_the_server_says_so)
{
	const struct codec *codec = codec_framed();

	(void)codec->login(&state, slice_of("al"), &out);
	ck_assert_int_eq(
	    decode(codec, FRAME("\6", "\17") "serveral has logged x", 27),
	    CODEC_DELIVERY);
	ck_assert_int_eq(
	    decode(codec, FRAME("\6", "\21") "serverbob has logged in", 29),
	    CODEC_DELIVERY);
	ck_assert_int_eq(
	    decode(codec, FRAME("\6", "\20") "serveral has logged in", 28),
	    CODEC_LOGGED_IN);
	ck_assert_int_eq(
	    decode(codec, FRAME("\6", "\20") "serveral has logged in", 28),
	    CODEC_DELIVERY);
}
END_TEST

/* Decode a frame of the server with a text shorter than 256 bytes. */
static enum codec_event_type
decode_server(const char *text)
{
	static char frame[6 + 6 + 256] = FRAME("\6", "\0") "server";
	size_t size = strlen(text);

	frame[5] = (char)size;
	memcpy(frame + 12, text, size);
	return decode(codec_framed(), frame, 12 + size);
}

START_TEST(framed_knows_the_words_of_chatd)
{
	(void)codec_framed()->login(&state, slice_of("al"), &out);
	ck_assert_int_eq(decode_server("bob has left"), CODEC_DELIVERY);
	ck_assert_int_eq(decode_server("name taken: al"), CODEC_NAME_TAKEN);
	ck_assert_int_eq(decode_server("name taken: al"), CODEC_DELIVERY);
	(void)codec_framed()->login(&state, slice_of("al"), &out);
	ck_assert_int_eq(decode_server("name refused: al"), CODEC_BAD_BODY);
	(void)codec_framed()->login(&state, slice_of("al"), &out);
	ck_assert_int_eq(decode_server("server full"), CODEC_FULL);
	ck_assert_int_eq(
	    decode_server("no such user: bob"), CODEC_NO_SUCH_USER);
	assert_slice(event.name, "bob", 3);
	ck_assert_int_eq(decode_server("text refused"), CODEC_BAD_BODY);
	ck_assert_int_eq(decode_server("users: al bob"), CODEC_DELIVERY);
	(void)codec_framed()->who(&state, (struct slice){ 0 }, &out);
	ck_assert_int_eq(decode_server("users: al bob"), CODEC_NAMES);
	assert_slice(event.text, "al bob", 6);
}
END_TEST

START_TEST(framed_gives_up_on_lengths_out_of_bounds)
{
	const struct codec *codec = codec_framed();

	ck_assert_uint_eq(
	    codec->decode(&state, "\0\1\377\377\377\377", 6, false, &event), 6);
	ck_assert_int_eq(event.type, CODEC_BROKEN);
	ck_assert_uint_eq(
	    codec->decode(&state, "\0\1\1\0\0\0", 6, false, &event), 6);
	ck_assert_int_eq(event.type, CODEC_BROKEN);
	ck_assert_uint_eq(
	    codec->decode(&state, "\0\1\0\377\0\0", 6, false, &event), 0);
}
END_TEST

START_TEST(plain_writes_requests)
{
	const struct codec *codec = codec_plain();

	ck_assert(codec->login(&state, slice_of("alice"), &out));
	ck_assert(codec->who(&state, (struct slice){ 0 }, &out));
	ck_assert(codec->say(&state, slice_of("hi all"), &out));
	ck_assert(codec->send(&state, slice_of("bob"), slice_of("hi"), &out));
	assert_out("!name alice\n!who\nhi all\n@bob hi\n", 32);
}
END_TEST

START_TEST(plain_tells_lines_of_users_from_the_servers)
{
	ck_assert_int_eq(
	    decode_plain("\r<192.0.2.7:34858> hi  all\n"), CODEC_DELIVERY);
	assert_slice(event.name, "192.0.2.7:34858", 15);
	assert_slice(event.text, "hi  all", 7);
	ck_assert_int_eq(decode_plain("<bob>hi\n"), CODEC_DELIVERY);
	assert_slice(event.text, "hi", 2);
	ck_assert_int_eq(decode_plain("\r<bob>\r\n"), CODEC_DELIVERY);
	assert_slice(event.text, "", 0);
	ck_assert_int_eq(decode_plain("[alice] entered room\n"), CODEC_OTHER);
	assert_slice(event.text, "[alice] entered room", 20);
	ck_assert_int_eq(decode_plain("<bob\n"), CODEC_OTHER);
	ck_assert_int_eq(decode_plain("\n"), CODEC_NOTHING);
	ck_assert_int_eq(decode_plain("! refused: why\n"), CODEC_REFUSED);
	ck_assert_int_eq(
	    decode_plain("! refused: no such user: bob\n"), CODEC_NO_SUCH_USER);
	assert_slice(event.name, "bob", 3);
	ck_assert_int_eq(decode_plain("users: a b\n"), CODEC_OTHER);
	(void)codec_plain()->who(&state, (struct slice){ 0 }, &out);
	ck_assert_int_eq(decode_plain("users: a b\n"), CODEC_NAMES);
	assert_slice(event.text, "a b", 3);
	ck_assert_int_eq(decode_plain("You are now alice\n"), CODEC_OTHER);
	(void)codec_plain()->login(&state, slice_of("alice"), &out);
	ck_assert_int_eq(decode_plain("[bob] entered room\n"), CODEC_OTHER);
	ck_assert_int_eq(decode_plain("You are now alice\n"), CODEC_LOGGED_IN);
	(void)codec_plain()->login(&state, slice_of("alice"), &out);
	ck_assert_int_eq(
	    decode_plain("! refused: name taken: alice\n"), CODEC_NAME_TAKEN);
}
END_TEST

START_TEST(every_wire_is_found_by_its_name)
{
	ck_assert_ptr_eq(codec_find("hello"), codec_hello());
	ck_assert_ptr_eq(codec_find("sized"), codec_sized());
	ck_assert_ptr_eq(codec_find("framed"), codec_framed());
	ck_assert_ptr_eq(codec_find("plain"), codec_plain());
	ck_assert_ptr_null(codec_find("drop"));
	ck_assert_ptr_null(codec_find(""));
}
END_TEST

static void
clear(void)
{
	codec_state_clear(&state);
	buffer_clear(&out);
}

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, NULL, clear);
	test_cases_add(tests, sized_writes_requests);
	test_cases_add(tests, sized_refuses_messages_that_are_too_long);
	test_cases_add(tests, sized_tries_other_widths);
	test_cases_add(tests, sized_knows_the_words_of_other_servers);
	test_cases_add(tests, sized_has_two_words_for_who);
	test_cases_add(tests, sized_knows_answers_by_what_was_asked);
	test_cases_add(tests, sized_takes_deliveries_at_any_time);
	test_cases_add(tests, sized_gives_up_on_a_bad_length);
	test_cases_add(tests, framed_writes_requests);
	test_cases_add(tests, framed_takes_frames);
	test_cases_add(tests, framed_is_logged_in_when_the_server_says_so);
	test_cases_add(tests, framed_knows_the_words_of_chatd);
	test_cases_add(tests, framed_gives_up_on_lengths_out_of_bounds);
	test_cases_add(tests, plain_writes_requests);
	test_cases_add(tests, plain_tells_lines_of_users_from_the_servers);
	test_cases_add(tests, every_wire_is_found_by_its_name);
}
