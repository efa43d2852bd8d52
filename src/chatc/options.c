/* SPDX-License-Identifier: MIT */
/*
 * The command line of chatc.  NO_COLOR in the environment (no-color.org) counts
 * as --no-color unless an option chooses otherwise.
 */

#include "chatc/options.h"

#include <err.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "chatc/codecs/codecs.h"
#include "common/quantity.h"

enum {
	CHATC_OPTIONS_PLAIN = 1,
	CHATC_OPTIONS_COLOR,
	CHATC_OPTIONS_NO_COLOR,
	CHATC_OPTIONS_PROTOCOL,
	CHATC_OPTIONS_TIMEOUT,
	CHATC_OPTIONS_SEND_TEXT,
	CHATC_OPTIONS_LISTEN_ONLY,
	CHATC_OPTIONS_JSON,
	CHATC_OPTIONS_BELL,
	CHATC_OPTIONS_LOG,
	CHATC_OPTIONS_HELP,
	CHATC_OPTIONS_VERSION,
};

static const struct option chatc_options_long[] = {
	{ "plain", no_argument, NULL, CHATC_OPTIONS_PLAIN },
	{ "color", required_argument, NULL, CHATC_OPTIONS_COLOR },
	{ "no-color", no_argument, NULL, CHATC_OPTIONS_NO_COLOR },
	{ "protocol", required_argument, NULL, CHATC_OPTIONS_PROTOCOL },
	{ "timeout", required_argument, NULL, CHATC_OPTIONS_TIMEOUT },
	{ "send", no_argument, NULL, CHATC_OPTIONS_SEND_TEXT },
	{ "listen", no_argument, NULL, CHATC_OPTIONS_LISTEN_ONLY },
	{ "json", no_argument, NULL, CHATC_OPTIONS_JSON },
	{ "bell", no_argument, NULL, CHATC_OPTIONS_BELL },
	{ "log", required_argument, NULL, CHATC_OPTIONS_LOG },
	{ "help", no_argument, NULL, CHATC_OPTIONS_HELP },
	{ "version", no_argument, NULL, CHATC_OPTIONS_VERSION },
	{ NULL, 0, NULL, 0 },
};

static const char chatc_options_usage[] =
    "usage: chatc [OPTIONS] [NAME@]HOST[:PORT]\n"
    "       chatc [OPTIONS] [NAME@]HOST[:PORT] --send TO [TEXT]\n"
    "       chatc [OPTIONS] [NAME@]HOST[:PORT] --listen [#ROOM]...\n"
    "       chatc --protocol=drop [OPTIONS] HOST[:PORT] FILE...\n"
    "\n"
    "Talk to the people on a chat server, send or hear messages in scripts,\n"
    "or file texts.\n"
    "\n"
    "  --protocol=NAME hello (default), sized, framed, plain; drop\n"
    "  --plain         print lines for scripts, even on a terminal\n"
    "  --color=WHEN    use colours: auto (default), always, never\n"
    "  --no-color      the same as --color=never\n"
    "  --timeout=TIME  wait this long for an answer: 500ms, 10s, 1min\n"
    "  --send          send TEXT, or lines of the input, to a user or #ROOM\n"
    "  --listen        print what is said to NAME, and in each ROOM\n"
    "  --json          print a JSON object a line, for programs\n"
    "  --bell          ring when somebody writes to you alone, or names you\n"
    "  --log=FILE      append the conversation to FILE\n"
    "  --help          show this help, and exit\n"
    "  --version       show the version, and exit\n"
    "\n"
    "Examples: chatc alice@localhost\n"
    "          uptime | chatc localhost --send '#ops'\n";

static void
chatc_options_fail(const char *what, const char *argument)
{
	warnx("%s: %s", what, argument);
	fputs("Try 'chatc --help'.\n", stderr);
	exit(EX_USAGE);
}

static int
chatc_options_copy(char *target, size_t size, const char *text, size_t length)
{
	if (length >= size)
		return -1;
	memcpy(target, text, length);
	target[length] = '\0';
	return 0;
}

