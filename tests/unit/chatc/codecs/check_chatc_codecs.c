/* SPDX-License-Identifier: MIT */
/*
 * The client's side of the sized, framed and plain protocols.
 */

#include "chatc/codecs/codecs.h"

#include <string.h>

#include "unit/unit.h"

/* A frame's header, for names and texts of less than 256 bytes. */
#define FRAME(name_size, text_size) "\0" name_size "\0\0\0" text_size

static struct wire_state state;
static struct wire_event event;
static struct buffer out;

static struct slice
text_slice(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

static void
assert_slice(struct slice got, const char *want, size_t size)
{
	ck_assert_uint_eq(got.size, size);
	ck_assert_int_eq(memcmp(got.bytes, want, size), 0);
}

static void
assert_out(const char *want, size_t size)
{
	assert_slice(buffer_slice(&out), want, size);
	buffer_empty(&out);
}

/* Decode what is one message, given whole and in every shorter piece. */
static enum wire_event_type
decode(const struct wire *wire, const char *bytes, size_t size)
{
	for (size_t part = 1; part < size; part++)
		ck_assert_uint_eq(
		    wire->decode(&state, bytes, part, false, &event), 0);
	ck_assert_uint_eq(
	    wire->decode(&state, bytes, size, false, &event), size);
	return event.type;
}

static enum wire_event_type
decode_sized(const char *message)
{
	return decode(wire_sized(), message, strlen(message));
}

static enum wire_event_type
decode_plain(const char *line)
{
	return decode(wire_plain(), line, strlen(line));
}

START_TEST(sized_writes_requests)
{
	const struct wire *wire = wire_sized();

	ck_assert(wire->login(&state, text_slice("alice"), &out));
	assert_out("0010NAME alice", 14);
	ck_assert(wire->who(&state, &out));
	assert_out("0008GETNAMES", 12);
	ck_assert(
	    wire->send(&state, text_slice("bob"), text_slice("a  b"), &out));
	assert_out("0012MSG bob a  b", 16);
	ck_assert(wire->quit(&state, &out));
	assert_out("0004EXIT", 8);
}
END_TEST

START_TEST(sized_refuses_what_four_digits_cannot_say)
{
	static char text[9999];
	struct slice longest = { text, sizeof(text) - strlen("MSG bob ") };

	memset(text, 'x', sizeof(text));
	ck_assert(wire_sized()->send(&state, text_slice("bob"), longest, &out));
	ck_assert_uint_eq(out.size, 4 + 9999);
	buffer_empty(&out);
	longest.size++;
	ck_assert(
	    !wire_sized()->send(&state, text_slice("bob"), longest, &out));
	ck_assert_uint_eq(out.size, 0);
}
END_TEST

START_TEST(sized_knows_answers_by_what_was_asked)
{
	(void)wire_sized()->login(&state, text_slice("alice"), &out);
	ck_assert_int_eq(decode_sized("0014ERROR name tak"), WIRE_REFUSED);
	(void)wire_sized()->login(&state, text_slice("alice"), &out);
	ck_assert_int_eq(
	    decode_sized("0023ERROR name taken: alice"), WIRE_NAME_TAKEN);
	(void)wire_sized()->login(&state, text_slice("alice"), &out);
	ck_assert_int_eq(decode_sized("0006go off"), WIRE_REFUSED);
	assert_slice(event.text, "go off", 6);
	(void)wire_sized()->login(&state, text_slice("alice"), &out);
	ck_assert_int_eq(decode_sized("0011HELLO alice"), WIRE_LOGGED_IN);
	ck_assert_int_eq(decode_sized("0011HELLO alice"), WIRE_OTHER);
	(void)wire_sized()->who(&state, &out);
	ck_assert_int_eq(
	    decode_sized("0022ERROR no such user: bo"), WIRE_NO_SUCH_USER);
	ck_assert_int_eq(decode_sized("0009alice bob"), WIRE_NAMES);
	assert_slice(event.text, "alice bob", 9);
	ck_assert_int_eq(decode_sized("0009alice bob"), WIRE_OTHER);
	(void)wire_sized()->who(&state, &out);
	ck_assert_int_eq(decode_sized("0031ERROR unknown command: GETNAMES"),
	    WIRE_BAD_HEADER);
}
END_TEST

START_TEST(sized_takes_deliveries_at_any_time)
{
	(void)wire_sized()->login(&state, text_slice("alice"), &out);
	ck_assert_int_eq(decode_sized("0014bob SENT hi  a"), WIRE_DELIVERY);
	assert_slice(event.name, "bob", 3);
	assert_slice(event.text, "hi  a", 5);
	ck_assert_int_eq(decode_sized("0011HELLO alice"), WIRE_LOGGED_IN);
	(void)wire_sized()->who(&state, &out);
	ck_assert_int_eq(decode_sized("0009bob SENT "), WIRE_DELIVERY);
	ck_assert_int_eq(decode_sized("0003bob"), WIRE_NAMES);
	ck_assert_int_eq(decode_sized("0004EXIT"), WIRE_NOTHING);
	ck_assert_int_eq(decode_sized("0000"), WIRE_NOTHING);
}
END_TEST

START_TEST(sized_gives_up_on_a_bad_length)
{
	ck_assert_uint_eq(
	    wire_sized()->decode(&state, "00x1a", 5, false, &event), 5);
	ck_assert_int_eq(event.type, WIRE_BROKEN);
	ck_assert_uint_eq(
	    wire_sized()->decode(&state, "H", 1, false, &event), 1);
	ck_assert_int_eq(event.type, WIRE_BROKEN);
}
END_TEST

START_TEST(framed_writes_requests)
{
	const struct wire *wire = wire_framed();

	ck_assert(wire->login(&state, text_slice("al"), &out));
	assert_out(FRAME("\2", "\0") "al", 8);
	ck_assert(wire->who(&state, &out));
	assert_out(FRAME("\2", "\4") "al!who", 12);
	ck_assert(wire->say(&state, text_slice("hi all"), &out));
	assert_out(FRAME("\2", "\6") "alhi all", 14);
	ck_assert(
	    wire->send(&state, text_slice("bob"), text_slice("hi"), &out));
	assert_out(FRAME("\2", "\7") "al@bob hi", 15);
}
END_TEST

START_TEST(framed_takes_frames)
{
	const struct wire *wire = wire_framed();

	ck_assert_int_eq(
	    decode(wire, FRAME("\3", "\2") "bobhi", 11), WIRE_DELIVERY);
	assert_slice(event.name, "bob", 3);
	assert_slice(event.text, "hi", 2);
	ck_assert_int_eq(decode(wire, FRAME("\0", "\0"), 6), WIRE_DELIVERY);
}
END_TEST

START_TEST(framed_is_logged_in_when_the_server_says_so)
{
	const struct wire *wire = wire_framed();

	(void)wire->login(&state, text_slice("al"), &out);
	ck_assert_int_eq(
	    decode(wire, FRAME("\6", "\17") "serveral has logged x", 27),
	    WIRE_DELIVERY);
	ck_assert_int_eq(
	    decode(wire, FRAME("\6", "\21") "serverbob has logged in", 29),
	    WIRE_DELIVERY);
	ck_assert_int_eq(
	    decode(wire, FRAME("\6", "\20") "serveral has logged in", 28),
	    WIRE_LOGGED_IN);
	ck_assert_int_eq(
	    decode(wire, FRAME("\6", "\20") "serveral has logged in", 28),
	    WIRE_DELIVERY);
}
END_TEST

/* Frames of the server "server", of texts shorter than 256 bytes. */
static enum wire_event_type
decode_server(const char *text)
{
	static char frame[6 + 6 + 256] = FRAME("\6", "\0") "server";
	size_t size = strlen(text);

	frame[5] = (char)size;
	memcpy(frame + 12, text, size);
	return decode(wire_framed(), frame, 12 + size);
}

START_TEST(framed_knows_the_words_of_chatd)
{
	(void)wire_framed()->login(&state, text_slice("al"), &out);
	ck_assert_int_eq(decode_server("bob has left"), WIRE_DELIVERY);
	ck_assert_int_eq(decode_server("name taken: al"), WIRE_NAME_TAKEN);
	ck_assert_int_eq(decode_server("name taken: al"), WIRE_DELIVERY);
	(void)wire_framed()->login(&state, text_slice("al"), &out);
	ck_assert_int_eq(decode_server("name refused: al"), WIRE_BAD_BODY);
	(void)wire_framed()->login(&state, text_slice("al"), &out);
	ck_assert_int_eq(decode_server("server full"), WIRE_FULL);
	ck_assert_int_eq(decode_server("no such user: bob"), WIRE_NO_SUCH_USER);
	ck_assert_int_eq(decode_server("text refused"), WIRE_BAD_BODY);
	ck_assert_int_eq(decode_server("users: al bob"), WIRE_DELIVERY);
	(void)wire_framed()->who(&state, &out);
	ck_assert_int_eq(decode_server("users: al bob"), WIRE_NAMES);
	assert_slice(event.text, "al bob", 6);
}
END_TEST

START_TEST(framed_gives_up_on_lengths_out_of_bounds)
{
	const struct wire *wire = wire_framed();

	ck_assert_uint_eq(
	    wire->decode(&state, "\0\1\377\377\377\377", 6, false, &event), 6);
	ck_assert_int_eq(event.type, WIRE_BROKEN);
	ck_assert_uint_eq(
	    wire->decode(&state, "\0\1\1\0\0\0", 6, false, &event), 6);
	ck_assert_int_eq(event.type, WIRE_BROKEN);
	ck_assert_uint_eq(
	    wire->decode(&state, "\0\1\0\377\0\0", 6, false, &event), 0);
}
END_TEST

START_TEST(plain_writes_requests)
{
	const struct wire *wire = wire_plain();

	ck_assert(wire->login(&state, text_slice("alice"), &out));
	ck_assert(wire->who(&state, &out));
	ck_assert(wire->say(&state, text_slice("hi all"), &out));
	ck_assert(
	    wire->send(&state, text_slice("bob"), text_slice("hi"), &out));
	assert_out("!name alice\n!who\nhi all\n@bob hi\n", 32);
}
END_TEST

START_TEST(plain_tells_lines_of_people_from_the_servers)
{
	ck_assert_int_eq(
	    decode_plain("\r<192.0.2.7:34858> hi  all\n"), WIRE_DELIVERY);
	assert_slice(event.name, "192.0.2.7:34858", 15);
	assert_slice(event.text, "hi  all", 7);
	ck_assert_int_eq(decode_plain("<bob>hi\n"), WIRE_DELIVERY);
	assert_slice(event.text, "hi", 2);
	ck_assert_int_eq(decode_plain("\r<bob>\r\n"), WIRE_DELIVERY);
	assert_slice(event.text, "", 0);
	ck_assert_int_eq(decode_plain("[alice] entered room\n"), WIRE_OTHER);
	assert_slice(event.text, "[alice] entered room", 20);
	ck_assert_int_eq(decode_plain("<bob\n"), WIRE_OTHER);
	ck_assert_int_eq(decode_plain("\n"), WIRE_NOTHING);
	ck_assert_int_eq(decode_plain("! refused: why\n"), WIRE_REFUSED);
	ck_assert_int_eq(
	    decode_plain("! refused: no such user: bob\n"), WIRE_NO_SUCH_USER);
	ck_assert_int_eq(decode_plain("users: a b\n"), WIRE_OTHER);
	(void)wire_plain()->who(&state, &out);
	ck_assert_int_eq(decode_plain("users: a b\n"), WIRE_NAMES);
	assert_slice(event.text, "a b", 3);
	ck_assert_int_eq(decode_plain("You are now alice\n"), WIRE_OTHER);
	(void)wire_plain()->login(&state, text_slice("alice"), &out);
	ck_assert_int_eq(decode_plain("[bob] entered room\n"), WIRE_OTHER);
	ck_assert_int_eq(decode_plain("You are now alice\n"), WIRE_LOGGED_IN);
	(void)wire_plain()->login(&state, text_slice("alice"), &out);
	ck_assert_int_eq(
	    decode_plain("! refused: name taken: alice\n"), WIRE_NAME_TAKEN);
}
END_TEST

START_TEST(every_wire_is_found_by_its_name)
{
	ck_assert_ptr_eq(wire_find("hello"), wire_hello());
	ck_assert_ptr_eq(wire_find("sized"), wire_sized());
	ck_assert_ptr_eq(wire_find("framed"), wire_framed());
	ck_assert_ptr_eq(wire_find("plain"), wire_plain());
	ck_assert_ptr_null(wire_find("drop"));
	ck_assert_ptr_null(wire_find(""));
}
END_TEST

static void
clear(void)
{
	wire_state_clear(&state);
	buffer_clear(&out);
}

void
unit_add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, NULL, clear);
	tcase_add_test(tests, sized_writes_requests);
	tcase_add_test(tests, sized_refuses_what_four_digits_cannot_say);
	tcase_add_test(tests, sized_knows_answers_by_what_was_asked);
	tcase_add_test(tests, sized_takes_deliveries_at_any_time);
	tcase_add_test(tests, sized_gives_up_on_a_bad_length);
	tcase_add_test(tests, framed_writes_requests);
	tcase_add_test(tests, framed_takes_frames);
	tcase_add_test(tests, framed_is_logged_in_when_the_server_says_so);
	tcase_add_test(tests, framed_knows_the_words_of_chatd);
	tcase_add_test(tests, framed_gives_up_on_lengths_out_of_bounds);
	tcase_add_test(tests, plain_writes_requests);
	tcase_add_test(tests, plain_tells_lines_of_people_from_the_servers);
	tcase_add_test(tests, every_wire_is_found_by_its_name);
}
