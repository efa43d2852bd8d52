/* SPDX-License-Identifier: MIT */
/*
 * irc: from the first line to a name.  S stands for the source of the server.
 */

#include <sys/stat.h>

#include <signal.h>
#include <string.h>

#include "server/irc_fixture.h"

#define S ":irc.chatd "

#define OFFERED                                                                \
	"account-notify account-tag away-notify batch cap-notify "             \
	"chghost echo-message extended-join extended-monitor invite-notify "   \
	"labeled-response message-tags multi-prefix no-implicit-names sasl"

#define OFFERED_MORE " server-time setname standard-replies userhost-in-names\n"

/* Lines of which one after the other is sent, and in the end alice is in. */
static const char *const orders[] = {
	"NICK alice\nUSER a 0 * :A\n",
	"USER a 0 * :A\nNICK alice\n",
	"nick alice\nuser a 0 * A\n",
	"CAP LS 302\nNICK alice\nUSER a 0 * :A\nCAP END\n",
	"CAP LS\nCAP REQ :multi-prefix\nUSER a 0 * :A\nCAP END\nNICK alice\n",
	"NICK alice\nCAP REQ :no-such\nUSER a 0 * :A\nCAP END\n",
	"NICK bob\nNICK alice\nPING x\nUSER a 0 * :A\n",
	"CAP LIST\nNICK alice\nUSER a 0 * :A\n",
	"PASS whatever\nNICK alice\nUSER a 0 * :A\n",
};

START_TEST(lines_may_come_in_any_order)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_connect(daemon);
	struct test_client *bob = test_client_login(daemon, "bob");

	irc_send(alice, orders[_i]);
	irc_pass_welcome(alice);
	test_client_ask(bob, "SEND alice hi\n", "SEND-OK\n");
	irc_expect(alice, ":bob!bob@chatd PRIVMSG alice :hi\n");
}
END_TEST

START_TEST(the_welcome_says_what_is_configured)
{
	struct test_daemon *daemon = irc_start(
	    "name_max=20", "rooms_max=7", NULL);
	struct test_client *alice = irc_connect(daemon);

	irc_send(alice, "NICK alice\nUSER a 0 * :A\n");
	irc_expect(alice,
	    S "001 alice :Welcome to the chatd Network, alice!a@chatd\n");
	ck_assert_ptr_nonnull(strstr(test_client_take_line(alice), " 002 "));
	ck_assert_ptr_nonnull(strstr(test_client_take_line(alice), " 003 "));
	ck_assert_ptr_nonnull(strstr(test_client_take_line(alice), " 004 "));
	irc_expect(alice,
	    S "005 alice AWAYLEN=200 CASEMAPPING=ascii CHANLIMIT=#:7 "
	      "CHANMODES=Ibe,k,l,imnrst CHANNELLEN=21 CHANTYPES=# "
	      "NETWORK=chatd NICKLEN=20 :are supported by this server\n" S
	      "005 alice BOT=B ELIST=CMNTU EXCEPTS=e INVEX=I KEYLEN=32 "
	      "KICKLEN=255 MAXLIST=Ibe:64 MODES=12 MONITOR=100 NAMELEN=150 "
	      "PREFIX=(ov)@+ :are supported by this server\n" S
	      "005 alice QUITLEN=249 SAFELIST STATUSMSG=@+ "
	      "TARGMAX=JOIN:,KICK:,LIST:,NAMES:,NOTICE:4,PART:,PRIVMSG:4,"
	      "TAGMSG:4,WHOIS:1 TOPICLEN=400 USERLEN=10 UTF8ONLY WHOX "
	      ":are supported by this server\n" S
	      "251 alice :There are 1 users and 0 invisible on 1 servers\n" S
	      "255 alice :I have 1 clients and 0 servers\n" S
	      "265 alice 1 1 :Current local users 1, max 1\n" S
	      "266 alice 1 1 :Current global users 1, max 1\n" S
	      "422 alice :MOTD File is missing\n");
}
END_TEST

