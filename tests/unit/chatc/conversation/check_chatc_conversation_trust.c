/* SPDX-License-Identifier: MIT */
/*
 * What a conversation makes of an encrypted connection, and of a server that is
 * not to be trusted.
 */

#include "unit/chatc/conversation/conversation_fixture.h"
#include "unit/unit.h"

#define ENCRYPTED "The connection to chat.example is encrypted (TLSv1.3).\n"

/* What a server sends that wants TLS: an alert. */
#define ALERT "\25\3\3\0\2\2\106"

static void
encrypt(const char *new_key)
{
	conversation_encrypted(talk_conversation(), slice_of("chat.example"),
	    slice_of("TLSv1.3"), slice_of(new_key));
}

static void
refuse(void)
{
	conversation_untrusted(talk_conversation(), slice_of("chat.example"),
	    slice_of("its key has changed\nAsk its operator.\nOr leave it."));
}

#define REFUSED                                                                \
	"Cannot connect to chat.example: its key has changed\n"                \
	"Ask its operator.\nOr leave it.\n(end 69)\n"

START_TEST(a_person_is_told_once)
{
	talk_have_person();
	talk_start("alice");
	encrypt("");
	talk_require_done("(connect)\n" ENCRYPTED);
	conversation_connected(talk_conversation());
	talk_forget_done();
	encrypt("");
	talk_require_done("");
}
END_TEST

START_TEST(a_script_is_told_what_is_new)
{
	talk_start("alice");
	encrypt("");
	talk_require_done("(connect)\n");
	encrypt("SHA256:one");
	talk_require_done("chat.example is new here. "
			  "From now on it is known by its key, SHA256:one.\n");
}
END_TEST

START_TEST(a_server_that_is_not_trusted_is_the_end)
{
	talk_start("alice");
	talk_forget_done();
	refuse();
	talk_require_done(REFUSED);
}
END_TEST

/* It will not be another one a minute later. */
START_TEST(nobody_comes_back_to_it)
{
	talk_have_person();
	talk_log_in();
	talk_hang_up();
	talk_forget_done();
	conversation_timed_out(talk_conversation());
	refuse();
	talk_require_done("(connect)\n" REFUSED);
}
END_TEST

START_TEST(a_server_that_wants_tls_is_known_by_its_alert)
{
	talk_start("alice");
	conversation_connected(talk_conversation());
	conversation_received(talk_conversation(), ALERT, sizeof(ALERT) - 1);
	talk_forget_done();
	talk_hang_up();
	talk_require_done("The server does not speak hello in clear; "
			  "try --tls.\n(end 76)\n");
}
END_TEST

START_TEST(silence_in_clear_may_want_tls)
{
	talk_start("alice");
	conversation_connected(talk_conversation());
	talk_forget_done();
	talk_hang_up();
	talk_require_done(
	    "The server hung up. Try another name, or --tls.\n" TALK_ASKED);
	talk_type("bob");
	encrypt("");
	conversation_connected(talk_conversation());
	talk_forget_done();
	talk_hang_up();
	talk_require_done("The server hung up. Try another name.\n" TALK_ASKED);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, NULL, talk_clear);
	test_cases_add(tests, a_person_is_told_once);
	test_cases_add(tests, a_script_is_told_what_is_new);
	test_cases_add(tests, a_server_that_is_not_trusted_is_the_end);
	test_cases_add(tests, nobody_comes_back_to_it);
	test_cases_add(tests, a_server_that_wants_tls_is_known_by_its_alert);
	test_cases_add(tests, silence_in_clear_may_want_tls);
}
