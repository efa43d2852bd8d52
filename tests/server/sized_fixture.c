/* SPDX-License-Identifier: MIT */
/*
 * Messages of the sized protocol, written and expected.
 */

#include "server/sized_fixture.h"

#include <string.h>

const char *
sized_message(int digits, const char *text)
{
	return test_format("%0*zu%s", digits, strlen(text), text);
}

struct test_client *
sized_connect(const struct test_daemon *daemon)
{
	return test_client_connect_protocol(daemon, "sized");
}

struct test_client *
sized_login(const struct test_daemon *daemon, int digits, const char *name)
{
	struct test_client *client = sized_connect(daemon);

	sized_ask(client, digits, test_format("NAME %s", name),
	    test_format("HELLO %s", name));
	return client;
}

void
sized_send(struct test_client *client, int digits, const char *text)
{
	test_client_send(client, sized_message(digits, text));
}

void
sized_expect(struct test_client *client, int digits, const char *text)
{
	test_client_expect(client, sized_message(digits, text));
}

void
sized_ask(struct test_client *client, int digits, const char *request,
    const char *reply)
{
	sized_send(client, digits, request);
	sized_expect(client, digits, reply);
}
