/* SPDX-License-Identifier: MIT */
/*
 * chatctl, the operator's console of chatd: send one request, print the reply,
 * and exit with the status that says how it went.
 */

#include <sys/ioctl.h>

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "chatctl/cell.h"
#include "chatctl/chatd.h"
#include "chatctl/listing.h"
#include "chatctl/options.h"
#include "chatctl/password.h"
#include "chatctl/table.h"
#include "chatctl/top.h"
#include "common/line.h"
#include "common/text.h"

/* The width of a table that is printed to no terminal. */
#define MAIN_COLUMNS 80

/* chatd has understood the request, and refused it. */
#define EXIT_REFUSED 1

/* What can go wrong with the socket, for people and for scripts. */
static const struct {
	int error;
	int status;
	const char *words; /* NULL: those of errno */
} main_errors[] = {
	{ ENOENT, EX_UNAVAILABLE,
	    "chatd is not running, or has no console there" },
	{ ECONNREFUSED, EX_UNAVAILABLE, "chatd is not running" },
	{ ECONNRESET, EX_UNAVAILABLE, "chatd has hung up" },
	{ ETIMEDOUT, EX_UNAVAILABLE, "chatd does not answer" },
	{ EACCES, EX_NOPERM,
	    "permission denied: only root and the socket's group may ask" },
	{ EPERM, EX_NOPERM, NULL },
	{ EPROTO, EX_PROTOCOL, "it is not chatd that answers there" },
	{ ENAMETOOLONG, EX_USAGE, "no socket can have a path that long" },
};

static int
main_fail(const char *socket_path)
{
	size_t i = 0, count = sizeof(main_errors) / sizeof(*main_errors);
	const char *words;

	while (i < count && main_errors[i].error != errno)
		i++;
	words = i < count ? main_errors[i].words : NULL;
	fprintf(stderr, "chatctl: %s: %s\n", socket_path,
	    words != NULL ? words : strerror(errno));
	return i < count ? main_errors[i].status : EX_OSERR;
}

/* Print lines, each after prefix, but escape what could harm a terminal. */
static void
main_print_lines(FILE *to, const char *prefix, struct slice lines)
{
	char text[CELL_FORMAT_BYTES];
	struct slice line;
	size_t taken;

	while ((taken = line_take(lines.bytes, lines.size, &line)) > 0) {
		fprintf(to, "%s%s\n", prefix,
		    text_escape(line.bytes, line.size, text, sizeof(text)));
		lines.bytes += taken;
		lines.size -= taken;
	}
}

/* Where there are several reasons, the others are in lines of their own. */
static int
main_refused(const struct chatd_reply *reply)
{
	char reason[CELL_FORMAT_BYTES];

	fprintf(stderr, "chatctl: %s\n",
	    text_escape(reply->reason.bytes, reply->reason.size, reason,
		sizeof(reason)));
	main_print_lines(stderr, "chatctl: ", reply->body);
	return EXIT_REFUSED;
}

/* Return how wide a table may be that people read. */
static size_t
main_width(const struct chatctl_options *options)
{
	struct winsize size;

	if (options->is_wide)
		return SIZE_MAX;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return MAIN_COLUMNS;
}

static int
main_print(
    const struct chatctl_options *options, const struct chatd_reply *reply)
{
	struct table table;

	/* The format of Prometheus begins with a comment, and no table does. */
	if (reply->body.size > 0 && reply->body.bytes[0] == '#') {
		main_print_lines(stdout, "", reply->body);
	} else if (table_parse(reply->body, &table) != 0) {
		fprintf(stderr, "chatctl: out of memory\n");
		return EX_OSERR;
	} else {
		if (options->json)
			table_print_json(&table, stdout);
		else
			listing_print(&table, main_width(options), stdout);
		table_clear(&table);
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("chatctl: standard output");
		return EX_IOERR;
	}
	return EX_OK;
}

static int
main_ask(const struct chatctl_options *options, const char *request, int fd)
{
	struct chatd_reply reply;
	int status;

	if (chatd_ask(fd, request, &reply) != 0)
		return main_fail(options->socket_path);
	status = reply.is_ok ? main_print(options, &reply)
			     : main_refused(&reply);
	chatd_reply_clear(&reply);
	return status;
}

static int
main_fail_to_ask(enum secret_outcome outcome)
{
	static const char *const words[] = {
		[SECRET_DIFFERS] = "that was not the same password",
		[SECRET_MISSING] = "there is no password",
		[SECRET_TOO_LONG] = "the password is too long",
	};

	if (outcome == SECRET_FAILED)
		perror("chatctl: cannot read the password");
	else
		fprintf(stderr, "chatctl: %s\n", words[outcome]);
	return EX_USAGE;
}

/* Ask for the password that follows the request, and then chatd. */
static int
main_ask_with_password(const struct chatctl_options *options, int fd)
{
	char password[SECRET_BYTES];
	enum secret_outcome outcome = chatctl_password_ask(password);
	size_t size = strlen(options->request) + 1 + sizeof(password);
	char *request = malloc(size);
	int status;

	if (outcome != SECRET_GIVEN) {
		status = main_fail_to_ask(outcome);
	} else if (request == NULL) {
		fprintf(stderr, "chatctl: out of memory\n");
		status = EX_OSERR;
	} else {
		snprintf(request, size, "%s %s", options->request, password);
		status = main_ask(options, request, fd);
		secret_erase(request, size);
	}
	secret_erase(password, sizeof(password));
	free(request);
	return status;
}

static int
main_top(const struct chatctl_options *options, int fd)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		fprintf(stderr, "chatctl: top needs a terminal\n");
		return EX_USAGE;
	}
	return top_run(fd) == 0 ? EX_OK : main_fail(options->socket_path);
}

int
main(int argc, char **argv)
{
	struct chatctl_options options;
	int fd, status;

	chatctl_options_parse(argc, argv, &options);
	fd = chatd_connect(options.socket_path);
	if (fd < 0) {
		status = main_fail(options.socket_path);
	} else {
		if (options.is_top)
			status = main_top(&options, fd);
		else if (options.asks_password)
			status = main_ask_with_password(&options, fd);
		else
			status = main_ask(&options, options.request, fd);
		close(fd);
	}
	chatctl_options_clear(&options);
	return status;
}
