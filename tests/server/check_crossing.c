/* SPDX-License-Identifier: MIT */
/*
 * Protocols that meet: each cell of the table in chatd-protocols(7), which says
 * what a user of one hears from a user of another, has a test.  Sender and
 * receiver are on different workers.
 */

#include <string.h>

#include "common/test_nodes.h"
#include "server/drop_fixture.h"
#include "server/irc_fixture.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

#define ALL "sized framed plain irc drop"

/*
 * The words of a protocol; NULL where it has none.  %m is the name of the user
 * who says or hears them, %o that of the other one, %l the same as plain writes
 * it when they leave, %i as irc shows it, and %p with user and host behind it,
 * %t the text, and %w whoever else is there, in a list.
 */
struct voice {
	const char *protocol;
	const char *enter, *entered;
	const char *send, *sent;       /* to one user, and the answer */
	const char *say, *said;        /* in the room, and the answer */
	const char *act, *act_for_all; /* the same of what they do */
	const char *deed;              /* how that is shown, if not as a text */
	const char *no_such_user;      /* the answer about somebody else */
	const char *hears_send, *hears_say, *hears_join, *hears_leave;
	const char *list, *together, *alone;
	void (*write)(struct test_client *client, const char *text);
	void (*expect)(struct test_client *client, const char *text);
};

struct speaker {
	const struct voice *voice;
	struct test_client *client;
	const char *name;
};

static void
wide_send(struct test_client *client, const char *text)
{
	sized_send(client, 4, text);
}

static void
wide_expect(struct test_client *client, const char *text)
{
	sized_expect(client, 4, text);
}

static const struct voice voices[] = {
	{
	    .protocol = "hello",
	    .enter = "HELLO-FROM %m\nJOIN #lobby\n",
	    .entered = "HELLO %m\nJOIN-OK #lobby\n",
	    .send = "SEND %o %t\n",
	    .sent = "SEND-OK\n",
	    .say = "SEND #lobby %t\n",
	    .said = "SEND-OK\n",
	    .act = "ACT %o %t\n",
	    .act_for_all = "ACT #lobby %t\n",
	    .no_such_user = "UNKNOWN\n",
	    .hears_send = "DELIVERY %o %t\n",
	    .hears_say = "SAID #lobby %o %t\n",
	    .hears_join = "JOINED #lobby %o\n",
	    .hears_leave = "LEFT #lobby %o\n",
	    .list = "WHO\n",
	    .together = "WHO-OK echobot%w,%m,%o\n",
	    .alone = "WHO-OK echobot%w,%m\n",
	    .write = test_client_send,
	    .expect = test_client_expect,
	},
	{
	    .protocol = "sized",
	    .enter = "NAME %m",
	    .entered = "HELLO %m",
	    .send = "MSG %o %t",
	    .no_such_user = "ERROR no such user: %o",
	    .hears_send = "%o SENT %t",
	    .list = "GETNAMES",
	    .together = "echobot%w %m %o",
	    .alone = "echobot%w %m",
	    .write = wide_send,
	    .expect = wide_expect,
	},
	{
	    .protocol = "framed",
	    .enter = "%m|\n",
	    .entered = "server|%m has logged in\n",
	    .send = "%m|@%o %t\n",
	    .say = "%m|%t\n",
	    .no_such_user = "server|no such user: %o\n",
	    .hears_send = "%o|@%m %t\n",
	    .hears_say = "%o|%t\n",
	    .hears_join = "server|%o has logged in\n",
	    .hears_leave = "server|%o has left\n",
	    .list = "%m|!who\n",
	    .together = "server|users: echobot%w %m %o\n",
	    .alone = "server|users: echobot%w %m\n",
	    .write = framed_send,
	    .expect = framed_expect,
	},
	{
	    .protocol = "plain",
	    .enter = "@%m in\n",
	    .entered = "\r<%m> @%m in\n",
	    .send = "@%o %t\n",
	    .say = "%t\n",
	    .no_such_user = "! refused: no such user: %o\n",
	    .hears_send = "\r<%o> @%m %t\n",
	    .hears_say = "\r<%o> %t\n",
	    .hears_join = "[%o] entered room\n",
	    .hears_leave = "Client (%l) is offline\n",
	    .list = "!who\n",
	    .together = "users: echobot%w %m %o\n",
	    .alone = "users: echobot%w %m\n",
	    .write = test_client_send,
	    .expect = test_client_expect,
	},
	{
	    .protocol = "irc",
	    .enter = "CAP REQ no-implicit-names\nNICK %m\n"
		     "USER %m 0 * :%m\nCAP END\nJOIN #lobby\n",
	    .entered = ":%m!%m@chatd JOIN #lobby\n",
	    .send = "PRIVMSG %i :%t\n",
	    .say = "PRIVMSG #lobby :%t\n",
	    .act = "PRIVMSG %i :\1ACTION %t\1\n",
	    .act_for_all = "PRIVMSG #lobby :\1ACTION %t\1\n",
	    .deed = "\1ACTION %t\1",
	    .no_such_user = ":irc.chatd 401 %m %i :No such nick/channel\n",
	    .hears_send = ":%p PRIVMSG %m :%t\n",
	    .hears_say = ":%p PRIVMSG #lobby :%t\n",
	    .hears_join = ":%p JOIN #lobby\n",
	    .hears_leave = ":%p QUIT :Connection closed\n",
	    .list = "ISON %i %m\n",
	    .together = ":irc.chatd 303 %m :%i %m\n",
	    .alone = ":irc.chatd 303 %m :%m\n",
	    .write = irc_send,
	    .expect = irc_expect_at_last,
	},
	{ .protocol = "drop" },
};

