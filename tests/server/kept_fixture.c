/* SPDX-License-Identifier: MIT */
#include "server/kept_fixture.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"

#define TEXT_MAX_BYTES 65536

struct test_daemon *
kept_start(const char *option)
{
	return accounts_start("workers=4", option);
}

struct test_daemon *
kept_begin(const char *names, const char *option)
{
	struct test_daemon *daemon;
	size_t size;

	accounts_begin();
	daemon = kept_start(option);
	while (*(names += strspn(names, " ")) != '\0') {
		size = strcspn(names, " ");
		accounts_add(test_format("%.*s", (int)size, names));
		names += size;
	}
	return daemon;
}

struct test_client *
kept_log_in(const struct test_daemon *daemon, const char *name)
{
	struct test_client *client = test_client_connect(daemon);

	test_client_ask(client,
	    test_format("AUTH %s " ACCOUNTS_PASSWORD "\n", name), "AUTH-OK\n");
	test_client_ask(client, test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
	return client;
}

void
kept_join(struct test_client *client, const char *room)
{
	test_client_ask(client, test_format("JOIN #%s\n", room),
	    test_format("JOIN-OK #%s\n", room));
}

void
kept_leave(struct test_client *client, const char *room)
{
	test_client_ask(client, test_format("LEAVE #%s\n", room),
	    test_format("LEAVE-OK #%s\n", room));
}

const char *
kept_path(void)
{
	return accounts_rooms_option() + strlen("rooms_file=");
}

void
kept_write(const char *text)
{
	FILE *file = fopen(kept_path(), "w");

	test_require(file != NULL, "cannot write %s", kept_path());
	fputs(text, file);
	fclose(file);
	/* chatd may run under another account than the test. */
	ck_assert_int_eq(chmod(kept_path(), 0644), 0);
}

const char *
kept_read(void)
{
	static char text[TEXT_MAX_BYTES];
	FILE *file = fopen(kept_path(), "r");
	size_t size;

	test_require(file != NULL, "cannot read %s", kept_path());
	size = fread(text, 1, sizeof(text) - 1, file);
	text[size] = '\0';
	fclose(file);
	return text;
}

void
kept_await_written(struct test_client *console)
{
	while (strstr(console_ask(console, "status"),
		   "\nrooms_file\tis written\n") == NULL)
		continue;
}
