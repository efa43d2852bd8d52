/* SPDX-License-Identifier: MIT */
/*
 * Requests are read into a buffer of a fixed size, and are served one after the
 * other.  While a response waits for the socket nothing is read, so what a peer
 * sends ahead stays with its kernel.
 *
 * Every call that may lack memory is followed by a look at what it returns, and
 * there are no calls whose failure libevent keeps to itself.
 */

#include "chatd/metrics/http_connection.h"

#include <sys/socket.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <event2/buffer.h>
#include <event2/event.h>

/* Room for "Sun, 06 Nov 1994 08:49:37 GMT". */
#define HTTP_DATE_BYTES 40

struct http_connection {
	const struct http_owner *owner;
	void *argument; /* the owner's */
	struct event *readable;
	struct event *writable;
	struct event *deadline;
	struct evbuffer *output;
	int fd;
	bool has_ended; /* the peer sends nothing more */
	bool is_last;   /* the response that waits is the last one */
	size_t used;    /* bytes of input */
	char input[HTTP_HEAD_BYTES_MAX];
};

static const char *
http_reason(enum http_status status)
{
	switch (status) {
	case HTTP_OK:
		return "OK";
	case HTTP_BAD_REQUEST:
		return "Bad Request";
	case HTTP_NOT_FOUND:
		return "Not Found";
	case HTTP_BODY_TOO_LARGE:
		return "Content Too Large";
	case HTTP_HEAD_TOO_LARGE:
		return "Request Header Fields Too Large";
	case HTTP_INTERNAL_ERROR:
		return "Internal Server Error";
	case HTTP_NOT_IMPLEMENTED:
		return "Not Implemented";
	case HTTP_UNAVAILABLE:
		return "Service Unavailable";
	case HTTP_VERSION_UNKNOWN:
		return "HTTP Version Not Supported";
	}
	return "Unknown";
}

void
http_refuse(int fd, enum http_status status)
{
	char unread[HTTP_HEAD_BYTES_MAX], words[128];
	int size = snprintf(words, sizeof(words),
	    "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
	    (int)status, http_reason(status));

	(void)send(fd, words, (size_t)size, MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)recv(fd, unread, sizeof(unread), MSG_DONTWAIT);
}

static void
http_connection_end(struct http_connection *connection, int error)
{
	connection->owner->ended(error, connection->argument);
}

/* The peer hears at once that there is no memory for its response. */
static void
http_connection_fail(struct http_connection *connection)
{
	http_refuse(connection->fd, HTTP_INTERNAL_ERROR);
	http_connection_end(connection, ENOMEM);
}

/* ---- responding ---------------------------------------------------------- */

static const char *
http_date(char buffer[HTTP_DATE_BYTES])
{
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(buffer, HTTP_DATE_BYTES, "%a, %d %b %Y %H:%M:%S GMT", &utc);
	return buffer;
}

/* Append a response that shows body to the output.  Return -1: no memory. */
static int
http_connection_append(struct http_connection *connection,
    const struct http_request *request, enum http_status status,
    const char *type, struct evbuffer *body)
{
	char date[HTTP_DATE_BYTES];

	if (evbuffer_add_printf(connection->output,
		"HTTP/1.1 %d %s\r\nDate: %s\r\nContent-Type: %s\r\n"
		"Content-Length: %zu\r\nCache-Control: no-store\r\n%s\r\n",
		(int)status, http_reason(status), http_date(date), type,
		evbuffer_get_length(body),
		connection->is_last ? "Connection: close\r\n" : "") < 0)
		return -1;
	return request->is_head ? 0
				: evbuffer_add_buffer(connection->output, body);
}

/* Put the response to request into the output.  Return -1: no memory. */
static int
http_connection_respond(
    struct http_connection *connection, const struct http_request *request)
{
	struct evbuffer *body = evbuffer_new();
	enum http_status status = request->status;
	const char *type = "text/plain";
	int result = -1;

	if (body == NULL)
		return -1;
	connection->is_last = !request->keeps;
	if (status == HTTP_OK)
		status = connection->owner->show(
		    request->path, body, &type, connection->argument);
	else if (evbuffer_add_printf(body, "%s\n", http_reason(status)) < 0)
		status = HTTP_INTERNAL_ERROR;
	if (status != HTTP_INTERNAL_ERROR)
		result = http_connection_append(
		    connection, request, status, type, body);
	evbuffer_free(body);
	return result;
}

