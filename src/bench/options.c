/* SPDX-License-Identifier: MIT */
/*
 * The command line: one table of options, from which both --help and the
 * arguments of getopt_long() are made.
 */

#include <config.h>

#include "bench/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/address.h"
#include "bench/generator/load.h"
#include "bench/generator/plan.h"
#include "bench/loads/loads.h"
#include "bench/plan_check.h"
#include "bench/talk/numbered.h"
#include "bench/wires/wire.h"
#include "common/host_port.h"
#include "common/quantity.h"
#include "common/unix_path.h"

/* A text must fit into a line of every server, and a window into a socket. */
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
	OPTION_OTHER,    /* see bench_options_take_other() */
};

struct option_row {
	const char *name;
	char letter;
	enum option_kind kind;
	size_t offset; /* in struct plan */
	size_t min;
	size_t max;
	const char *argument; /* its name in --help; NULL: there is none */
	const char *help;
};

#define AT(member) offsetof(struct plan, member)

static const struct option_row option_rows[] = {
	{ "wire", 'w', OPTION_OTHER, 0, 0, 0, "NAME",
	    "the wire that the server speaks (default hello)" },
	{ "connections", 'c', OPTION_SIZE, AT(connections), 1, CONNECTIONS_MAX,
	    "N", "senders, receivers or users, depending on the load" },
	{ "window", 'W', OPTION_SIZE, AT(window), 1, WINDOW_MAX, "N",
	    "messages that each sender has in flight" },
	{ "size", 's', OPTION_SIZE, AT(text_size), NUMBERED_TEXT_MIN,
	    TEXT_SIZE_MAX, "BYTES", "size of each text (default 100)" },
	{ "duration", 'd', OPTION_DURATION, AT(duration_ms), 0, 0, "TIME",
	    "measure for this long (default 5s)" },
	{ "count", 'n', OPTION_COUNT, AT(count), 0, 0, "N",
	    "send this many messages instead" },
	{ "warmup", 'u', OPTION_DURATION, AT(warmup_ms), 0, 0, "TIME",
	    "run this long before measuring (default 500ms)" },
	{ "timeout", 'T', OPTION_DURATION, AT(timeout_ms), 0, 0, "TIME",
	    "limit of logins, a counted run, drain (default 60s)" },
	{ "threads", 't', OPTION_SIZE, AT(threads), 1, THREADS_MAX, "N",
	    "divide the load among N threads (default 1)" },
	{ "idle", 'i', OPTION_SIZE, AT(idle), 0, CONNECTIONS_MAX, "N",
	    "other users, logged in and silent" },
	{ "askers", 'a', OPTION_SIZE, AT(askers), 1, CONNECTIONS_MAX, "N",
	    "users who ask, under load who (default 1)" },
	{ "at-once", 'A', OPTION_SIZE, AT(at_once), 1, CONNECTIONS_MAX, "N",
	    "logins in flight (default 100)" },
	{ "churn", 'C', OPTION_FLAG, AT(churn), 0, 0, NULL,
	    "load login: leave at once, and come back" },
	{ "tls", 'e', OPTION_FLAG, AT(is_encrypted), 0, 0, NULL,
	    "encrypt; the server's certificate is not looked at" },
	{ "resume", 'r', OPTION_FLAG, AT(resumes), 0, 0, NULL,
	    "with --tls: handshakes of users who come back" },
	{ "source", 'S', OPTION_OTHER, 0, 0, 0, "LIST",
	    "connect from these: 127.0.0.2-127.0.0.9,..." },
	{ "other", 'o', OPTION_OTHER, 0, 0, 0, "SERVER",
	    "receivers log in at HOST:PORT or unix:PATH, another node" },
	{ "pin", 'p', OPTION_OTHER, 0, 0, 0, "CPUS",
	    "run the threads on these: 1 or 2,4-7" },
	{ "server-pid", 'P', OPTION_OTHER, 0, 0, 0, "PID",
	    "show the server's processor time and memory" },
	{ "json", 'j', OPTION_FLAG, AT(json), 0, 0, NULL,
	    "print one JSON object" },
	{ "plot", 'g', OPTION_TEXT, AT(plot_path), 0, 0, "FILE",
	    "draw the latencies as SVG, with gnuplot" },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), 0, 0, NULL,
	    "show no progress line on the terminal" },
	{ "help", 'h', OPTION_OTHER, 0, 0, 0, NULL,
	    "show this help, and exit" },
	{ "version", 'V', OPTION_OTHER, 0, 0, 0, NULL,
	    "show the version, and exit" },
};

#define OPTION_ROWS (sizeof(option_rows) / sizeof(option_rows[0]))

static void
bench_options_print_help(void)
{
	const struct load *load;
	const struct wire *wire;

	(void)printf("Usage: chatd-bench [options] load [host [port]]\n"
		     "       chatd-bench [options] load unix:PATH\n"
		     "\nPut a load on a chat server, check every delivery, and "
		     "report how fast it was.\n\nLoads:\n");
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
bench_options_parse_number(
    const char *text, size_t min, size_t max, size_t *number_r)
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

/* Parse processors: "1" or "2,4-7".  They are used in this order. */
static int
bench_options_parse_cpus(struct plan *plan, const char *text)
{
	char *end;

	plan->cpu_count = 0;
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
		if (first > last || last >= PLAN_CPUS_MAX)
			return -1;
		for (; first <= last; first++) {
			if (plan->cpu_count == PLAN_CPUS_MAX)
				return -1;
			plan->cpus[plan->cpu_count++] = (int)first;
		}
		if (*end == '\0')
			return 0;
		if (*end != ',')
			return -1;
	}
}

