/* SPDX-License-Identifier: MIT */
/*
 * The port of the metrics, and its places.
 *
 * libevent's evhttp is not used, though it knows all of HTTP: it crashes where
 * memory has run out, begins to wait anew with each byte that it reads, and
 * lets everybody in.  Two pages do not need all of HTTP.
 *
 * A place is a connection, or else the descriptor of /dev/null that keeps its
 * number from being used for anything else.  dup3(2) puts one in the place of
 * the other, so the number is free at no moment.  For a newcomer it is the
 * other way round: they come first, and the descriptor of /dev/null is closed;
 * if there is no descriptor left, the acceptor's reserve bridges that moment.
 */

#include "chatd/metrics/metrics_http.h"

#include <netdb.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>

#include "chatd/metrics/http_connection.h"
#include "chatd/metrics/metrics.h"
#include "chatd/net/acceptor.h"
#include "chatd/net/listening_socket.h"
#include "common/clock.h"
#include "common/container.h"
#include "common/host_port.h"
#include "common/list.h"
#include "common/log.h"
#include "common/log_rate.h"
#include "common/resolver.h"

struct metrics_place {
	struct list in_list; /* taken or spare, below */
	struct metrics_http *http;
	struct http_connection *connection; /* NULL: the place is not taken */
	int fd; /* the connection's, or one of /dev/null; -1: none */
};

struct metrics_http {
	const struct metrics_source *source;
	struct event_base *base;
	struct acceptor *acceptor;
	int null_fd;
	struct list taken; /* places; the one that has waited longest first */
	struct list spare; /* places */
	struct log_rate trouble; /* lines about it */
	struct metrics_place places[METRICS_HTTP_CONNECTIONS_MAX];
};

/* ---- the pages ----------------------------------------------------------- */

static enum http_status
metrics_http_show_health(
    const struct metrics_source *source, struct evbuffer *body)
{
	bool is_serving = source->state(source->owner).is_serving;

	if (evbuffer_add_printf(body, is_serving ? "ok\n" : "stopping\n") < 0)
		return HTTP_INTERNAL_ERROR;
	return is_serving ? HTTP_OK : HTTP_UNAVAILABLE;
}

static enum http_status
metrics_http_show_cb(struct slice path, struct evbuffer *body,
    const char **type_r, void *argument)
{
	const struct metrics_place *place = argument;
	const struct metrics_source *source = place->http->source;

	if (slice_is(path, "/healthz"))
		return metrics_http_show_health(source, body);
	if (slice_is(path, "/metrics")) {
		*type_r = "text/plain; version=0.0.4; charset=utf-8";
		return metrics_write(source, body) == 0 ? HTTP_OK
							: HTTP_INTERNAL_ERROR;
	}
	if (evbuffer_add_printf(body, "There are /metrics and /healthz.\n") < 0)
		return HTTP_INTERNAL_ERROR;
	return HTTP_NOT_FOUND;
}

/* ---- places -------------------------------------------------------------- */

static void
metrics_http_log_trouble(struct metrics_http *http, int error)
{
	if (log_rate_allows(&http->trouble, clock_monotonic_ns(), NULL))
		log_warning(
		    "metrics: cannot serve a connection: %s", strerror(error));
}

/* Put /dev/null in the place of the peer, whose connection ends with this. */
static void
metrics_place_leave(struct metrics_place *place)
{
	struct metrics_http *http = place->http;

	http_connection_free(place->connection);
	place->connection = NULL;
	list_remove(&place->in_list);
	list_append(&http->spare, &place->in_list);
	if (dup3(http->null_fd, place->fd, O_CLOEXEC) >= 0)
		return;
	/* Nothing is known to cause this; the number is free then. */
	metrics_http_log_trouble(http, errno);
	close(place->fd);
	place->fd = -1;
}

/* Return a place that is not taken. */
static struct metrics_place *
metrics_http_make_room(struct metrics_http *http)
{
	if (list_is_empty(&http->spare))
		metrics_place_leave(container_of(
		    list_first(&http->taken), struct metrics_place, in_list));
	return container_of(
	    list_first(&http->spare), struct metrics_place, in_list);
}

static void
metrics_http_served_cb(void *argument)
{
	struct metrics_place *place = argument;

	list_remove(&place->in_list);
	list_append(&place->http->taken, &place->in_list);
}

static void
metrics_http_ended_cb(int error, void *argument)
{
	struct metrics_place *place = argument;

	if (error != 0)
		metrics_http_log_trouble(place->http, error);
	metrics_place_leave(place);
}

static const struct http_owner metrics_http_owner = {
	.show = metrics_http_show_cb,
	.served = metrics_http_served_cb,
	.ended = metrics_http_ended_cb,
};

/* ---- letting in ---------------------------------------------------------- */

