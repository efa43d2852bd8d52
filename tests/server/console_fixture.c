/* SPDX-License-Identifier: MIT */
/*
 * Requests and tables of the console.
 */

#include "server/console_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_support.h"

/* How often the fixture asks "until", which takes many seconds. */
#define TRIES_MAX 200000

static const char *path;
static const char *file; /* see console_file() */

const char *
console_option(void)
{
	path = test_format("%s/control", test_directory_create());
	return test_format("control_socket=%s", path);
}

const char *
console_path(void)
{
	return path;
}

/* Connect to the console whose socket is at this path. */
static struct test_client *
connect_to_path(const char *at)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	test_require(strlen(at) < sizeof(address.sun_path),
	    "too long for a socket: %s", at);
	strcpy(address.sun_path, at);
	return test_client_connect_socket(
	    (const struct sockaddr *)&address, sizeof(address));
}

struct test_client *
console_connect(void)
{
	return connect_to_path(path);
}

void
console_tell_nodes(
    const char *request, const char *question, const char *answer)
{
	struct test_client *console = console_connect();

	console_expect(console, request, "OK\n");
	test_client_close(console);
	for (unsigned int i = 1; i < test_nodes_count(); i++) {
		console = connect_to_path(
		    test_format("%s" TEST_SECOND_NODE, path));
		while (strstr(console_ask(console, question), answer) == NULL)
			continue;
		test_client_close(console);
	}
}

struct test_client *
console_start_file(const char *text, struct test_daemon **daemon_r)
{
	struct test_spec spec = { .arguments = { "-o", console_option(), "-c",
				      test_file_create(text, strlen(text)) } };

	file = spec.arguments[3];
	*daemon_r = test_daemon_spawn(&spec);
	test_daemon_wait_started(*daemon_r);
	return console_connect();
}

const char *
console_file(void)
{
	return file;
}

void
console_replace_file(const char *text)
{
	test_file_replace(file, text, strlen(text));
}

const char *
console_take_reply(struct test_client *console)
{
	char *reply = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&reply, &size);
	const char *line;

	ck_assert_ptr_nonnull(stream);
	while (*(line = test_client_take_line(console)) != '\0')
		fprintf(stream, "%s\n", line);
	fclose(stream);
	test_defer(free, reply);
	return reply;
}

const char *
console_ask(struct test_client *console, const char *request)
{
	test_client_send(console, test_format("%s\n", request));
	return console_take_reply(console);
}

void
console_expect(
    struct test_client *console, const char *request, const char *reply)
{
	test_require_equal(console_ask(console, request), reply);
}

void
console_expect_begin(
    struct test_client *console, const char *request, const char *begin)
{
	const char *reply = console_ask(console, request);

	test_require(strncmp(reply, begin, strlen(begin)) == 0,
	    "%s: want \"%s...\", got \"%s\"", request, begin, reply);
}

/* ---- tables -------------------------------------------------------------- */

/* Return the line of the row whose first field is first, or NULL. */
static const char *
find_row(const char *reply, const char *first)
{
	const char *line = strchr(reply, '\n');
	size_t size = strlen(first);

	test_require(strncmp(reply, "OK\n", 3) == 0, "no table: %s", reply);
	/* The header is passed over. */
	for (line = strchr(line + 1, '\n'); line != NULL;
	     line = strchr(line, '\n')) {
		line++;
		if (strncmp(line, first, size) == 0 && line[size] == '\t')
			return line;
	}
	return NULL;
}

bool
console_has_row(const char *reply, const char *first)
{
	return find_row(reply, first) != NULL;
}

/* Return which column has this name. */
static size_t
find_column(const char *reply, const char *name)
{
	const char *field = strchr(reply, '\n') + 1;
	size_t size = strlen(name), column = 0;

	while (
	    strncmp(field, name, size) != 0 || strcspn(field, "\t\n") != size) {
		field += strcspn(field, "\t\n");
		test_require(
		    *field == '\t', "no column \"%s\": %s", name, reply);
		field++;
		column++;
	}
	return column;
}

const char *
console_field(const char *reply, const char *first, const char *column)
{
	const char *field = find_row(reply, first);
	size_t index = find_column(reply, column);

	test_require(field != NULL, "no row \"%s\": %s", first, reply);
	for (size_t i = 0; i < index; i++) {
		field += strcspn(field, "\t\n");
		test_require(*field == '\t', "too few fields: %s", reply);
		field++;
	}
	return test_format("%.*s", (int)strcspn(field, "\t\n"), field);
}

unsigned long long
console_number(const char *reply, const char *first, const char *column)
{
	const char *field = console_field(reply, first, column);
	char *end;
	unsigned long long number = strtoull(field, &end, 10);

	test_require(end != field && *end == '\0', "no number in %s of %s: %s",
	    column, first, field);
	return number;
}

void
console_await_status(
    struct test_client *console, const char *key, unsigned long long value)
{
	unsigned long long last = 0;

	for (int i = 0; i < TRIES_MAX; i++) {
		last = console_number(
		    console_ask(console, "status"), key, "value");
		if (last == value)
			return;
	}
	test_fail("%s is %llu and does not become %llu", key, last, value);
}
