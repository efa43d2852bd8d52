/* SPDX-License-Identifier: MIT */
/* Requests of HTTP, above all those that two readers could take differently. */

#include "chatd/metrics/http_request.h"

#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

static struct http_request
take(const char *text)
{
	struct http_request request;

	ck_assert_msg(
	    http_request_take(text, strlen(text), &request) == strlen(text),
	    "not the whole of %s", text);
	return request;
}

static void
require_status(const char *text, enum http_status status)
{
	enum http_status found = take(text).status;

	ck_assert_msg(found == status, "%s: %d", text, (int)found);
}

START_TEST(takes_the_path_without_the_query)
{
	struct http_request request = take(
	    "GET /metrics?name=x?y HTTP/1.1\r\nHost: here\r\n\r\n");

	ck_assert_int_eq(request.status, HTTP_OK);
	ck_assert(slice_is(request.path, "/metrics"));
	ck_assert(!request.is_head);
	ck_assert(request.keeps);
	request = take("\r\n\nHEAD / HTTP/1.1\n\n");
	ck_assert_int_eq(request.status, HTTP_OK);
	ck_assert(slice_is(request.path, "/"));
	ck_assert(request.is_head);
}
END_TEST

START_TEST(knows_when_the_connection_ends)
{
	ck_assert(!take("GET / HTTP/1.0\r\n\r\n").keeps);
	ck_assert(!take("GET / HTTP/1.1\r\nconnection: CLOSE\r\n\r\n").keeps);
	ck_assert(
	    !take("GET / HTTP/1.1\r\nConnection: te, close ,x\r\n\r\n").keeps);
	ck_assert(take("GET / HTTP/1.1\r\nConnection: closed\r\n\r\n").keeps);
	ck_assert(take("GET / HTTP/1.1\r\nConnection:\r\n\r\n").keeps);
	ck_assert(!take("POST / HTTP/1.1\r\n\r\n").keeps);
}
END_TEST

START_TEST(waits_for_the_end)
{
	static const char text[] = "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\nGET ";
	struct http_request request = { .status = HTTP_NOT_FOUND };
	size_t whole = sizeof(text) - 1 - strlen("GET ");

	for (size_t size = 0; size < whole; size++) {
		/* On the heap, where a sanitizer watches the end. */
		char *bytes = malloc(size + 1);

		memcpy(bytes, text, size);
		ck_assert_uint_eq(http_request_take(bytes, size, &request), 0);
		ck_assert_int_eq(request.status, HTTP_NOT_FOUND);
		free(bytes);
	}
	ck_assert_uint_eq(
	    http_request_take(text, sizeof(text) - 1, &request), whole);
	ck_assert_int_eq(request.status, HTTP_OK);
}
END_TEST

START_TEST(refuses_what_is_no_request)
{
	static const char *const texts[] = {
		"GET\r\n\r\n",
		"GET /\r\n\r\n",
		"GET  / HTTP/1.1\r\n\r\n",
		" GET / HTTP/1.1\r\n\r\n",
		"GET / http/1.1\r\n\r\n",
		"GET metrics HTTP/1.1\r\n\r\n",
		"GET http://here/ HTTP/1.1\r\n\r\n",
		"GET /\x01 HTTP/1.1\r\n\r\n",
		"GET / HTTP/1.1\r\nHost\r\n\r\n",
		"GET / HTTP/1.1\r\n: x\r\n\r\n",
		"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\n and more\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\ry\r\n\r\n",
		"GET /\tx HTTP/1.1\r\n\r\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		require_status(texts[i], HTTP_BAD_REQUEST);
	/* The first error counts. */
	require_status("PUT / HTTP/1.1\r\nHost\r\n\r\n", HTTP_NOT_IMPLEMENTED);
	require_status("GET / HTTP/2.0\r\n\r\n", HTTP_VERSION_UNKNOWN);
	require_status("GET / HTTP/1.1 \r\n\r\n", HTTP_VERSION_UNKNOWN);
}
END_TEST

START_TEST(refuses_a_body)
{
	require_status(
	    "GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", HTTP_BODY_TOO_LARGE);
	require_status("GET / HTTP/1.1\r\ncontent-length: +0\r\n\r\n",
	    HTTP_BODY_TOO_LARGE);
	require_status("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
	    HTTP_BODY_TOO_LARGE);
	require_status("GET / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", HTTP_OK);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, takes_the_path_without_the_query);
	test_cases_add(tests, knows_when_the_connection_ends);
	test_cases_add(tests, waits_for_the_end);
	test_cases_add(tests, refuses_what_is_no_request);
	test_cases_add(tests, refuses_a_body);
}
