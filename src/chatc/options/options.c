/* SPDX-License-Identifier: MIT */
/*
 * The command line of chatc, and the file of options that it overrules.  So the
 * command line is read twice: for --config, and after that file.  NO_COLOR in
 * the environment (no-color.org) counts as --no-color unless an option chooses
 * otherwise.
 */

#include "chatc/options/options_private.h"

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "chatc/codecs/buffer.h"
#include "chatc/codecs/codecs.h"
#include "chatc/options/option_file.h"
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
	CHATC_OPTIONS_CONFIG,
	CHATC_OPTIONS_TLS,
	CHATC_OPTIONS_NO_TLS,
	CHATC_OPTIONS_CA,
	CHATC_OPTIONS_TOFU,
	CHATC_OPTIONS_CERTIFICATE,
	CHATC_OPTIONS_KEY,
	CHATC_OPTIONS_PASSWORD_FILE,
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
	{ "config", required_argument, NULL, CHATC_OPTIONS_CONFIG },
	{ "tls", no_argument, NULL, CHATC_OPTIONS_TLS },
	{ "no-tls", no_argument, NULL, CHATC_OPTIONS_NO_TLS },
	{ "ca", required_argument, NULL, CHATC_OPTIONS_CA },
	{ "tofu", no_argument, NULL, CHATC_OPTIONS_TOFU },
	{ "cert", required_argument, NULL, CHATC_OPTIONS_CERTIFICATE },
	{ "key", required_argument, NULL, CHATC_OPTIONS_KEY },
	{ "password-file", required_argument, NULL,
	    CHATC_OPTIONS_PASSWORD_FILE },
	{ "help", no_argument, NULL, CHATC_OPTIONS_HELP },
	{ "version", no_argument, NULL, CHATC_OPTIONS_VERSION },
	{ NULL, 0, NULL, 0 },
};

/*
 * Those that make sense in a file, where "server" is one that has no option. A
 * password is for one server, and the command line may have another.
 */
static const char *const chatc_options_in_file[] = { "bell", "ca", "cert",
	"color", "key", "log", "plain", "protocol", "timeout", "tls", "tofu" };

/* The text of the file; options borrow from it to the end of the program. */
static struct buffer chatc_options_text;

static const char chatc_options_usage[] =
    "usage: chatc [OPTIONS] [NAME@]HOST[:PORT]\n"
    "       chatc [OPTIONS] [NAME@]HOST[:PORT] --send TO [TEXT]\n"
    "       chatc [OPTIONS] [NAME@]HOST[:PORT] --listen [#ROOM]...\n"
    "       chatc --protocol=drop [OPTIONS] HOST[:PORT] FILE...\n"
    "       unix:PATH may stand in place of HOST[:PORT]\n"
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
    "  --tls           encrypt, and talk to no server that cannot prove who it "
    "is\n"
    "  --ca=FILE       trust these certificates, not the system's\n"
    "  --tofu          trust the key that a server shows first, and no other\n"
    "  --cert=FILE     show the server this certificate of yours\n"
    "  --key=FILE      its key, if that is in another file\n"
    "  --no-tls        do not encrypt, whatever the file of options says\n"
    "  --password-file=FILE\n"
    "                  the password of NAME, if it is yours, is in FILE\n"
    "  --config=FILE   read options there, not in ~/.config/chatd/chatc.conf\n"
    "  --help          show this help, and exit\n"
    "  --version       show the version, and exit\n"
    "\n"
    "Examples: chatc alice@localhost\n"
    "          uptime | chatc localhost --send '#ops'\n";

_Noreturn static void
chatc_options_fail(const char *what, const char *argument)
{
	warnx("%s: %s", what, argument);
	fputs("Try 'chatc --help'.\n", stderr);
	exit(EX_USAGE);
}