/* What a file has, and what alice is told of it, or the log. */
static const struct {
	const char *text;
	const char *lines;
	const char *fault;
} messages[] = {
	{ "Be kind.\r\n\n\ta\tb\002c",
	    S "372 alice :- Be kind.\n" S "372 alice :- \n" S
	      "372 alice :-         a       b\002c\n",
	    NULL },
	/* 78 bytes, and a character of three that would be cut. */
	{ "123456789 123456789 123456789 123456789 123456789 123456789 "
	  "123456789 12345678\xe2\x82\xac and more\n",
	    S "372 alice :- 123456789 123456789 123456789 123456789 "
	      "123456789 123456789 123456789 12345678\n" S
	      "372 alice :- \xe2\x82\xac and more\n",
	    NULL },
	{ "one\ntw\xff\n", NULL, ":2: found bytes that are not UTF-8" },
	{ "one\n\n\033[0m", NULL, ":3: found a control character, want text" },
	{ "\xc2\x9b", NULL, ":1: found a control character, want text" },
};

/* A reload that is refused leaves the message as it was. */
START_TEST(a_file_has_the_message_of_the_day)
{
	const char *path = test_file_create("before\n", strlen("before\n"));
	struct test_daemon *daemon = irc_start(
	    "workers=1", test_format("motd_file=%s", path), NULL);
	struct test_client *alice = irc_connect(daemon);
	const char *lines = messages[_i].lines;

	irc_send(alice, "NICK alice\nUSER a 0 * :A\n");
	irc_expect_at_last(alice,
	    S "375 alice :- irc.chatd Message of the day -\n" S
	      "372 alice :- before\n" S "376 alice :End of /MOTD command.\n");
	test_file_replace(path, messages[_i].text, strlen(messages[_i].text));
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon,
	    lines != NULL ? "reloaded the configuration" : messages[_i].fault);
	/* The worker gets newcomers after what was new before them. */
	test_client_login(daemon, "bob");
	irc_ask(alice, "MOTD irc.chatd\n",
	    test_format(S "375 alice :- irc.chatd Message of the day -\n%s" S
			  "376 alice :End of /MOTD command.\n",
		lines != NULL ? lines : S "372 alice :- before\n"));
	irc_ask(alice, "MOTD elsewhere\n",
	    S "402 alice elsewhere :No such server\n");
}
END_TEST

static const char *
silence_text(const char *silence)
{
	return test_format("address = 127.0.0.1\nport = 0\nirc_ping = %s\n"
			   "listener irc { protocol = irc port = 0 }\n",
	    silence);
}

/* Those who are there already, too. */
START_TEST(a_reload_has_silent_clients_asked)
{
	const char *text = silence_text("0");
	const char *path = test_file_create(text, strlen(text));
	struct test_daemon *daemon = test_daemon_start_file(path);
	struct test_client *alice = irc_login(daemon, "alice");

	text = silence_text("1s");
	test_file_replace(path, text, strlen(text));
	test_daemon_signal(daemon, SIGHUP);
	irc_expect(alice, "PING :irc.chatd\n");
}
END_TEST

static const char *
name_text(const char *server, const char *network)
{
	return test_format("address = 127.0.0.1\nport = 0\n"
			   "irc_server_name = %s\nirc_network = %s\n"
			   "listener irc { protocol = irc port = 0 }\n",
	    server, network);
}

