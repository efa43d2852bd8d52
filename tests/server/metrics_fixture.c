/* SPDX-License-Identifier: MIT */
/*
 * As much of HTTP as a test needs.
 */

#include "server/metrics_fixture.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* How often a value that is awaited is asked for: it takes many seconds. */
#define TRIES_MAX 100000

struct test_client *
metrics_connect(const struct test_daemon *daemon)
{
	static const char words[] = "metrics at http://127.0.0.1:";
	const char *found = strstr(test_daemon_log(daemon), words);
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};

	test_require(found != NULL, "chatd does not say where metrics are");
	address.sin_port = htons((uint16_t)atoi(found + strlen(words)));
	return test_client_connect_socket(
	    (struct sockaddr *)&address, sizeof(address));
}

/* Take and return the head's lines, each with "\n" at its end. */
static const char *
take_head(struct test_client *client)
{
	const char *head = "";

	for (;;) {
		const char *line = test_client_take_line(client);
		size_t size = strlen(line);

		test_require(size > 0 && line[size - 1] == '\r',
		    "not a line of HTTP: %s", line);
		if (size == 1)
			return head;
		head = test_format("%s%.*s\n", head, (int)size - 1, line);
	}
}

static void
send_request(struct test_client *client, const char *method, const char *path)
{
	test_client_send(
	    client, test_format("%s %s HTTP/1.1\r\nHost: localhost\r\n\r\n",
			method, path));
}

/* Take the response to method that begins with this line. */
static struct metrics_response
take_response(struct test_client *client, const char *method, const char *line)
{
	struct metrics_response response = { .body = "" };
	const char *length;
	size_t size;

	test_require(sscanf(line, "HTTP/1.1 %d ", &response.status) == 1,
	    "not a response: %s", line);
	response.head = take_head(client);
	length = strcasestr(response.head, "content-length: ");
	if (length == NULL || strcmp(method, "HEAD") == 0)
		return response;
	size = strtoul(length + strlen("content-length: "), NULL, 10);
	response.body = test_format(
	    "%.*s", (int)size, test_client_take_bytes(client, size));
	return response;
}

struct metrics_response
metrics_request(
    struct test_client *client, const char *method, const char *path)
{
	send_request(client, method, path);
	return take_response(client, method, test_client_take_line(client));
}

const char *
metrics_get(struct test_client *client)
{
	struct metrics_response response;
	const char *line;

	send_request(client, "GET", "/metrics");
	line = test_client_take_line_or_end(client);
	if (line == NULL) {
		test_client_connect_again(client);
		send_request(client, "GET", "/metrics");
		line = test_client_take_line(client);
	}
	response = take_response(client, "GET", line);
	ck_assert_int_eq(response.status, 200);
	return response.body;
}

double
metrics_value(const char *metrics, const char *sample)
{
	size_t size = strlen(sample);
	const char *line = metrics;

	while (strncmp(line, sample, size) != 0 || line[size] != ' ') {
		line = strchr(line, '\n');
		test_require(line != NULL, "no sample %s: %s", sample, metrics);
		line++;
	}
	return strtod(line + size, NULL);
}

void
metrics_await(struct test_client *client, const char *sample, double value)
{
	double last = 0;

	for (int i = 0; i < TRIES_MAX; i++) {
		last = metrics_value(metrics_get(client), sample);
		if (last >= value && last <= value)
			return;
	}
	test_fail("%s is %g and does not become %g", sample, last, value);
}
