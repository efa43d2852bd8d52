/* SPDX-License-Identifier: MIT */
#include "server/crossing_fixture.h"

#include <string.h>

#include "common/test_nodes.h"
#include "common/test_support.h"
#include "server/irc_fixture.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

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
	    .has_codes = true,
	    .line_max = 510,
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

_Static_assert(sizeof(voices) / sizeof(voices[0]) == CROSSING_VOICES,
    "each protocol has a voice");

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

const struct voice *
crossing_voice(int number)
{
	return &voices[number];
}

const char *
crossing_fill(
    const char *words, const char *me, const char *other, const char *text)
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

void
crossing_speak(const struct speaker *me, const struct speaker *other,
    const char *words, const char *text)
{
	if (words != NULL)
		me->voice->write(me->client,
		    crossing_fill(words, me->name, other->name, text));
}

void
crossing_hear(const struct speaker *me, const struct speaker *other,
    const char *words, const char *text)
{
	if (words != NULL)
		me->voice->expect(me->client,
		    crossing_fill(words, me->name, other->name, text));
}

void
crossing_enter(const struct test_daemon *daemon, struct speaker *me)
{
	const char *protocol = me->voice->protocol;

	me->client = test_client_connect_protocol(daemon, protocol);
	if (me->voice->enter == NULL || strcmp(protocol, "plain") == 0)
		me->name = test_client_name(me->client);
	crossing_speak(me, me, me->voice->enter, NULL);
	crossing_hear(me, me, me->voice->entered, NULL);
}