START_TEST(the_server_and_the_network_have_names)
{
	const char *text = name_text("irc.example.org", "Example-Net");
	const char *path = test_file_create(text, strlen(text));
	struct test_daemon *daemon = test_daemon_start_file(path);
	struct test_client *alice = irc_connect(daemon);

	irc_ask(alice, "PING x\nNICK alice\nUSER alice 0 * :A\n",
	    ":irc.example.org PONG irc.example.org :x\n"
	    ":irc.example.org 001 alice :Welcome to the Example-Net Network, "
	    "alice!alice@chatd\n");
	while (strstr(test_client_take_line(alice), " NETWORK=Example-Net ") ==
	       NULL)
		continue;
	while (strstr(test_client_take_line(alice), ".org 422 alice ") == NULL)
		continue;
	irc_ask(alice, "VERSION irc.chatd\n",
	    ":irc.example.org 402 alice irc.chatd :No such server\n");
	irc_ask(alice, "LINKS\n",
	    ":irc.example.org 364 alice irc.example.org irc.example.org "
	    ":0 Example-Net\n"
	    ":irc.example.org 365 alice * :End of /LINKS list\n");
	text = name_text("chat.example.org", "Other");
	test_file_replace(path, text, strlen(text));
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon, "reloaded the configuration");
	irc_ask(
	    alice, "PING x\n", ":chat.example.org PONG chat.example.org :x\n");
}
END_TEST

START_TEST(a_nick_in_use_is_tried_again)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_connect(daemon);

	test_client_login(daemon, "bob");
	irc_ask(alice, "NICK bob\nUSER a 0 * :A\n",
	    S "433 * bob :Nickname is already in use\n");
	irc_ask(alice, "NICK a!\n", S "432 * a! :Erroneous nickname\n");
	irc_send(alice, "NICK alice\n");
	irc_pass_welcome(alice);
}
END_TEST

/* What is answered to somebody who has not registered. */
static const char *const early[][2] = {
	{ "JOIN #tea\n", S "451 * :You have not registered\n" },
	{ "PRIVMSG bob :hi\n", S "451 * :You have not registered\n" },
	{ "SUMMON\n", S "451 * :You have not registered\n" },
	{ "NOTICE bob :hi\nPING x\n", S "PONG irc.chatd :x\n" },
	{ "NICK\n", S "431 * :No nickname given\n" },
	{ "NICK IRC.chatd\nUSER a 0 * :a\n",
	    S "433 * IRC.chatd :Nickname is already in use\n" },
	{ "USER a b c\n", S "461 * USER :Not enough parameters\n" },
	{ "PASS\n", S "461 * PASS :Not enough parameters\n" },
	{ "CAP LS\n", S "CAP * LS :" OFFERED OFFERED_MORE },
	{ "CAP LS 302\n", S "CAP * LS :" OFFERED "=PLAIN" OFFERED_MORE },
	{ "CAP LS 302\nCAP LIST\n",
	    S "CAP * LS :" OFFERED "=PLAIN" OFFERED_MORE S
	      "CAP * LIST :cap-notify\n" },
	{ "CAP REQ :echo-message sasl\nCAP REQ -sasl\nCAP LIST\n",
	    S "CAP * ACK :echo-message sasl\n" S "CAP * ACK :-sasl\n" S
	      "CAP * LIST :echo-message\n" },
	{ "CAP REQ :echo-message x\nCAP LIST\n",
	    S "CAP * NAK :echo-message x\n" S "CAP * LIST :\n" },
	{ "AUTHENTICATE PLAIN\n", S "904 * :SASL authentication failed\n" },
	{ "QUIT\n", "ERROR :Closing link: Quit\n" },
};

START_TEST(little_is_done_before)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_connect(daemon);

	irc_ask(alice, early[_i][0], early[_i][1]);
	test_client_finish(alice);
	test_client_expect_end(alice);
}
END_TEST

START_TEST(a_nick_may_change_its_capitals)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login(daemon, "alice");

	irc_ask(alice, "NICK Alice\n", ":alice!alice@chatd NICK Alice\n");
	irc_ask(alice, "MODE aLICE\n", S "221 Alice +\n");
}
END_TEST

START_TEST(a_browser_is_hung_up_on)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *browser = irc_connect(daemon);
	bool is_reset;

	irc_send(browser, "GET / HTTP/1.1\n");
	ck_assert_uint_eq(test_client_drain(browser, &is_reset), 0);
}
END_TEST

