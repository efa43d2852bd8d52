/* SPDX-License-Identifier: MIT */
/*
 * The command line: one table of options, read with getopt_long().
 */

#include <config.h>

#include "bench/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/address.h"
#include "bench/loads/load.h"
#include "bench/numbered.h"
#include "bench/process.h"
#include "bench/wires/wire.h"
#include "common/quantity.h"

/* A text must fit into a line of any server, and a window into a socket. */
#define TEXT_SIZE_MAX   16000
#define WINDOW_MAX      10000
#define CONNECTIONS_MAX 1000000
#define THREADS_MAX     64

enum option_kind {
	OPTION_FLAG,     /* bool */
	OPTION_SIZE,     /* size_t from min to max */
	OPTION_COUNT,    /* uint64_t, at least 1 */
	OPTION_DURATION, /* uint64_t, milliseconds */
	OPTION_TEXT,     /* const char * */
	OPTION_OTHER,    /* options_take_other() */
};

struct option_row {
	const char *name;
	char letter;
	enum option_kind kind;
	size_t offset; /* in struct options */
	size_t min;
	size_t max;
	const char *argument; /* its name in --help; NULL: takes none */
	const char *help;
};

#define AT(member) offsetof(struct options, member)

static const struct option_row option_rows[] = {
	{ "wire", 'w', OPTION_OTHER, 0, 0, 0, "NAME",
	    "what the server speaks (default hello)" },
	{ "connections", 'c', OPTION_SIZE, AT(connections), 1, CONNECTIONS_MAX,
	    "N", "senders, receivers or users, as the load says" },
	{ "window", 'W', OPTION_SIZE, AT(window), 1, WINDOW_MAX, "N",
	    "messages in flight for each sender" },
	{ "size", 's', OPTION_SIZE, AT(text_size), NUMBERED_TEXT_MIN,
	    TEXT_SIZE_MAX, "BYTES", "of each text (default 100)" },
	{ "duration", 'd', OPTION_DURATION, AT(duration_ms), 0, 0, "TIME",
	    "how long to measure (default 5s)" },
	{ "count", 'n', OPTION_COUNT, AT(count), 0, 0, "N",
	    "send so many messages instead" },
	{ "warmup", 'u', OPTION_DURATION, AT(warmup_ms), 0, 0, "TIME",
	    "run this long before measuring (default 500ms)" },
	{ "timeout", 'T', OPTION_DURATION, AT(timeout_ms), 0, 0, "TIME",
	    "for logins, a counted run, draining (default 60s)" },
	{ "threads", 't', OPTION_SIZE, AT(threads), 1, THREADS_MAX, "N",
	    "generators, each with its share (default 1)" },
	{ "idle", 'i', OPTION_SIZE, AT(idle), 0, CONNECTIONS_MAX, "N",
	    "users who are logged in besides" },
	{ "askers", 'a', OPTION_SIZE, AT(askers), 1, CONNECTIONS_MAX, "N",
	    "users who ask, under load who (default 1)" },
	{ "at-once", 'A', OPTION_SIZE, AT(at_once), 1, CONNECTIONS_MAX, "N",
	    "logins in flight (default 100)" },
	{ "churn", 'C', OPTION_FLAG, AT(churn), 0, 0, NULL,
	    "load login: leave at once and come again" },
	{ "source", 'S', OPTION_OTHER, 0, 0, 0, "LIST",
	    "addresses to come from: 127.0.0.2-127.0.0.9,..." },
	{ "pin", 'p', OPTION_OTHER, 0, 0, 0, "CPUS",
	    "processors for the threads: 1 or 2,4-7" },
	{ "server-pid", 'P', OPTION_OTHER, 0, 0, 0, "PID",
	    "show the server's processor time and memory" },
	{ "json", 'j', OPTION_FLAG, AT(json), 0, 0, NULL,
	    "print one JSON object" },
	{ "plot", 'g', OPTION_TEXT, AT(plot_path), 0, 0, "FILE",
	    "draw the latencies as SVG, with gnuplot" },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), 0, 0, NULL,
	    "no progress line on the terminal" },
	{ "help", 'h', OPTION_OTHER, 0, 0, 0, NULL, "print this" },
	{ "version", 'V', OPTION_OTHER, 0, 0, 0, NULL, "print the version" },
};

