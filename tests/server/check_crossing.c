/* SPDX-License-Identifier: MIT */
/*
 * Protocols that meet: each cell of the table in chatd-protocols(7), which says
 * what a user of one hears from a user of another, has a test.  Sender and
 * receiver are on different workers.
 */

#include <ctype.h>
#include <string.h>

#include "common/test_nodes.h"
#include "common/test_support.h"
#include "server/crossing_fixture.h"

#define ALL "sized framed plain irc drop"

#define TEN_EUROS                                                              \
	"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"         \
	"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"

/* ---- a cell -------------------------------------------------------------- */

static void
cross_send(const struct speaker *sender, const struct speaker *receiver)
{
	const char *text = "Hello,  \xe2\x82\xac!";
	bool is_heard = receiver->voice->hears_send != NULL;

	if (sender->voice->send == NULL)
		return;
	crossing_speak(sender, receiver, sender->voice->send, text);
	crossing_hear(sender, receiver,
	    is_heard ? sender->voice->sent : sender->voice->no_such_user, text);
	crossing_hear(receiver, sender, receiver->voice->hears_send, text);
}

/* Names fold where there is irc, so capitals make no other receiver. */
static void
cross_fold(const struct speaker *sender, const struct speaker *receiver)
{
	struct speaker shouted = *receiver;
	char *name = (char *)test_format("%s", receiver->name);

	if (sender->voice->send == NULL || receiver->voice->hears_send == NULL)
		return;
	shouted.name = name;
	for (char *at = name; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
	crossing_speak(sender, &shouted, sender->voice->send, "capitals");
	crossing_hear(sender, &shouted, sender->voice->sent, NULL);
	crossing_hear(
	    receiver, sender, receiver->voice->hears_send, "capitals");
}

/* Expect a long text, of characters of three bytes, in so many lines. */
static void
hear_long(const struct speaker *me, const struct speaker *other,
    const char *words, const char *text)
{
	size_t rest = strlen(text), room = rest;

	if (me->voice->line_max > 0)
		room = (size_t)me->voice->line_max -
		       strlen(crossing_fill(words, me->name, other->name, "")) +
		       1;
	room -= room % 3;
	for (; rest > 0; text += room, rest -= room) {
		room = rest < room ? rest : room;
		crossing_hear(
		    me, other, words, test_format("%.*s", (int)room, text));
	}
}

/* What is longer than a line of irc comes whole, or in lines in turn. */
static void
cross_long(const struct speaker *sender, const struct speaker *receiver)
{
	int count = sender->voice->line_max > 0 ? 150 : 1500;
	const char *text = "";

	if (sender->voice->send == NULL || receiver->voice->hears_send == NULL)
		return;
	for (int i = 0; i < count; i += 10)
		text = test_format("%s" TEN_EUROS, text);
	crossing_speak(sender, receiver, sender->voice->send, text);
	crossing_hear(sender, receiver, sender->voice->sent, NULL);
	hear_long(receiver, sender, receiver->voice->hears_send, text);
	if (sender->voice->say == NULL || receiver->voice->hears_say == NULL)
		return;
	crossing_speak(sender, receiver, sender->voice->say, text);
	crossing_hear(sender, receiver, sender->voice->said, NULL);
	hear_long(receiver, sender, receiver->voice->hears_say, text);
}

/* Codes are for those who have them, and the rest of CTCP as well. */
static void
cross_codes(const struct speaker *sender, const struct speaker *receiver)
{
	const char *text = "\x02"
			   "bold\x02 and \x03"
			   "4red";
	bool has_codes = receiver->voice->has_codes;

	if (!sender->voice->has_codes || receiver->voice->hears_send == NULL)
		return;
	crossing_speak(sender, receiver, sender->voice->send, "\1VERSION\1");
	if (has_codes)
		crossing_hear(receiver, sender, receiver->voice->hears_send,
		    "\1VERSION\1");
	crossing_speak(sender, receiver, sender->voice->send, text);
	crossing_hear(receiver, sender, receiver->voice->hears_send,
	    has_codes ? text : "bold and red");
	crossing_speak(sender, receiver, sender->voice->say, text);
	crossing_hear(receiver, sender, receiver->voice->hears_say,
	    has_codes ? text : "bold and red");
}

static void
cross_say(const struct speaker *sender, const struct speaker *receiver)
{
	const char *text = "Hello,  all!";

	if (sender->voice->say == NULL)
		return;
	crossing_speak(sender, receiver, sender->voice->say, text);
	crossing_hear(sender, receiver, sender->voice->said, text);
	crossing_hear(receiver, sender, receiver->voice->hears_say, text);
}

/* What somebody does is shown to everybody as a text that says who does it. */
static void
cross_act(const struct speaker *sender, const struct speaker *receiver)
{
	const char *deed = "waves,  \xe2\x82\xac!";
	const char *shown = receiver->voice->deed != NULL
				? crossing_fill(
				      receiver->voice->deed, "", "", deed)
				: test_format("* %s %s", sender->name, deed);

	if (sender->voice->act == NULL)
		return;
	crossing_speak(sender, receiver, sender->voice->act, deed);
	crossing_hear(sender, receiver,
	    receiver->voice->hears_send != NULL ? sender->voice->sent
						: sender->voice->no_such_user,
	    deed);
	crossing_hear(receiver, sender, receiver->voice->hears_send, shown);
	crossing_speak(sender, receiver, sender->voice->act_for_all, deed);
	crossing_hear(sender, receiver, sender->voice->said, deed);
	crossing_hear(receiver, sender, receiver->voice->hears_say, shown);
}

static void
cross_list(
    const struct speaker *sender, const struct speaker *receiver, bool is_there)
{
	const struct voice *voice = receiver->voice;

	if (voice->list == NULL)
		return;
	crossing_speak(receiver, sender, voice->list, NULL);
	crossing_hear(receiver, sender,
	    is_there && sender->voice->enter != NULL ? voice->together
						     : voice->alone,
	    NULL);
}

START_TEST(a_sender_reaches_a_receiver)
{
	struct speaker sender = { .voice = crossing_voice(_i / CROSSING_VOICES),
		.name = "sam" };
	struct speaker receiver = {
		.voice = crossing_voice(_i % CROSSING_VOICES), .name = "rita"
	};
	struct test_daemon *daemon = test_daemon_start_speaking(ALL,
	    test_format("drop_directory=%s", test_directory_create()), NULL);
	bool meet_in_room = sender.voice->say != NULL;

	test_nodes_keep_level(daemon);
	crossing_enter(daemon, &receiver);
	test_nodes_level();
	crossing_enter(daemon, &sender);
	if (meet_in_room)
		crossing_hear(
		    &receiver, &sender, receiver.voice->hears_join, NULL);
	cross_send(&sender, &receiver);
	cross_say(&sender, &receiver);
	cross_act(&sender, &receiver);
	cross_fold(&sender, &receiver);
	cross_long(&sender, &receiver);
	cross_codes(&sender, &receiver);
	if (sender.voice->enter != NULL)
		test_nodes_await(sender.name, true);
	cross_list(&sender, &receiver, true);
	test_client_finish(sender.client);
	test_client_expect_end(sender.client);
	test_nodes_await(sender.name, false);
	if (meet_in_room)
		crossing_hear(
		    &receiver, &sender, receiver.voice->hears_leave, NULL);
	cross_list(&sender, &receiver, false);
	/* Nothing else has come. */
	test_client_finish(receiver.client);
	test_client_expect_end(receiver.client);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, a_sender_reaches_a_receiver, 0,
	    CROSSING_VOICES * CROSSING_VOICES);
}
