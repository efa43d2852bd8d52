/* SPDX-License-Identifier: MIT */
/*
 * -c, -o and --check are kept for main(), the other options are answered here.
 * What -o sets is checked with the rest of the configuration.
 */

#include "chatd/command_line.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <event2/event.h>

#include "chatd/config/config.h"

#define DEFAULT_CONFIG SYSCONFDIR "/chatd.conf"

enum long_option {
	OPTION_CHECK = 256,
	OPTION_VERSION,
	OPTION_HELP,
};

static const struct option long_options[] = {
	{ "check", no_argument, NULL, OPTION_CHECK },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ NULL, 0, NULL, 0 },
};

/* End the process, successfully only if all that was printed was written. */
static void
command_line_exit_after_output(void)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("chatd: standard output");
		exit(EX_IOERR);
	}
	exit(EX_OK);
}

static void
command_line_help(void)
{
	printf("usage: chatd [-c FILE] [-o OPTION=VALUE]... [--check]\n"
	       "       chatd --help | --version\n"
	       "\n"
	       "  -c FILE          read FILE in place of %s\n"
	       "  -o OPTION=VALUE  set an option, whatever the file says\n"
	       "  --check          report every error in the configuration, "
	       "and exit\n"
	       "  --version        show the version, and exit\n"
	       "  --help           show this, and exit\n"
	       "\n"
	       "Options of the configuration, with their defaults:\n"
	       "\n",
	    DEFAULT_CONFIG);
	config_print_options(stdout);
	command_line_exit_after_output();
}

static void
command_line_version(void)
{
	printf(
	    "chatd %s (libevent %s)\n", PACKAGE_VERSION, event_get_version());
	command_line_exit_after_output();
}

static void
command_line_fail(const char *message, const char *what)
{
	fprintf(stderr,
	    "chatd: %s%s%s%s\nTry \"chatd --help\" for the options.\n", message,
	    what != NULL ? " \"" : "", what != NULL ? what : "",
	    what != NULL ? "\"" : "");
	exit(EX_USAGE);
}

/* Take "OPTION=VALUE" apart in place, and keep it. */
static void
command_line_add_override(struct command_line *line, char *argument)
{
	char *equals = strchr(argument, '=');

	if (equals == NULL || equals == argument)
		command_line_fail("-o wants OPTION=VALUE, found", argument);
	*equals = '\0';
	line->overrides[line->override_count++] = (struct config_override){
		argument, equals + 1
	};
}

void
command_line_parse(int argc, char **argv, struct command_line *line_r)
{
	int option;

	*line_r = (struct command_line){ .config_path = DEFAULT_CONFIG };
	/* There cannot be more overrides than arguments. */
	line_r->overrides = calloc((size_t)argc, sizeof(*line_r->overrides));
	if (line_r->overrides == NULL) {
		fprintf(stderr, "chatd: out of memory\n");
		exit(EX_OSERR);
	}
	while ((option = getopt_long(argc, argv, "c:o:", long_options, NULL)) !=
	       -1) {
		switch (option) {
		case 'c':
			line_r->config_path = optarg;
			break;
		case 'o':
			command_line_add_override(line_r, optarg);
			break;
		case OPTION_CHECK:
			line_r->check_only = true;
			break;
		case OPTION_VERSION:
			command_line_version();
			break;
		case OPTION_HELP:
			command_line_help();
			break;
		default:
			/* getopt_long has said what is wrong. */
			fprintf(
			    stderr, "Try \"chatd --help\" for the options.\n");
			exit(EX_USAGE);
		}
	}
	if (optind < argc)
		command_line_fail(
		    "found an argument that is no option:", argv[optind]);
}

void
command_line_clear(struct command_line *line)
{
	free(line->overrides);
	*line = (struct command_line){ 0 };
}