#define OPTION_ROWS (sizeof(option_rows) / sizeof(option_rows[0]))

static void
options_print_help(void)
{
	const struct load *load;
	const struct wire *wire;

	(void)printf("Usage: chatd-bench [options] load [host [port]]\n"
		     "\nPut a load on a chat server, check every delivery, and "
		     "tell how fast it was.\n\nLoads:\n");
	for (size_t i = 0; (load = load_at(i)) != NULL; i++)
		(void)printf("  %-10s %s\n", load->name, load->summary);
	(void)printf("\nWires:\n");
	for (size_t i = 0; (wire = wire_at(i)) != NULL; i++)
		(void)printf("  %-10s %s\n", wire->name, wire->summary);
	(void)printf("\nOptions:\n");
	for (size_t i = 0; i < OPTION_ROWS; i++) {
		const struct option_row *row = &option_rows[i];

		(void)printf("  -%c, --%-12s %-6s %s\n", row->letter, row->name,
		    row->argument != NULL ? row->argument : "", row->help);
	}
}

static int
options_parse_number(const char *text, size_t min, size_t max, size_t *number_r)
{
	char *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || text[0] == '-' ||
	    number < min || number > max)
		return -1;
	*number_r = (size_t)number;
	return 0;
}

/* Parse processors, "1" or "2,4-7".  They are used in this order. */
static int
options_parse_cpus(struct options *options, const char *text)
{
	char *end;

	options->cpu_count = 0;
	for (;; text = end + 1) {
		unsigned long first = strtoul(text, &end, 10);
		unsigned long last = first;

		if (end == text)
			return -1;
		if (*end == '-') {
			text = end + 1;
			last = strtoul(text, &end, 10);
			if (end == text)
				return -1;
		}
		if (first > last || last >= OPTIONS_CPUS_MAX)
			return -1;
		for (; first <= last; first++) {
			if (options->cpu_count == OPTIONS_CPUS_MAX)
				return -1;
			options->cpus[options->cpu_count++] = (int)first;
		}
		if (*end == '\0')
			return 0;
		if (*end != ',')
			return -1;
	}
}

/* Options that the table alone cannot describe. */
static int
options_take_other(
    struct options *options, const struct option_row *row, const char *text)
{
	size_t pid;

	switch (row->letter) {
	case 'w':
		options->wire = wire_find(text);
		return options->wire != NULL ? 0 : -1;
	case 'S':
		free(options->sources);
		options->sources = NULL;
		return address_parse_list(
		    text, &options->sources, &options->source_count);
	case 'p':
		return options_parse_cpus(options, text);
	case 'P':
		if (options_parse_number(text, 1, INT32_MAX, &pid) != 0)
			return -1;
		options->server_pid = (pid_t)pid;
		return 0;
	default:
		return -1;
	}
}

static int
options_take(
    struct options *options, const struct option_row *row, const char *text)
{
	void *place = (char *)options + row->offset;
	size_t number;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)place = true;
		return 0;
	case OPTION_SIZE:
		return options_parse_number(text, row->min, row->max, place);
	case OPTION_COUNT:
		if (options_parse_number(text, 1, SIZE_MAX, &number) != 0)
			return -1;
		*(uint64_t *)place = number;
		return 0;
	case OPTION_DURATION:
		return quantity_parse_duration(text, place);
	case OPTION_TEXT:
		*(const char **)place = text;
		return 0;
	case OPTION_OTHER:
		break;
	}
	return options_take_other(options, row, text);
}

/* What goes without saying, until the command line says otherwise. */
static void
options_set_defaults(struct options *options)
{
	memset(options, 0, sizeof(*options));
	options->wire = wire_find("hello");
	options->host = "127.0.0.1";
	options->text_size = 100;
	options->duration_ms = 5000;
	options->warmup_ms = 500;
	options->timeout_ms = 60000;
	options->threads = 1;
	options->askers = 1;
	options->at_once = 100;
}