/* Take the address of another server. */
static int
bench_options_take_node(struct plan *plan, const char *text)
{
	char host[HOST_PORT_HOST_BYTES], number[8] = "";
	uint16_t port;

	if (unix_path_of(text) != NULL)
		return address_resolve(text, number, &plan->other,
			   &plan->other_size) == NULL
			   ? 0
			   : -1;
	if (host_port_parse(text, host, &port) != 0)
		return -1;
	(void)snprintf(number, sizeof(number), "%u", (unsigned int)port);
	return address_resolve(host, number, &plan->other, &plan->other_size) ==
		       NULL
		   ? 0
		   : -1;
}

/* Take an option that the table alone cannot describe. */
static int
bench_options_take_other(
    struct plan *plan, const struct option_row *row, const char *text)
{
	size_t pid;

	switch (row->letter) {
	case 'w':
		plan->wire = wire_find(text);
		return plan->wire != NULL ? 0 : -1;
	case 'S':
		free(plan->sources);
		plan->sources = NULL;
		return address_parse_list(
		    text, &plan->sources, &plan->source_count);
	case 'o':
		return bench_options_take_node(plan, text);
	case 'p':
		return bench_options_parse_cpus(plan, text);
	case 'P':
		if (bench_options_parse_number(text, 1, INT32_MAX, &pid) != 0)
			return -1;
		plan->server_pid = (pid_t)pid;
		return 0;
	default:
		return -1;
	}
}

static int
bench_options_take(
    struct plan *plan, const struct option_row *row, const char *text)
{
	void *place = (char *)plan + row->offset;
	size_t number;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)place = true;
		return 0;
	case OPTION_SIZE:
		return bench_options_parse_number(
		    text, row->min, row->max, place);
	case OPTION_COUNT:
		if (bench_options_parse_number(text, 1, SIZE_MAX, &number) != 0)
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
	return bench_options_take_other(plan, row, text);
}

/* Set what holds unless the command line says otherwise. */
static void
bench_options_set_defaults(struct plan *plan)
{
	memset(plan, 0, sizeof(*plan));
	plan->wire = wire_find("hello");
	plan->host = "127.0.0.1";
	plan->text_size = 100;
	plan->duration_ms = 5000;
	plan->warmup_ms = 500;
	plan->timeout_ms = 60000;
	plan->threads = 1;
	plan->askers = 1;
	plan->at_once = 100;
}

/*
 * Take the words after the options: load, host, port.  Return NULL; or what is
 * wrong, and with what in *about_r.
 */
static const char *
bench_options_take_words(
    struct plan *plan, int count, char *words[], const char **about_r)
{
	const char *error;

	*about_r = "command line";
	if (count < 1 || count > 3)
		return "the arguments are: load [host [port]]";
	*about_r = words[0];
	plan->load = load_find(words[0]);
	if (plan->load == NULL)
		return "there is no such load";
	if (count > 1)
		plan->host = words[1];
	if (count > 2)
		plan->port = words[2];
	else
		(void)snprintf(plan->port_buffer, sizeof(plan->port_buffer),
		    "%u", (unsigned int)plan->wire->port);
	if (count <= 2)
		plan->port = plan->port_buffer;
	error = plan_complete(plan);
	if (error != NULL)
		return error;
	if (unix_path_of(plan->host) != NULL)
		(void)snprintf(plan->title, sizeof(plan->title), "%s, %s at %s",
		    plan->load->name, plan->wire->name, plan->host);
	else
		(void)snprintf(plan->title, sizeof(plan->title),
		    "%s, %s at %s port %s", plan->load->name, plan->wire->name,
		    plan->host, plan->port);
	*about_r = plan->title;
	return address_resolve(
	    plan->host, plan->port, &plan->server, &plan->server_size);
}

/* Describe the table in the two ways that getopt_long() wants. */
static void
bench_options_describe(struct option *rows, char *letters)
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
bench_options_find(int letter)
{
	for (size_t i = 0; i < OPTION_ROWS; i++) {
		if (option_rows[i].letter == letter)
			return &option_rows[i];
	}
	return NULL;
}

enum bench_options_result
bench_options_read(struct plan *plan_r, int argc, char *argv[])
{
	struct option rows[OPTION_ROWS + 1];
	char letters[2 * OPTION_ROWS + 1];
	const char *error, *about;
	int letter;

	bench_options_set_defaults(plan_r);
	bench_options_describe(rows, letters);
	while ((letter = getopt_long(argc, argv, letters, rows, NULL)) != -1) {
		const struct option_row *row = bench_options_find(letter);

		if (letter == 'h') {
			bench_options_print_help();
			return BENCH_OPTIONS_EXIT;
		}
		if (letter == 'V') {
			(void)printf("chatd-bench %s\n", PACKAGE_VERSION);
			return BENCH_OPTIONS_EXIT;
		}
		if (row == NULL)
			return BENCH_OPTIONS_WRONG;
		if (bench_options_take(plan_r, row, optarg) != 0) {
			(void)fprintf(stderr,
			    "chatd-bench: --%s: cannot use \"%s\"\n", row->name,
			    optarg);
			return BENCH_OPTIONS_WRONG;
		}
	}
	error = bench_options_take_words(
	    plan_r, argc - optind, argv + optind, &about);
	if (error == NULL)
		return BENCH_OPTIONS_RUN;
	(void)fprintf(stderr, "chatd-bench: %s: %s; try chatd-bench --help\n",
	    about, error);
	return BENCH_OPTIONS_WRONG;
}

void
bench_options_clear(struct plan *plan)
{
	free(plan->sources);
	plan->sources = NULL;
}