static int
chatc_options_parse_port(const char *text, struct chatc_options *options)
{
	size_t length = strspn(text, "0123456789");
	long port;

	if (length == 0 || text[length] != '\0' ||
	    chatc_options_copy(
		options->port, sizeof(options->port), text, length))
		return -1;
	port = strtol(text, NULL, 10);
	return port >= 1 && port <= 65535 ? 0 : -1;
}

/* Take the host, and set *port_r to what follows its colon, or to NULL. */
static int
chatc_options_parse_host(
    const char *text, struct chatc_options *options, const char **port_r)
{
	const char *end, *first = text, *colon = strchr(text, ':');

	*port_r = NULL;
	if (*text == '[') {
		first = text + 1;
		end = strchr(first, ']');
		if (end == NULL || (end[1] != '\0' && end[1] != ':'))
			return -1;
		if (end[1] == ':')
			*port_r = end + 2;
	} else if (colon != NULL && strchr(colon + 1, ':') == NULL) {
		end = colon;
		*port_r = colon + 1;
	} else {
		/* There is no colon, or the many of a bare IPv6 address. */
		end = text + strlen(text);
	}
	if (end == first)
		return -1;
	return chatc_options_copy(
	    options->host, sizeof(options->host), first, (size_t)(end - first));
}

int
chatc_options_parse_target(
    char *target, struct chatc_options *options, const char **error_r)
{
	char *at = strrchr(target, '@');
	const char *port;

	options->name = "";
	options->port[0] = '\0';
	if (at == target) {
		*error_r = "the name before '@' is missing";
		return -1;
	}
	if (chatc_options_parse_host(
		at == NULL ? target : at + 1, options, &port) == -1) {
		*error_r = "not a host";
		return -1;
	}
	if (port != NULL && chatc_options_parse_port(port, options) == -1) {
		*error_r = "not a port, 1 to 65535";
		return -1;
	}

	/* What is wrong is shown as it was typed, so it is not cut before. */
	if (at != NULL) {
		*at = '\0';
		options->name = target;
	}
	return 0;
}

static enum chatc_options_colour
chatc_options_parse_colour(const char *text)
{
	if (strcmp(text, "auto") == 0)
		return CHATC_OPTIONS_COLOUR_AUTO;
	if (strcmp(text, "always") == 0)
		return CHATC_OPTIONS_COLOUR_ALWAYS;
	if (strcmp(text, "never") != 0)
		chatc_options_fail("not one of auto, always, never", text);
	return CHATC_OPTIONS_COLOUR_NEVER;
}

static int
chatc_options_parse_timeout(const char *text)
{
	uint64_t timeout_ms;

	if (quantity_parse_duration(text, &timeout_ms) == -1 ||
	    timeout_ms == 0 || timeout_ms > INT_MAX)
		chatc_options_fail("not a time such as 500ms or 10s", text);
	return (int)timeout_ms;
}

static void
chatc_options_set_task(
    struct chatc_options *options, enum chatc_options_task task)
{
	if (options->task != CHATC_OPTIONS_TALK && options->task != task)
		chatc_options_fail("cannot do both", "--send and --listen");
	options->task = task;
}