#define VOICES ((int)(sizeof(voices) / sizeof(voices[0])))

/* ---- saying and hearing -------------------------------------------------- */

/* "192.0.2.7:34858" becomes "192.0.2.7, 34858"; names stay what they are. */
static const char *
leaving_name(const char *name)
{
	size_t host = strcspn(name, ":");

	return name[host] == '\0'
		   ? name
		   : test_format("%.*s, %s", (int)host, name, name + host + 1);
}

/* "192.0.2.7:34858" becomes "192.0.2.7-34858" */
static const char *
irc_name(const char *name)
{
	size_t host = strcspn(name, ":");

	return name[host] == '\0'
		   ? name
		   : test_format("%.*s-%s", (int)host, name, name + host + 1);
}

static const char *
irc_source(const char *name)
{
	return test_format("%s!%.10s@chatd", irc_name(name), irc_name(name));
}

/* Return words with the signs replaced by what they stand for. */
static const char *
fill(const char *words, const char *me, const char *other, const char *text)
{
	const char *filled = "";
	/* Only lists have it, and one of these is divided by commas. */
	const char *separator = strchr(words, ',') != NULL ? "," : " ";

	for (; *words != '\0'; words++) {
		if (*words != '%') {
			filled = test_format("%s%c", filled, *words);
			continue;
		}
		words++;
		filled = test_format("%s%s", filled,
		    *words == 'm'   ? me
		    : *words == 'o' ? other
		    : *words == 'l' ? leaving_name(other)
		    : *words == 'i' ? irc_name(other)
		    : *words == 'p' ? irc_source(other)
		    : *words == 'w' ? test_nodes_watchers(separator)
				    : text);
	}
	return filled;
}

static void
speak(const struct speaker *me, const struct speaker *other, const char *words,
    const char *text)
{
	if (words != NULL)
		me->voice->write(
		    me->client, fill(words, me->name, other->name, text));
}

static void
hear(const struct speaker *me, const struct speaker *other, const char *words,
    const char *text)
{
	if (words != NULL)
		me->voice->expect(
		    me->client, fill(words, me->name, other->name, text));
}

