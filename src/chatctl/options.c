/* SPDX-License-Identifier: MIT */
/*
 * The command line.  chatd decides which commands there are: whatever comes
 * after the options is the request.
 */

#include "chatctl/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* The default of the option control_socket in chatd.conf(5), too. */
#define CHATCTL_OPTIONS_SOCKET "/run/chatd/control"

/* Options that have no letter. */
enum {
	CHATCTL_OPTIONS_HELP = 256,
	CHATCTL_OPTIONS_VERSION,
};

static const struct option chatctl_options_long[] = {
	{ "socket", required_argument, NULL, 's' },
	{ "json", no_argument, NULL, 'j' },
	{ "wide", no_argument, NULL, 'w' },
	{ "help", no_argument, NULL, CHATCTL_OPTIONS_HELP },
	{ "version", no_argument, NULL, CHATCTL_OPTIONS_VERSION },
	{ NULL, 0, NULL, 0 },
};

static const char chatctl_options_help[] =
    "usage: chatctl [-s SOCKET] [--json | --wide] COMMAND [ARGUMENT...]\n"
    "       chatctl --help | --version\n"
    "\n"
    "  -s, --socket SOCKET  "
    "chatd's control_socket, if not " CHATCTL_OPTIONS_SOCKET "\n"
    "  -j, --json           print JSON, for programs\n"
    "  -w, --wide           print all columns, however wide the table is\n"
    "  --version            show the version, and exit\n"
    "  --help               show this help, and exit\n"
    "\n"
    "Commands:\n"
    "\n"
    "  status                      show how the server is doing\n"
    "  top                         show that and the busiest users, live\n"
    "  users                       list the users who are logged in\n"
    "  connections                 list all connections, logged in or not\n"
    "  rooms [NAME]                list the rooms, or show what holds in one\n"
    "  room owner NAME ACCOUNT     give a room that is kept another owner\n"
    "  room forget NAME            keep a room no longer than its members\n"
    "  workers                     show what each worker has done\n"
    "  cluster                     show the nodes of the cluster\n"
    "  kick NAME|#NUMBER [REASON]  end the connection of a user or number\n"
    "  ban WHOM [UNTIL] [REASON]   keep somebody out, and cut them off\n"
    "  unban WHOM                  lift a ban\n"
    "  bans                        list who is banned\n"
    "  mute WHOM [UNTIL] [REASON]  let somebody listen only\n"
    "  unmute WHOM                 lift a mute\n"
    "  mutes                       list who is muted\n"
    "  account list                list those who own a name\n"
    "  account add NAME            have a name owned; asks for a password\n"
    "  account password NAME       give its owner another password\n"
    "  account certificate NAME    let that of this fingerprint log in, or "
    "none\n"
    "  account operator NAME [no]  let its owner be an operator of the chat, "
    "or not\n"
    "  account operators           list those whose owners may be operators\n"
    "  account delete NAME         have nobody own the name\n"
    "  tell NAME|# TEXT            send a text to a user, or to all users\n"
    "  limits                      list every option and its present value\n"
    "  set OPTION VALUE            set an option until the next reload\n"
    "  loglevel LEVEL              log what is at least this important\n"
    "  reload                      read the configuration again\n"
    "  drain                       stop: deliver what was confirmed, and exit\n"
    "  metrics                     print all counters for Prometheus\n"
    "  help                        list what the running chatd can be asked\n";

/* End the program, with success only if all output has been written. */
static void
chatctl_options_exit_after_output(void)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("chatctl: standard output");
		exit(EX_IOERR);
	}
	exit(EX_OK);
}

static void
chatctl_options_fail(const char *message)
{
	if (message != NULL)
		fprintf(stderr, "chatctl: %s\n", message);
	fprintf(stderr, "Try \"chatctl --help\".\n");
	exit(EX_USAGE);
}

/* Join words with blanks between them.  Return NULL if there is no memory. */
static char *
chatctl_options_join(char **words, int count)
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

/* A password on the command line could be seen by everybody on the machine. */
static void
chatctl_options_take_account(
    struct chatctl_options *options, char **words, int count)
{
	options->asks_password = count >= 2 &&
				 (strcmp(words[1], "add") == 0 ||
				     strcmp(words[1], "password") == 0);
	if (options->asks_password && count < 3)
		chatctl_options_fail("whose account?");
	if (options->asks_password && count > 3)
		chatctl_options_fail(
		    "the password is asked for, and is no argument");
}

static void
chatctl_options_take_request(
    struct chatctl_options *options, char **words, int count)
{
	if (count == 0)
		chatctl_options_fail("there is no command");
	options->is_top = strcmp(words[0], "top") == 0;
	if (options->is_top && count > 1)
		chatctl_options_fail("top takes no argument");
	if (options->is_top && options->json)
		chatctl_options_fail("top is for people; try status or users");
	if (strcmp(words[0], "account") == 0)
		chatctl_options_take_account(options, words, count);
	if (options->json && strcmp(words[0], "metrics") == 0)
		chatctl_options_fail("metrics has a format of its own");
	options->request = chatctl_options_join(words, count);
	if (options->request == NULL) {
		fprintf(stderr, "chatctl: out of memory\n");
		exit(EX_OSERR);
	}
	if (strchr(options->request, '\n') != NULL)
		chatctl_options_fail("a request is one line");
}

void
chatctl_options_parse(int argc, char **argv, struct chatctl_options *options_r)
{
	int option;

	*options_r = (struct chatctl_options){
		.socket_path = CHATCTL_OPTIONS_SOCKET
	};
	/* "+": what follows the command belongs to it, even a "-x". */
	while ((option = getopt_long(
		    argc, argv, "+s:jw", chatctl_options_long, NULL)) != -1) {
		switch (option) {
		case 's':
			options_r->socket_path = optarg;
			break;
		case 'j':
			options_r->json = true;
			break;
		case 'w':
			options_r->is_wide = true;
			break;
		case CHATCTL_OPTIONS_HELP:
			fputs(chatctl_options_help, stdout);
			chatctl_options_exit_after_output();
			break;
		case CHATCTL_OPTIONS_VERSION:
			printf("chatctl %s\n", PACKAGE_VERSION);
			chatctl_options_exit_after_output();
			break;
		default:
			/* getopt_long has said what is wrong. */
			chatctl_options_fail(NULL);
		}
	}
	chatctl_options_take_request(options_r, argv + optind, argc - optind);
}

void
chatctl_options_clear(struct chatctl_options *options)
{
	free(options->request);
	options->request = NULL;
}