/* These return what is wrong with the text, or NULL. */
static const char *
chatc_options_parse_colour(const char *text, enum chatc_options_colour *colour)
{
	if (strcmp(text, "auto") == 0)
		*colour = CHATC_OPTIONS_COLOUR_AUTO;
	else if (strcmp(text, "always") == 0)
		*colour = CHATC_OPTIONS_COLOUR_ALWAYS;
	else if (strcmp(text, "never") == 0)
		*colour = CHATC_OPTIONS_COLOUR_NEVER;
	else
		return "not one of auto, always, never";
	return NULL;
}

static const char *
chatc_options_parse_timeout(const char *text, int *timeout_ms)
{
	uint64_t duration_ms;

	if (quantity_parse_duration(text, &duration_ms) == -1 ||
	    duration_ms == 0 || duration_ms > INT_MAX)
		return "not a time such as 500ms or 10s";
	*timeout_ms = (int)duration_ms;
	return NULL;
}

static const char *
chatc_options_parse_protocol(const char *text, const struct codec **codec)
{
	*codec = codec_find(text);
	return *codec != NULL || strcmp(text, "drop") == 0
		   ? NULL
		   : "not one of hello, sized, framed, plain, drop";
}

static void
chatc_options_set_task(
    struct chatc_options *options, enum chatc_options_task task)
{
	if (options->task != CHATC_OPTIONS_TALK && options->task != task)
		chatc_options_fail("cannot do both", "--send and --listen");
	options->task = task;
}

/*
 * Set an option about who is who and who reads along, and say whether it is
 * one.  The last one of --ca and --tofu counts.
 */
static bool
chatc_options_set_proof(
    struct chatc_options *options, int option, const char *argument)
{
	switch (option) {
	case CHATC_OPTIONS_TLS:
		options->tls = true;
		break;
	case CHATC_OPTIONS_CA:
		options->ca = argument;
		options->tofu = false;
		break;
	case CHATC_OPTIONS_TOFU:
		options->tofu = true;
		options->ca = NULL;
		break;
	case CHATC_OPTIONS_CERTIFICATE:
		options->certificate = argument;
		break;
	case CHATC_OPTIONS_KEY:
		options->key = argument;
		break;
	case CHATC_OPTIONS_PASSWORD_FILE:
		options->password_file = argument;
		break;
	case CHATC_OPTIONS_NO_TLS:
		options->tls = false;
		options->tofu = false;
		options->ca = NULL;
		options->certificate = NULL;
		options->key = NULL;
		break;
	default:
		return false;
	}
	return true;
}

/* Set an option; return what is wrong with its argument, or NULL. */
static const char *
chatc_options_set(
    struct chatc_options *options, int option, const char *argument)
{
	if (chatc_options_set_proof(options, option, argument))
		return NULL;
	switch (option) {
	case CHATC_OPTIONS_PLAIN:
		options->plain = true;
		break;
	case CHATC_OPTIONS_COLOR:
		return chatc_options_parse_colour(argument, &options->colour);
	case CHATC_OPTIONS_NO_COLOR:
		options->colour = CHATC_OPTIONS_COLOUR_NEVER;
		break;
	case CHATC_OPTIONS_PROTOCOL:
		return chatc_options_parse_protocol(argument, &options->codec);
	case CHATC_OPTIONS_TIMEOUT:
		return chatc_options_parse_timeout(
		    argument, &options->timeout_ms);
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
	case CHATC_OPTIONS_CONFIG:
		break; /* it has been read */
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
	return NULL;
}

/* Set the option of a line; return what is wrong with it, or NULL. */
static const char *
chatc_options_set_line(
    struct chatc_options *options, const struct option_file *file)
{
	const struct option *row = chatc_options_long;
	size_t i = 0, count = sizeof(chatc_options_in_file) /
			      sizeof(chatc_options_in_file[0]);
	const char *error = NULL;

