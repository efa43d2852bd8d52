/* SPDX-License-Identifier: MIT */
/*
 * The conversations of chatd-protocols(7) happen as they are printed.
 *
 * A conversation is a display (.Bd to .Ed) of lines "A C: request" and "A S:
 * reply", A being a client that connects when it is first named, and
 * "A closes".  The section it stands in says which protocol it is in.  Bytes
 * that cannot be printed are written as in C, "\n" and "\x1b", and a port that
 * the kernel has chosen as the letter of the client that has it.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/accounts/password.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"
#include "server/drop_fixture.h"

#define CLIENTS ('Z' - 'A' + 1)

struct conversation {
	const char *section; /* the line of the manual that begins it */
	const char *protocol;
	bool is_in_lines; /* the newline of a printed line belongs to it */
};

static const struct conversation conversations[] = {
	{ ".Sh HELLO\n", "hello", true },
	{ ".Sh SIZED\n", "sized", false },
	{ ".Sh FRAMED\n", "framed", false },
	{ ".Sh PLAIN\n", "plain", true },
	{ ".Sh DROP\n", "drop", false },
};

static FILE *
manual_open(void)
{
	const char *path = test_source_file("man/chatd-protocols.7");
	FILE *manual = fopen(path, "r");

	test_require(manual != NULL, "cannot read %s", path);
	return manual;
}

/* Replace what mdoc writes for "-" and "\" by these. */
static void
unescape(char *line)
{
	char *to = line;

	for (const char *from = line; *from != '\0'; from++) {
		if (*from == '\\') {
			from++;
			test_require(*from == '-' || *from == 'e',
			    "an escape not known here: %s", line);
			*to++ = *from == 'e' ? '\\' : '-';
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
}

/* Replace what C writes for bytes by the bytes; return how many there are. */
static size_t
decode(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		if (*from != '\\') {
			*to++ = *from;
		} else if (*++from == 'n') {
			*to++ = '\n';
		} else {
			const char digits[] = { from[1], from[2], '\0' };

			test_require(
			    *from == 'x' &&
				strspn(digits, "0123456789abcdef") == 2,
			    "an escape not known here: %s", from);
			*to++ = (char)strtol(digits, NULL, 16);
			from += 2;
		}
	}
	return (size_t)(to - text);
}

/* Return line with the addresses of clients for "127.0.0.1:A" and so on. */
static char *
name_ports(struct test_client **clients, const char *line)
{
	const char *host = "127.0.0.1:";
	const char *found = strstr(line, host);
	char letter = found != NULL ? found[strlen(host)] : '\0';

	if (letter < 'A' || letter > 'Z' || clients[letter - 'A'] == NULL)
		return test_format("%s", line);
	return test_format("%.*s%s%s", (int)(found - line), line,
	    test_client_name(clients[letter - 'A']), found + strlen(host) + 1);
}

/* Play one line; return false if it is not one of a conversation. */
static bool
play(const struct conversation *conversation, const struct test_daemon *daemon,
    struct test_client **clients, char *line)
{
	struct test_client **client = &clients[line[0] - 'A'];

	if (line[0] < 'A' || line[0] > 'Z' || line[1] != ' ')
		return false;
	if (*client == NULL)
		*client = test_client_connect_protocol(
		    daemon, conversation->protocol);
	if (strncmp(line + 2, "C: ", 3) == 0) {
		test_client_send_bytes(*client, line + 5, decode(line + 5));
	} else if (strncmp(line + 2, "S: ", 3) == 0) {
		test_client_expect_bytes(*client, line + 5, decode(line + 5));
	} else if (strncmp(line + 2, "closes", 6) == 0) {
		test_client_finish(*client);
		test_client_expect_end(*client);
	} else {
		return false;
	}
	return true;
}

/* Play the display whose .Bd has been read; return how many lines it has. */
static size_t
play_display(const struct conversation *conversation, FILE *manual)
{
	bool has_accounts = password_is_supported(), is_over = false;
	const char *directory = test_directory_create();
	struct test_daemon *daemon = test_daemon_start_speaking(
	    conversation->protocol, test_format("drop_directory=%s", directory),
	    test_format("accounts=%s", has_accounts ? "file" : "none"),
	    test_format("accounts_file=%s/accounts", directory),
	    test_format("rooms_file=%s/rooms", directory), "registration=open",
	    NULL);
	struct test_client *clients[CLIENTS] = { NULL };
	char line[256];
	size_t count = 0;

	while (fgets(line, sizeof(line), manual) != NULL &&
	       strcmp(line, ".Ed\n") != 0) {
		unescape(line);
		/* What follows an account cannot be had without accounts. */
		is_over = is_over ||
			  (!has_accounts && strstr(line, " REGISTER ") != NULL);
		if (is_over)
			continue;
		if (!conversation->is_in_lines)
			line[strcspn(line, "\n")] = '\0';
		test_require(play(conversation, daemon, clients,
				 name_ports(clients, line)),
		    "not a line of a conversation: %s", line);
		count++;
	}
	for (size_t i = 0; i < CLIENTS; i++) {
		/* Nothing has come that is not in the manual. */
		if (clients[i] != NULL) {
			test_client_finish(clients[i]);
			test_client_expect_end(clients[i]);
		}
	}
	return count;
}

START_TEST(conversations_happen_as_printed)
{
	const struct conversation *conversation = &conversations[_i];
	FILE *manual = manual_open();
	bool is_in_section = false;
	size_t count = 0;
	char line[256];

	while (fgets(line, sizeof(line), manual) != NULL) {
		if (strncmp(line, ".Sh ", 4) == 0)
			is_in_section = strcmp(line, conversation->section) ==
					0;
		if (is_in_section && strncmp(line, ".Bd ", 4) == 0)
			count += play_display(conversation, manual);
	}
	fclose(manual);
	test_require(count > 0, "the manual has no conversation in %s",
	    conversation->protocol);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, conversations_happen_as_printed, 0,
	    sizeof(conversations) / sizeof(conversations[0]));
}