/* Connect and log in.  Guests have no name but their address. */
static void
enter(const struct test_daemon *daemon, struct speaker *me)
{
	const char *protocol = me->voice->protocol;

	me->client = test_client_connect_protocol(daemon, protocol);
	if (me->voice->enter == NULL || strcmp(protocol, "plain") == 0)
		me->name = test_client_name(me->client);
	speak(me, me, me->voice->enter, NULL);
	hear(me, me, me->voice->entered, NULL);
}

/* ---- a cell -------------------------------------------------------------- */

static void
cross_send(const struct speaker *sender, const struct speaker *receiver)
{
	const char *text = "Hello,  \xe2\x82\xac!";
	bool is_heard = receiver->voice->hears_send != NULL;

	if (sender->voice->send == NULL)
		return;
	speak(sender, receiver, sender->voice->send, text);
	hear(sender, receiver,
	    is_heard ? sender->voice->sent : sender->voice->no_such_user, text);
	hear(receiver, sender, receiver->voice->hears_send, text);
}

static void
cross_say(const struct speaker *sender, const struct speaker *receiver)
{
	const char *text = "Hello,  all!";

	if (sender->voice->say == NULL)
		return;
	speak(sender, receiver, sender->voice->say, text);
	hear(sender, receiver, sender->voice->said, text);
	hear(receiver, sender, receiver->voice->hears_say, text);
}

/* What somebody does is shown to everybody as a text that says who does it. */
static void
cross_act(const struct speaker *sender, const struct speaker *receiver)
{
	const char *deed = "waves,  \xe2\x82\xac!";
	const char *shown = receiver->voice->deed != NULL
				? fill(receiver->voice->deed, "", "", deed)
				: test_format("* %s %s", sender->name, deed);

	if (sender->voice->act == NULL)
		return;
	speak(sender, receiver, sender->voice->act, deed);
	hear(sender, receiver,
	    receiver->voice->hears_send != NULL ? sender->voice->sent
						: sender->voice->no_such_user,
	    deed);
	hear(receiver, sender, receiver->voice->hears_send, shown);
	speak(sender, receiver, sender->voice->act_for_all, deed);
	hear(sender, receiver, sender->voice->said, deed);
	hear(receiver, sender, receiver->voice->hears_say, shown);
}

static void
cross_list(
    const struct speaker *sender, const struct speaker *receiver, bool is_there)
{
	const struct voice *voice = receiver->voice;

	if (voice->list == NULL)
		return;
	speak(receiver, sender, voice->list, NULL);
	hear(receiver, sender,
	    is_there && sender->voice->enter != NULL ? voice->together
						     : voice->alone,
	    NULL);
}

START_TEST(a_sender_reaches_a_receiver)
{
	struct speaker sender = { .voice = &voices[_i / VOICES],
		.name = "sam" };
	struct speaker receiver = { .voice = &voices[_i % VOICES],
		.name = "rita" };
	struct test_daemon *daemon = test_daemon_start_speaking(ALL,
	    test_format("drop_directory=%s", test_directory_create()), NULL);
	bool meet_in_room = sender.voice->say != NULL;

	test_nodes_keep_level(daemon);
	enter(daemon, &receiver);
	test_nodes_level();
	enter(daemon, &sender);
	if (meet_in_room)
		hear(&receiver, &sender, receiver.voice->hears_join, NULL);
	cross_send(&sender, &receiver);
	cross_say(&sender, &receiver);
	cross_act(&sender, &receiver);
	if (sender.voice->enter != NULL)
		test_nodes_await(sender.name, true);
	cross_list(&sender, &receiver, true);
	test_client_finish(sender.client);
	test_client_expect_end(sender.client);
	test_nodes_await(sender.name, false);
	if (meet_in_room)
		hear(&receiver, &sender, receiver.voice->hears_leave, NULL);
	cross_list(&sender, &receiver, false);
	/* Nothing else has come. */
	test_client_finish(receiver.client);
	test_client_expect_end(receiver.client);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(
	    tests, a_sender_reaches_a_receiver, 0, VOICES * VOICES);
}