	if (strcmp(file->name, "server") == 0) {
		(void)chatc_options_parse_target(file->value, options, &error);
		return error;
	}
	while (i < count && strcmp(file->name, chatc_options_in_file[i]) != 0)
		i++;
	if (i == count)
		return "there is no such option";
	while (strcmp(row->name, file->name) != 0)
		row++;
	if (row->has_arg == no_argument && strcmp(file->value, "no") == 0)
		return NULL;
	if (row->has_arg == no_argument && strcmp(file->value, "yes") != 0)
		return "neither yes nor no";
	return chatc_options_set(options, row->val, file->value);
}

/* Read a whole file.  Return 0, or -1 with errno. */
static int
chatc_options_read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char piece[4096];
	size_t size;
	int error;

	if (file == NULL)
		return -1;
	while ((size = fread(piece, 1, sizeof(piece), file)) > 0)
		buffer_append(&chatc_options_text, piece, size);
	buffer_append(&chatc_options_text, "", 1);
	error = ferror(file) ? errno : 0;
	(void)fclose(file);
	errno = error;
	return error == 0 ? 0 : -1;
}

/* Set the options of a file, which may be missing if it was not asked for. */
static void
chatc_options_read_file(
    struct chatc_options *options, const char *path, bool must_exist)
{
	struct option_file file = { 0 };
	const char *error;

	if (chatc_options_read_text(path) == -1) {
		if (must_exist || (errno != ENOENT && errno != ENOTDIR))
			err(EX_NOINPUT, "%s", path);
		return;
	}
	file.next = chatc_options_text.bytes;
	while (option_file_next(&file)) {
		error = file.error;
		if (error != NULL)
			errx(EX_CONFIG, "%s:%u: %s", path, file.line, error);
		error = chatc_options_set_line(options, &file);
		if (error != NULL)
			errx(EX_CONFIG, "%s:%u: %s: %s", path, file.line,
			    file.name, error);
	}
}

/* Find --config on the command line, and read that file, or the user's. */
static void
chatc_options_read_config(int argc, char **argv, struct chatc_options *options)
{
	const char *config = NULL;
	char *path = option_file_path();
	int option;

	while ((option = getopt_long(
		    argc, argv, "", chatc_options_long, NULL)) != -1) {
		if (option == CHATC_OPTIONS_CONFIG)
			config = optarg;
		else if (option == CHATC_OPTIONS_HELP ||
			 option == CHATC_OPTIONS_VERSION || option == '?')
			(void)chatc_options_set(options, option, optarg);
	}
	optind = 0; /* begin again */
	if (config != NULL)
		chatc_options_read_file(options, config, true);
	else if (path != NULL)
		chatc_options_read_file(options, path, false);
	free(path);
}

void
chatc_options_parse(int argc, char **argv, struct chatc_options *options_r)
{
	const char *no_color = getenv("NO_COLOR"), *error, *argument;
	int option;

	*options_r = (struct chatc_options){ .codec = codec_find("hello"),
		.name = "" };
	if (no_color != NULL && *no_color != '\0')
		options_r->colour = CHATC_OPTIONS_COLOUR_NEVER;
	chatc_options_read_config(argc, argv, options_r);
	while ((option = getopt_long(
		    argc, argv, "", chatc_options_long, NULL)) != -1) {
		error = chatc_options_set(options_r, option, optarg);
		if (error != NULL)
			chatc_options_fail(error, optarg);
	}
	if (optind == argc && options_r->host[0] == '\0')
		chatc_options_fail(
		    "HOST is missing", "there is no server to connect to");
	if (optind < argc &&
	    chatc_options_parse_target(argv[optind], options_r, &error) == -1)
		chatc_options_fail(error, argv[optind]);
	options_r->arguments = argv + (optind < argc ? optind + 1 : argc);
	error = chatc_options_check(options_r, &argument);
	if (error != NULL)
		chatc_options_fail(error, argument);
	if (options_r->timeout_ms == 0)
		options_r->timeout_ms = options_r->codec != NULL
					    ? CHATC_OPTIONS_TIMEOUT_MS
					    : CHATC_OPTIONS_UPLOAD_TIMEOUT_MS;
}
