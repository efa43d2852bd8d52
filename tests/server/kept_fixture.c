/* SPDX-License-Identifier: MIT */
#include "server/kept_fixture.h"

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"

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
kept_begin_den(struct test_daemon **daemon_r, const char *names)
{
	struct test_client *alice;

	*daemon_r = kept_begin(names, NO_OPTION);
	alice = kept_log_in(*daemon_r, "alice");
	kept_join(alice, "den");
	test_client_ask(alice, KEEP_DEN, DEN_IS_KEPT);
	return alice;
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

void
kept_require_operator(struct test_client *client, bool is_one)
{
	test_client_ask(client, "TOPIC #den tea\n",
	    is_one ? "TOPIC-OK #den tea\n" : "NOT-OPERATOR\n");
}

const char *
kept_path(void)
{
	return accounts_rooms_option() + strlen("rooms_file=");
}

void
kept_write(const char *text)
{
	test_file_write(kept_path(), text);
}

const char *
kept_read(void)
{
	return test_file_read(kept_path());
}

void
kept_await_written(struct test_client *console)
{
	while (strstr(console_ask(console, "status"),
		   "\nrooms_file\tis written\n") == NULL)
		continue;
}
