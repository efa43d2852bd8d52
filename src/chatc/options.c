/* SPDX-License-Identifier: MIT */
/*
 * The command line of chatc.  The environment's NO_COLOR (no-color.org) counts
 * as --no-color where no option speaks of colour.
 */

#include "chatc/options.h"

#include <err.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "chatc/codecs/codec.h"
#include "common/quantity.h"

enum {
	OPTIONS_PLAIN = 1,
	OPTIONS_COLOR,
	OPTIONS_NO_COLOR,
	OPTIONS_PROTOCOL,
	OPTIONS_TIMEOUT,
	OPTIONS_HELP,
	OPTIONS_VERSION,
};

static const struct option options_long[] = {
	{ "plain", no_argument, NULL, OPTIONS_PLAIN },
	{ "color", required_argument, NULL, OPTIONS_COLOR },
	{ "no-color", no_argument, NULL, OPTIONS_NO_COLOR },
	{ "protocol", required_argument, NULL, OPTIONS_PROTOCOL },
	{ "timeout", required_argument, NULL, OPTIONS_TIMEOUT },
	{ "help", no_argument, NULL, OPTIONS_HELP },
	{ "version", no_argument, NULL, OPTIONS_VERSION },
	{ NULL, 0, NULL, 0 },
};

static const char options_usage[] =
    "usage: chatc [OPTIONS] [NAME@]HOST[:PORT]\n"
    "       chatc --protocol=drop [OPTIONS] HOST[:PORT] FILE...\n"
    "\n"
    "Talk to the people on a chat server, or file texts there.\n"
    "\n"
    "  --protocol=NAME hello (default), sized, framed, plain; drop\n"
    "  --plain         lines for scripts, even on a terminal\n"
    "  --color=WHEN    colours: auto (default), always, never\n"
    "  --no-color      the same as --color=never\n"
    "  --timeout=TIME  wait so long for an answer: 500ms, 10s, 1min\n"
    "  --help          show this and leave\n"
    "  --version       show the version and leave\n"
    "\n"
    "Example: chatc alice@localhost\n";

static void
options_fail(const char *what, const char *argument)
{
	warnx("%s: %s", what, argument);
	fputs("Try 'chatc --help'.\n", stderr);
	exit(EX_USAGE);
}

static int
options_copy(char *target, size_t size, const char *text, size_t length)
{
	if (length >= size)
		return -1;
	memcpy(target, text, length);
	target[length] = '\0';
	return 0;
}

static int
options_parse_port(const char *text, struct options *options)
{
	size_t length = strspn(text, "0123456789");
	long port;

	if (length == 0 || text[length] != '\0' ||
	    options_copy(options->port, sizeof(options->port), text, length))
		return -1;
	port = strtol(text, NULL, 10);
	return port >= 1 && port <= 65535 ? 0 : -1;
}

/* Set *port_r to what follows the host's colon, or NULL. */
static int
options_parse_host(
    const char *text, struct options *options, const char **port_r)
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
		/* No colon, or the many of a bare IPv6 address. */
		end = text + strlen(text);
	}
	if (end == first)
		return -1;
	return options_copy(
	    options->host, sizeof(options->host), first, (size_t)(end - first));
}

int
options_parse_target(
    char *target, struct options *options, const char **error_r)
{
	char *at = strrchr(target, '@');
	const char *port;

	options->name = "";
	options->port[0] = '\0';
	if (at == target) {
		*error_r = "the name before '@' is missing";
		return -1;
	}
	if (at != NULL) {
		*at = '\0';
		options->name = target;
		target = at + 1;
	}
	if (options_parse_host(target, options, &port) == -1) {
		*error_r = "not a host";
		return -1;
	}
	if (port != NULL && options_parse_port(port, options) == -1) {
		*error_r = "not a port, 1 to 65535";
		return -1;
	}
	return 0;
}

static enum options_colour
options_parse_colour(const char *text)
{
	if (strcmp(text, "auto") == 0)
		return OPTIONS_COLOUR_AUTO;
	if (strcmp(text, "always") == 0)
		return OPTIONS_COLOUR_ALWAYS;
	if (strcmp(text, "never") != 0)
		options_fail("not one of auto, always, never", text);
	return OPTIONS_COLOUR_NEVER;
}

static int
options_parse_timeout(const char *text)
{
	uint64_t timeout_ms;

	if (quantity_parse_duration(text, &timeout_ms) == -1 ||
	    timeout_ms == 0 || timeout_ms > INT_MAX)
		options_fail("not a time such as 500ms or 10s", text);
	return (int)timeout_ms;
}

static void
options_set(struct options *options, int option, const char *argument)
{
	switch (option) {
	case OPTIONS_PLAIN:
		options->plain = true;
		break;
	case OPTIONS_COLOR:
		options->colour = options_parse_colour(argument);
		break;
	case OPTIONS_NO_COLOR:
		options->colour = OPTIONS_COLOUR_NEVER;
		break;
	case OPTIONS_PROTOCOL:
		options->wire = wire_find(argument);
		if (options->wire == NULL && strcmp(argument, "drop") != 0)
			options_fail("not a protocol", argument);
		break;
	case OPTIONS_TIMEOUT:
		options->timeout_ms = options_parse_timeout(argument);
		break;
	case OPTIONS_HELP:
		fputs(options_usage, stdout);
		exit(EX_OK);
	case OPTIONS_VERSION:
		printf("chatc %s\n", PACKAGE_VERSION);
		exit(EX_OK);
	default:
		/* getopt has said what is wrong. */
		fputs("Try 'chatc --help'.\n", stderr);
		exit(EX_USAGE);
	}
}

/* Refuse what the protocol has no use for, or cannot do without. */
static void
options_check(const struct options *options)
{
	if (options->wire != NULL && *options->files != NULL)
		options_fail("one argument too many", *options->files);
	if (options->wire == NULL && *options->files == NULL)
		options_fail("FILE is missing", "what to send?");
	if (options->wire == NULL && *options->name != '\0')
		options_fail("drop has no names", options->name);
}

void
options_parse(int argc, char **argv, struct options *options_r)
{
	const char *no_color = getenv("NO_COLOR"), *error;
	int option;

	*options_r = (struct options){ .wire = wire_find("hello"),
		.timeout_ms = OPTIONS_TIMEOUT_MS };
	if (no_color != NULL && *no_color != '\0')
		options_r->colour = OPTIONS_COLOUR_NEVER;
	while ((option = getopt_long(argc, argv, "", options_long, NULL)) != -1)
		options_set(options_r, option, optarg);
	if (optind == argc)
		options_fail("HOST is missing", "whom to connect to?");
	if (options_parse_target(argv[optind], options_r, &error) == -1)
		options_fail(error, argv[optind]);
	options_r->files = argv + optind + 1;
	options_check(options_r);
	if (options_r->timeout_ms == 0)
		options_r->timeout_ms = options_r->wire != NULL
					    ? OPTIONS_TIMEOUT_MS
					    : OPTIONS_FILING_TIMEOUT_MS;
}
