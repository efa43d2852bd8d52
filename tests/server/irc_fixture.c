/* SPDX-License-Identifier: MIT */
/*
 * Lines of irc, for tests.
 */

#include "server/irc_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "common/clock.h"

/* What a test takes, and clocks differ by, is less. */
#define IRC_CLOCK_S 120

#define SERVER ":irc.chatd "

/* Return lines with "\r\n" in place of "\n". */
static const char *
irc_lines(const char *lines)
{
	const char *text = "";

	while (*lines != '\0') {
		int size = (int)strcspn(lines, "\n");

		text = test_format("%s%.*s", text, size, lines);
		lines += size;
		if (*lines != '\n')
			break;
		text = test_format("%s\r\n", text);
		lines++;
	}
	return text;
}

struct test_client *
irc_connect(const struct test_daemon *daemon)
{
	return test_client_connect_protocol(daemon, "irc");
}

void
irc_send(struct test_client *client, const char *lines)
{
	test_client_send(client, irc_lines(lines));
}

void
irc_expect(struct test_client *client, const char *lines)
{
	test_client_expect(client, irc_lines(lines));
}

void
irc_ask(struct test_client *client, const char *request, const char *reply)
{
	test_client_ask(client, irc_lines(request), irc_lines(reply));
}

void
irc_expect_at_last(struct test_client *client, const char *lines)
{
	int size = (int)strcspn(lines, "\n");
	const char *first = test_format("%.*s\r", size, lines);
	const char *line = test_client_take_line(client);

	while (strcmp(line, first) != 0) {
		ck_assert_msg(strncmp(line, SERVER, strlen(SERVER)) == 0,
		    "\"%s\" in place of \"%s\"", line, first);
		line = test_client_take_line(client);
	}
	irc_expect(client, lines + size + 1);
}

void
irc_pass_welcome(struct test_client *client)
{
	while (strstr(test_client_take_line(client), " 422 ") == NULL)
		continue;
}

struct test_client *
irc_login(const struct test_daemon *daemon, const char *name)
{
	struct test_client *client = irc_connect(daemon);

	irc_send(client,
	    test_format("NICK %s\nUSER %s 0 * :%s\n", name, name, name));
	irc_pass_welcome(client);
	return client;
}

struct test_client *
irc_login_with(const struct test_daemon *daemon, const char *name,
    const char *capabilities)
{
	struct test_client *client = irc_login(daemon, name);

	irc_ask(client, test_format("CAP REQ :%s\n", capabilities),
	    test_format(":irc.chatd CAP %s ACK :%s\n", name, capabilities));
	return client;
}

void
irc_join(struct test_client *client, const char *room)
{
	irc_send(client, test_format("JOIN #%s\n", room));
	while (strstr(test_client_take_line(client), " 366 ") == NULL)
		continue;
}

/* Expect a line that begins like that and ends with a time about now. */
static void
irc_expect_time(struct test_client *client, const char *begin)
{
	const char *line = test_client_take_line(client);
	unsigned long long time_s, now_s = clock_real_ms() / 1000;

	ck_assert_msg(strncmp(line, begin, strlen(begin)) == 0,
	    "\"%s\" in place of \"%s\"", line, begin);
	time_s = strtoull(line + strlen(begin), NULL, 10);
	ck_assert_uint_le(time_s, now_s + IRC_CLOCK_S);
	ck_assert_uint_ge(time_s + IRC_CLOCK_S, now_s);
}

void
irc_expect_topic_by(struct test_client *client, const char *whom)
{
	irc_expect_time(client, test_format(SERVER "333 %s ", whom));
}

void
irc_expect_made(struct test_client *client, const char *whom)
{
	irc_expect_time(client, test_format(SERVER "329 %s ", whom));
}

void
irc_expect_past(struct test_client *client, const char *whom, const char *who)
{
	int size = (int)strcspn(who, " ");
	const char *begin = test_format(
	    SERVER "312 %s %.*s irc.chatd :2", whom, size, who);
	const char *line;

	irc_expect(client, test_format(SERVER "314 %s %s\n", whom, who));
	line = test_client_take_line(client);
	ck_assert_msg(strncmp(line, begin, strlen(begin)) == 0,
	    "\"%s\" in place of \"%s\"", line, begin);
	ck_assert_uint_eq(
	    strlen(line), strlen(begin) + strlen("026-11-29T12:00:00Z\r"));
}

void
irc_found(struct test_client *client, const char *name, const char *room)
{
	irc_ask(client, test_format("JOIN #%s\n", room),
	    test_format(":%s!%s@chatd JOIN #%s\n"
			":irc.chatd 353 %s = #%s :@%s\n"
			":irc.chatd 366 %s #%s :End of /NAMES list\n",
		name, name, room, name, room, name, name, room));
}

void
irc_quit(struct test_client *client)
{
	irc_send(client, "QUIT\n");
	test_client_take_until(client, "ERROR :Closing link: Quit\r");
	test_client_expect_end(client);
	test_client_close(client);
}