/* What depends on the load, and what does not go together. */
static const char *
options_complete(struct options *options)
{
	const struct load *load = options->load;

	if (options->connections == 0)
		options->connections = load->connections;
	if (options->window == 0)
		options->window = load->window;
	if (load->one_thread && options->threads > 1)
		return "this load cannot be divided among threads";
	if (options->count > 0 && load->shape == NULL)
		return "--count is for loads that send messages";
	if (options->churn && !load->arrives_later)
		return "--churn is for the load login";
	if (load->shape != NULL && options->wire->text_max > 0 &&
	    options->text_size > options->wire->text_max)
		return "the wire does not take texts of this --size";
	if (options->server_pid != 0 &&
	    !process_read(options->server_pid).known)
		return "cannot look at the process of --server-pid";
	if (options->askers > options->connections)
		return "more --askers than --connections";
	return load->refuse != NULL ? load->refuse(options) : NULL;
}

/* The words behind the options: load, host, port. */
static const char *
options_take_words(struct options *options, int count, char *words[])
{
	const char *error;

	if (count < 1 || count > 3)
		return "want: load [host [port]]";
	options->load = load_find(words[0]);
	if (options->load == NULL)
		return "there is no such load";
	if (count > 1)
		options->host = words[1];
	if (count > 2)
		options->port = words[2];
	else
		(void)snprintf(options->port_buffer,
		    sizeof(options->port_buffer), "%u",
		    (unsigned int)options->wire->port);
	if (count <= 2)
		options->port = options->port_buffer;
	error = options_complete(options);
	if (error != NULL)
		return error;
	return address_resolve(options->host, options->port, &options->server,
	    &options->server_size);
}

/* Make getopt_long()'s two descriptions of the table. */
static void
options_describe(struct option *rows, char *letters)
{
	for (size_t i = 0; i < OPTION_ROWS; i++) {
		bool takes = option_rows[i].argument != NULL;

		rows[i].name = option_rows[i].name;
		rows[i].has_arg = takes ? required_argument : no_argument;
		rows[i].flag = NULL;
		rows[i].val = option_rows[i].letter;
		*letters++ = option_rows[i].letter;
		if (takes)
			*letters++ = ':';
	}
	memset(&rows[OPTION_ROWS], 0, sizeof(rows[0]));
	*letters = '\0';
}

static const struct option_row *
options_find(int letter)
{
	for (size_t i = 0; i < OPTION_ROWS; i++) {
		if (option_rows[i].letter == letter)
			return &option_rows[i];
	}
	return NULL;
}

enum options_result
options_read(struct options *options, int argc, char *argv[])
{
	struct option rows[OPTION_ROWS + 1];
	char letters[2 * OPTION_ROWS + 1];
	const char *error;
	int letter;

	options_set_defaults(options);
	options_describe(rows, letters);
	while ((letter = getopt_long(argc, argv, letters, rows, NULL)) != -1) {
		const struct option_row *row = options_find(letter);

		if (letter == 'h') {
			options_print_help();
			return OPTIONS_EXIT;
		}
		if (letter == 'V') {
			(void)printf("chatd-bench %s\n", PACKAGE_VERSION);
			return OPTIONS_EXIT;
		}
		if (row == NULL)
			return OPTIONS_WRONG;
		if (options_take(options, row, optarg) != 0) {
			(void)fprintf(stderr,
			    "chatd-bench: --%s: cannot use \"%s\"\n", row->name,
			    optarg);
			return OPTIONS_WRONG;
		}
	}
	error = options_take_words(options, argc - optind, argv + optind);
	if (error == NULL)
		return OPTIONS_RUN;
	(void)fprintf(
	    stderr, "chatd-bench: %s; try chatd-bench --help\n", error);
	return OPTIONS_WRONG;
}

void
options_clear(struct options *options)
{
	free(options->sources);
	options->sources = NULL;
}