START_TEST(a_full_server_says_so)
{
	struct test_daemon *daemon = irc_start("max_clients=1", NULL);
	struct test_client *alice = irc_connect(daemon);

	test_client_login(daemon, "bob");
	irc_ask(alice, "NICK alice\nUSER a 0 * :A\n",
	    "ERROR :Closing link: Server full\n");
	test_client_expect_end(alice);
}
END_TEST

START_TEST(whoever_does_not_finish_is_hung_up_on)
{
	struct test_daemon *daemon = irc_start("login_timeout=1s", NULL);
	struct test_client *alice = irc_connect(daemon);
	bool is_reset;

	irc_send(alice, "CAP LS 302\nNICK alice\nUSER a 0 * :A\n");
	test_client_drain(alice, &is_reset);
}
END_TEST

START_TEST(a_long_line_is_refused_before_it_is_whole)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_connect(daemon);

	/* 1024 bytes are kept of whoever has yet to register. */
	test_client_send(alice, test_format("PING %02000d", 1));
	irc_expect(alice, S "417 * :Input line was too long\n");
	irc_ask(alice, "\nPING x\n", S "PONG irc.chatd :x\n");
}
END_TEST

/* Return what is shown of somebody of whom a proxy says where they are. */
static const char *
see_host(const struct test_daemon *daemon, const char *address)
{
	struct test_client *alice = irc_connect(daemon);
	const char *host = S "396 alice ";
	const char *line;

	irc_send(alice, test_format("PROXY TCP4 %s 198.51.100.1 56324 6667\n"
				    "NICK alice\nUSER alice 0 * :Alice\n",
			    address));
	do
		line = test_client_take_line(alice);
	while (strncmp(line, host, strlen(host)) != 0);
	host = test_format("%.16s", line + strlen(host));
	irc_quit(alice);
	return host;
}

/* As another one of a cluster is, or the same after a restart. */
START_TEST(daemons_with_one_key_show_the_same_host)
{
	const char *line = "00112233445566778899AABBCCDDeeff\n";
	const char *path = test_file_create(line, strlen(line));
	const char *option = test_format("cloak_key_file=%s", path);
	struct test_daemon *one, *other;
	const char *host;

	ck_assert_int_eq(chmod(path, 0600), 0);
	one = irc_start("proxy_from=127.0.0.0/8", option, NULL);
	other = irc_start("proxy_from=127.0.0.0/8", option, NULL);
	host = see_host(one, "192.0.2.7");
	ck_assert_str_eq(see_host(other, "192.0.2.7"), host);
	ck_assert_str_ne(see_host(other, "192.0.2.8"), host);
	other = irc_start("proxy_from=127.0.0.0/8", NULL);
	ck_assert_str_ne(see_host(other, "192.0.2.7"), host);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, lines_may_come_in_any_order, 0,
	    (int)(sizeof(orders) / sizeof(orders[0])));
	test_cases_add(tests, the_welcome_says_what_is_configured);
	test_cases_add_loop_but(tests, a_file_has_the_message_of_the_day, 0,
	    (int)(sizeof(messages) / sizeof(messages[0])), "not_nodes");
	test_cases_add_alone(tests, a_reload_has_silent_clients_asked);
	test_cases_add_but(tests, the_server_and_the_network_have_names,
	    "not_unix not_tls not_late not_nodes");
	test_cases_add(tests, a_nick_in_use_is_tried_again);
	test_cases_add_loop(tests, little_is_done_before, 0,
	    (int)(sizeof(early) / sizeof(early[0])));
	test_cases_add(tests, a_nick_may_change_its_capitals);
	test_cases_add(tests, a_browser_is_hung_up_on);
	test_cases_add_alone(tests, a_full_server_says_so);
	test_cases_add(tests, whoever_does_not_finish_is_hung_up_on);
	test_cases_add(tests, a_long_line_is_refused_before_it_is_whole);
	test_cases_add_but(
	    tests, daemons_with_one_key_show_the_same_host, "not_nodes");
}