/* Wait for the next request.  Return -1: no memory. */
static int
http_connection_wait(struct http_connection *connection)
{
	static const struct timeval patience = {
		.tv_sec = HTTP_CONNECTION_SECONDS,
	};

	if (event_add(connection->readable, NULL) != 0 ||
	    event_add(connection->deadline, &patience) != 0)
		return -1;
	/* What has been read already makes no event. */
	if (connection->used > 0 || connection->has_ended)
		event_active(connection->readable, EV_READ, 0);
	return 0;
}

/* All of the response is with the kernel. */
static void
http_connection_finish_response(struct http_connection *connection)
{
	if (connection->is_last) {
		/* As http_refuse() does, for the same reason. */
		(void)recv(connection->fd, connection->input,
		    sizeof(connection->input), MSG_DONTWAIT);
		http_connection_end(connection, 0);
	} else if (http_connection_wait(connection) != 0) {
		http_connection_end(connection, ENOMEM);
	} else {
		connection->owner->served(connection->argument);
	}
}

/* Write what the socket takes; read no more until it has taken all. */
static void
http_connection_write(struct http_connection *connection)
{
	int written = evbuffer_write(connection->output, connection->fd);

	if (written < 0 && errno != EAGAIN && errno != EINTR) {
		http_connection_end(connection, 0);
	} else if (evbuffer_get_length(connection->output) == 0) {
		http_connection_finish_response(connection);
	} else {
		event_del(connection->readable);
		if (event_add(connection->writable, NULL) != 0)
			http_connection_end(connection, ENOMEM);
	}
}

/* ---- reading ------------------------------------------------------------- */

/* Take size bytes off the front of the input. */
static void
http_connection_drop_input(struct http_connection *connection, size_t size)
{
	connection->used -= size;
	memmove(connection->input, connection->input + size, connection->used);
}

/* Take the next request.  Return false if it is not all there. */
static bool
http_connection_take_request(
    struct http_connection *connection, struct http_request *request_r)
{
	size_t size = http_request_take(
	    connection->input, connection->used, request_r);

	if (size > 0) {
		http_connection_drop_input(connection, size);
		return true;
	}
	*request_r = (struct http_request){ .status = HTTP_HEAD_TOO_LARGE };
	return connection->used == sizeof(connection->input);
}

/* Read what there is room for.  Return false if the connection is broken. */
static bool
http_connection_read(struct http_connection *connection)
{
	size_t room = sizeof(connection->input) - connection->used;
	ssize_t size;

	if (room == 0 || connection->has_ended)
		return true;
	size = recv(connection->fd, connection->input + connection->used, room,
	    MSG_DONTWAIT);
	if (size > 0)
		connection->used += (size_t)size;
	else if (size == 0)
		connection->has_ended = true;
	else
		return errno == EAGAIN || errno == EINTR;
	return true;
}

static void
http_connection_readable_cb(evutil_socket_t fd, short what, void *argument)
{
	struct http_connection *connection = argument;
	struct http_request request;

	(void)fd;
	(void)what;
	if (!http_connection_read(connection))
		http_connection_end(connection, 0);
	else if (!http_connection_take_request(connection, &request)) {
		/* A peer that has sent its last request gets its response. */
		if (connection->has_ended)
			http_connection_end(connection, 0);
	} else if (http_connection_respond(connection, &request) != 0)
		http_connection_fail(connection);
	else
		http_connection_write(connection);
}

static void
http_connection_writable_cb(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	http_connection_write(argument);
}

static void
http_connection_deadline_cb(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	http_connection_end(argument, 0);
}

struct http_connection *
http_connection_new(struct event_base *base, int fd,
    const struct http_owner *owner, void *argument)
{
	struct http_connection *connection = calloc(1, sizeof(*connection));

	if (connection == NULL)
		return NULL;
	connection->owner = owner;
	connection->argument = argument;
	connection->fd = fd;
	connection->readable = event_new(base, fd, EV_READ | EV_PERSIST,
	    http_connection_readable_cb, connection);
	connection->writable = event_new(
	    base, fd, EV_WRITE, http_connection_writable_cb, connection);
	connection->deadline = evtimer_new(
	    base, http_connection_deadline_cb, connection);
	connection->output = evbuffer_new();
	if (connection->readable != NULL && connection->writable != NULL &&
	    connection->deadline != NULL && connection->output != NULL &&
	    http_connection_wait(connection) == 0)
		return connection;
	http_connection_free(connection);
	return NULL;
}

void
http_connection_free(struct http_connection *connection)
{
	if (connection == NULL)
		return;
	if (connection->readable != NULL)
		event_free(connection->readable);
	if (connection->writable != NULL)
		event_free(connection->writable);
	if (connection->deadline != NULL)
		event_free(connection->deadline);
	if (connection->output != NULL)
		evbuffer_free(connection->output);
	free(connection);
}