static void
chatc_options_set(
    struct chatc_options *options, int option, const char *argument)
{
	switch (option) {
	case CHATC_OPTIONS_PLAIN:
		options->plain = true;
		break;
	case CHATC_OPTIONS_COLOR:
		options->colour = chatc_options_parse_colour(argument);
		break;
	case CHATC_OPTIONS_NO_COLOR:
		options->colour = CHATC_OPTIONS_COLOUR_NEVER;
		break;
	case CHATC_OPTIONS_PROTOCOL:
		options->codec = codec_find(argument);
		if (options->codec == NULL && strcmp(argument, "drop") != 0)
			chatc_options_fail("not a protocol", argument);
		break;
	case CHATC_OPTIONS_TIMEOUT:
		options->timeout_ms = chatc_options_parse_timeout(argument);
		break;
	case CHATC_OPTIONS_SEND_TEXT:
		chatc_options_set_task(options, CHATC_OPTIONS_SEND);
		break;
	case CHATC_OPTIONS_LISTEN_ONLY:
		chatc_options_set_task(options, CHATC_OPTIONS_LISTEN);
		break;
	case CHATC_OPTIONS_JSON:
		options->json = true;
		break;
	case CHATC_OPTIONS_BELL:
		options->bell = true;
		break;
	case CHATC_OPTIONS_LOG:
		options->log = argument;
		break;
	case CHATC_OPTIONS_HELP:
		fputs(chatc_options_usage, stdout);
		exit(EX_OK);
	case CHATC_OPTIONS_VERSION:
		printf("chatc %s\n", PACKAGE_VERSION);
		exit(EX_OK);
	default:
		/* getopt has said what is wrong. */
		fputs("Try 'chatc --help'.\n", stderr);
		exit(EX_USAGE);
	}
}

/* Refuse what cannot be a name or, as these have none, a room. */
static void
chatc_options_check_name(const char *name)
{
	if (*name == '\0' || strpbrk(name, " \t\r\n@!") != NULL)
		chatc_options_fail("not a name", name);
}

static void
chatc_options_check_send(const struct chatc_options *options)
{
	const char *to = *options->arguments;

	if (to == NULL)
		chatc_options_fail("TO is missing", "who is it for?");
	chatc_options_check_name(to);
	if (*to == '#' && options->codec->join == NULL)
		chatc_options_fail("this protocol has no rooms to join", to);
}

static void
chatc_options_check_listen(const struct chatc_options *options)
{
	for (char **room = options->arguments; *room != NULL; room++) {
		chatc_options_check_name(*room);
		if (options->codec->join == NULL)
			chatc_options_fail(
			    "this protocol has no rooms to join", *room);
		if (**room != '#')
			chatc_options_fail("not a room, #NAME", *room);
	}
}

/* Refuse arguments that what is to be done has no use for, or their absence. */
static void
chatc_options_check(struct chatc_options *options)
{
	if (options->codec == NULL && options->task != CHATC_OPTIONS_TALK)
		chatc_options_fail("drop has no messages", "--send, --listen");
	if (options->codec == NULL)
		options->task = CHATC_OPTIONS_FILE;
	switch (options->task) {
	case CHATC_OPTIONS_TALK:
		if (*options->arguments != NULL)
			chatc_options_fail(
			    "one argument too many", *options->arguments);
		break;
	case CHATC_OPTIONS_SEND:
		chatc_options_check_send(options);
		break;
	case CHATC_OPTIONS_LISTEN:
		chatc_options_check_listen(options);
		break;
	case CHATC_OPTIONS_FILE:
		if (*options->arguments == NULL)
			chatc_options_fail(
			    "FILE is missing", "there is nothing to send");
		if (*options->name != '\0')
			chatc_options_fail("drop has no names", options->name);
		break;
	}
}

void
chatc_options_parse(int argc, char **argv, struct chatc_options *options_r)
{
	const char *no_color = getenv("NO_COLOR"), *error;
	int option;

	*options_r = (struct chatc_options){ .codec = codec_find("hello") };
	if (no_color != NULL && *no_color != '\0')
		options_r->colour = CHATC_OPTIONS_COLOUR_NEVER;
	while ((option = getopt_long(
		    argc, argv, "", chatc_options_long, NULL)) != -1)
		chatc_options_set(options_r, option, optarg);
	if (optind == argc)
		chatc_options_fail(
		    "HOST is missing", "there is no server to connect to");
	if (chatc_options_parse_target(argv[optind], options_r, &error) == -1)
		chatc_options_fail(error, argv[optind]);
	options_r->arguments = argv + optind + 1;
	chatc_options_check(options_r);
	if (options_r->timeout_ms == 0)
		options_r->timeout_ms = options_r->codec != NULL
					    ? CHATC_OPTIONS_TIMEOUT_MS
					    : CHATC_OPTIONS_UPLOAD_TIMEOUT_MS;
}