static void
metrics_http_accepted_cb(
    const struct acceptor_newcomer *newcomer, void *argument)
{
	struct metrics_http *http = argument;
	struct metrics_place *place = metrics_http_make_room(http);

	if (place->fd >= 0)
		close(place->fd);
	place->fd = newcomer->fd;
	list_remove(&place->in_list);
	list_append(&http->taken, &place->in_list);
	place->connection = http_connection_new(
	    http->base, newcomer->fd, &metrics_http_owner, place);
	if (place->connection != NULL)
		return;
	http_refuse(newcomer->fd, HTTP_UNAVAILABLE);
	metrics_http_ended_cb(ENOMEM, place);
}

static void
metrics_http_accept_failed_cb(int error, void *argument)
{
	metrics_http_log_trouble(argument, error);
}

/* One by one, so that those who have hung up are gone before they count. */
static const struct acceptor_owner metrics_http_acceptor_owner = {
	.newcomers_per_turn = 1,
	.accepted = metrics_http_accepted_cb,
	.failed = metrics_http_accept_failed_cb,
};

/* ---- opening ------------------------------------------------------------- */

/* Listen on the first address of host that can be listened on. */
static int
metrics_http_listen(const char *host, uint16_t port, unsigned int flags)
{
	struct addrinfo *addresses;
	char service[8];
	int fd = -1, result, saved_errno;

	snprintf(service, sizeof(service), "%u", port);
	result = resolver_look_up(
	    host, service, AI_PASSIVE | AI_NUMERICSERV, &addresses);
	if (result != 0) {
		errno = result == EAI_SYSTEM ? errno : EADDRNOTAVAIL;
		return -1;
	}
	for (struct addrinfo *at = addresses; at != NULL && fd < 0;
	     at = at->ai_next)
		fd = listening_socket_open(at->ai_addr, at->ai_addrlen, flags);
	saved_errno = errno;
	freeaddrinfo(addresses);
	errno = saved_errno;
	return fd;
}

/* Set the descriptors of all places aside.  Return -1 with errno set. */
static int
metrics_http_prepare_places(struct metrics_http *http)
{
	http->null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (http->null_fd < 0)
		return -1;
	for (size_t i = 0; i < METRICS_HTTP_CONNECTIONS_MAX; i++) {
		int fd = fcntl(http->null_fd, F_DUPFD_CLOEXEC, 0);

		if (fd < 0)
			return -1;
		http->places[i].fd = fd;
	}
	return 0;
}

static struct metrics_http *
metrics_http_alloc(const struct metrics_source *source, struct event_base *base)
{
	struct metrics_http *http = calloc(1, sizeof(*http));

	if (http == NULL)
		return NULL;
	http->source = source;
	http->base = base;
	http->null_fd = -1;
	list_init(&http->taken);
	list_init(&http->spare);
	for (size_t i = 0; i < METRICS_HTTP_CONNECTIONS_MAX; i++) {
		http->places[i].http = http;
		http->places[i].fd = -1;
		list_append(&http->spare, &http->places[i].in_list);
	}
	return http;
}

/* Return 0, or -1 with errno set. */
static int
metrics_http_open(struct metrics_http *http, const char *where, bool freebind)
{
	char host[HOST_PORT_HOST_BYTES], name[LISTENING_SOCKET_NAME_BYTES];
	uint16_t port = 0;
	int fd;

	errno = EINVAL;
	if (host_port_parse(where, host, &port) != 0 ||
	    metrics_http_prepare_places(http) != 0)
		return -1;
	fd = metrics_http_listen(
	    host, port, freebind ? LISTENING_SOCKET_FREEBIND : 0);
	if (fd < 0)
		return -1;
	listening_socket_name(fd, name);
	http->acceptor = acceptor_new(fd, &metrics_http_acceptor_owner, http);
	if (http->acceptor == NULL)
		return -1;
	errno = ENOMEM;
	if (acceptor_start(http->acceptor, http->base) != 0)
		return -1;
	log_info("metrics at http://%s/metrics", name);
	return 0;
}

struct metrics_http *
metrics_http_new(const struct metrics_source *source, struct event_base *base,
    const char *where, bool freebind)
{
	struct metrics_http *http = metrics_http_alloc(source, base);
	int saved_errno;

	if (http != NULL && metrics_http_open(http, where, freebind) == 0)
		return http;
	log_errno("cannot serve metrics at %s", where);
	saved_errno = errno;
	metrics_http_free(http);
	errno = saved_errno;
	return NULL;
}

void
metrics_http_free(struct metrics_http *http)
{
	if (http == NULL)
		return;
	acceptor_free(http->acceptor);
	for (size_t i = 0; i < METRICS_HTTP_CONNECTIONS_MAX; i++) {
		http_connection_free(http->places[i].connection);
		if (http->places[i].fd >= 0)
			close(http->places[i].fd);
	}
	if (http->null_fd >= 0)
		close(http->null_fd);
	free(http);
}
