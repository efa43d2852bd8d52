/* SPDX-License-Identifier: MIT */
/*
 * The command line.  Which commands there are is chatd's to say: whatever comes
 * behind the options is the request.
 */

#include "chatctl/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* Where the option control_socket of chatd.conf(5) has it, too. */
#define DEFAULT_SOCKET "/run/chatd/control"

enum long_option {
	OPTION_HELP = 256,
	OPTION_VERSION,
};

static const struct option long_options[] = {
	{ "socket", required_argument, NULL, 's' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

static const char help[] =
    "usage: chatctl [-s SOCKET] [--json] COMMAND [ARGUMENT...]\n"
    "       chatctl --help | --version\n"
    "\n"
    "  -s, --socket SOCKET  chatd's control_socket, if not " DEFAULT_SOCKET "\n"
    "  -j, --json           print JSON, for programs\n"
    "  --version            show the version, and exit\n"
    "  --help               show this, and exit\n"
    "\n"
    "Commands:\n"
    "\n"
    "  status              how the server does\n"
    "  top                 the same and who sends most, every second\n"
    "  users               everybody who is logged in\n"
    "  connections         those that have not logged in too\n"
    "  workers             what each worker has done\n"
    "  kick NAME [REASON]  end a user's connection\n"
    "  tell NAME|# TEXT    send a text to a user, or to all\n"
    "  limits              every option with its present value\n"
    "  set OPTION VALUE    set an option until the next reload\n"
    "  loglevel LEVEL      log what is at least so important\n"
    "  reload              read the configuration again\n"
    "  drain               stop: send what was confirmed, close, exit\n"
    "  metrics             all counters, for Prometheus\n"
    "  help                what the chatd that runs can be asked\n";

/* End, well only if all that was printed has arrived. */
static void
options_exit_after_output(void)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("chatctl: standard output");
		exit(EX_IOERR);
	}
	exit(EX_OK);
}

static void
options_fail(const char *message)
{
	if (message != NULL)
		fprintf(stderr, "chatctl: %s\n", message);
	fprintf(stderr, "Try \"chatctl --help\".\n");
	exit(EX_USAGE);
}

/* Join the count words by blanks.  Return NULL if there is no memory. */
static char *
options_join(char **words, int count)
{
	size_t size = 1;
	char *joined, *end;

	for (int i = 0; i < count; i++)
		size += strlen(words[i]) + 1;
	joined = end = malloc(size);
	if (joined == NULL)
		return NULL;
	*joined = '\0';
	for (int i = 0; i < count; i++) {
		if (i > 0)
			*end++ = ' ';
		end = stpcpy(end, words[i]);
	}
	return joined;
}

static void
options_take_request(struct options *options, char **words, int count)
{
	if (count == 0)
		options_fail("no command");
	options->is_top = strcmp(words[0], "top") == 0;
	if (options->is_top && count > 1)
		options_fail("top takes no argument");
	if (options->is_top && options->json)
		options_fail("top is for people: try status or users");
	if (options->json && strcmp(words[0], "metrics") == 0)
		options_fail("metrics has a format of its own");
	options->request = options_join(words, count);
	if (options->request == NULL) {
		fprintf(stderr, "chatctl: out of memory\n");
		exit(EX_OSERR);
	}
	if (strchr(options->request, '\n') != NULL)
		options_fail("a request is one line");
}

void
options_parse(int argc, char **argv, struct options *options_r)
{
	int option;

	*options_r = (struct options){ .socket_path = DEFAULT_SOCKET };
	/* "+": what follows the command belongs to it, a text like "-x" too. */
	while ((option = getopt_long(argc, argv, "+s:j", long_options, NULL)) !=
	       -1) {
		switch (option) {
		case 's':
			options_r->socket_path = optarg;
			break;
		case 'j':
			options_r->json = true;
			break;
		case OPTION_HELP:
			fputs(help, stdout);
			options_exit_after_output();
			break;
		case OPTION_VERSION:
			printf("chatctl %s\n", PACKAGE_VERSION);
			options_exit_after_output();
			break;
		default:
			/* getopt_long has said what is wrong. */
			options_fail(NULL);
		}
	}
	options_take_request(options_r, argv + optind, argc - optind);
}

void
options_clear(struct options *options)
{
	free(options->request);
	options->request = NULL;
}
