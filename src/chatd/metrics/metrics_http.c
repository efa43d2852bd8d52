/* SPDX-License-Identifier: MIT */
/*
 * libevent's evhttp does all of HTTP.  The port is meant for the machines of
 * the people who run chatd and not for strangers: a request is limited in size
 * and time, but the number of connections is not limited.
 */

#include "chatd/metrics/metrics_http.h"

#include <stddef.h>

#include "common/log.h"

#ifdef HAVE_EVHTTP

#include <netdb.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "chatd/metrics/metrics.h"
#include "chatd/net/listening_socket.h"
#include "common/host_port.h"

/* How long a request may take, and how large its head may be. */
#define METRICS_HTTP_TIMEOUT_S  10
#define METRICS_HTTP_HEAD_BYTES 8192

/* How long nobody is accepted when there are no descriptors left. */
#define METRICS_HTTP_PAUSE_S 1

struct metrics_http {
	const struct metrics_source *source;
	struct event_base *base;
	struct evhttp *http;
};

static void
metrics_http_reply(struct evhttp_request *request, int status,
    const char *reason, const char *type, struct evbuffer *body)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);

	evhttp_add_header(headers, "Content-Type", type);
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_send_reply(request, status, reason, body);
}

static void
metrics_http_metrics_cb(struct evhttp_request *request, void *argument)
{
	const struct metrics_http *http = argument;
	struct evbuffer *body = evbuffer_new();

	if (body == NULL) {
		evhttp_send_error(request, HTTP_INTERNAL, "out of memory");
		return;
	}
	metrics_write(http->source, body);
	metrics_http_reply(request, HTTP_OK, "OK",
	    "text/plain; version=0.0.4; charset=utf-8", body);
	evbuffer_free(body);
}

static void
metrics_http_health_cb(struct evhttp_request *request, void *argument)
{
	const struct metrics_http *http = argument;
	const struct metrics_source *source = http->source;
	bool is_serving = source->state(source->owner).is_serving;
	struct evbuffer *body = evbuffer_new();

	if (body != NULL)
		evbuffer_add_printf(body, is_serving ? "ok\n" : "stopping\n");
	metrics_http_reply(request, is_serving ? HTTP_OK : HTTP_SERVUNAVAIL,
	    is_serving ? "OK" : "Service Unavailable", "text/plain", body);
	if (body != NULL)
		evbuffer_free(body);
}

/* Listen on the first address of host that can be listened on. */
static int
metrics_http_listen(const char *host, uint16_t port)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *addresses;
	char service[8];
	int fd = -1, result, saved_errno;

	snprintf(service, sizeof(service), "%u", port);
	result = getaddrinfo(host, service, &hints, &addresses);
	if (result != 0) {
		errno = result == EAI_SYSTEM ? errno : EADDRNOTAVAIL;
		return -1;
	}
	for (struct addrinfo *at = addresses; at != NULL && fd < 0;
	     at = at->ai_next)
		fd = listening_socket_open(at->ai_addr, at->ai_addrlen, false);
	saved_errno = errno;
	freeaddrinfo(addresses);
	errno = saved_errno;
	return fd;
}

static void
metrics_http_resume_cb(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	evconnlistener_enable(argument);
}

/*
 * A newcomer for whom there is no descriptor keeps the port readable, and the
 * loop would turn without end.
 */
static void
metrics_http_accept_error_cb(struct evconnlistener *listener, void *argument)
{
	static const struct timeval pause = { .tv_sec = METRICS_HTTP_PAUSE_S };

	(void)argument;
	if (event_base_once(evconnlistener_get_base(listener), -1, EV_TIMEOUT,
		metrics_http_resume_cb, listener, &pause) == 0)
		evconnlistener_disable(listener);
}

/* Have evhttp serve those whom listener accepts.  Return -1: no memory. */
static int
metrics_http_serve(struct metrics_http *http, struct evconnlistener *listener)
{
	http->http = evhttp_new(http->base);
	if (http->http == NULL)
		return -1;
	/* evhttp would answer a HEAD with the body. */
	evhttp_set_allowed_methods(http->http, EVHTTP_REQ_GET);
	evhttp_set_timeout(http->http, METRICS_HTTP_TIMEOUT_S);
	evhttp_set_max_headers_size(http->http, METRICS_HTTP_HEAD_BYTES);
	evhttp_set_max_body_size(http->http, 0);
	if (evhttp_set_cb(
		http->http, "/metrics", metrics_http_metrics_cb, http) != 0 ||
	    evhttp_set_cb(
		http->http, "/healthz", metrics_http_health_cb, http) != 0 ||
	    evhttp_bind_listener(http->http, listener) == NULL)
		return -1;
	evconnlistener_set_error_cb(listener, metrics_http_accept_error_cb);
	return 0;
}

/* Serve on the listening socket fd, and take it.  Return -1: no memory. */
static int
metrics_http_open(struct metrics_http *http, int fd)
{
	struct evconnlistener *listener = evconnlistener_new(http->base, NULL,
	    NULL, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);

	if (listener == NULL) {
		close(fd);
		return -1;
	}
	if (metrics_http_serve(http, listener) == 0)
		return 0;
	evconnlistener_free(listener);
	return -1;
}

struct metrics_http *
metrics_http_new(const struct metrics_source *source, struct event_base *base,
    const char *where)
{
	struct metrics_http *http = calloc(1, sizeof(*http));
	char host[HOST_PORT_HOST_BYTES], name[LISTENING_SOCKET_NAME_BYTES];
	uint16_t port = 0;
	int fd = -1;

	errno = http == NULL ? ENOMEM : EINVAL;
	if (http != NULL && host_port_parse(where, host, &port) == 0)
		fd = metrics_http_listen(host, port);
	if (fd < 0) {
		log_errno("cannot serve metrics at %s", where);
		free(http);
		return NULL;
	}
	http->source = source;
	http->base = base;
	if (metrics_http_open(http, fd) != 0) {
		log_error("cannot serve metrics at %s: out of memory", where);
		metrics_http_free(http);
		return NULL;
	}
	log_info(
	    "metrics at http://%s/metrics", listening_socket_name(fd, name));
	return http;
}

void
metrics_http_free(struct metrics_http *http)
{
	if (http == NULL)
		return;
	if (http->http != NULL)
		evhttp_free(http->http);
	free(http);
}

#else

struct metrics_http *
metrics_http_new(const struct metrics_source *source, struct event_base *base,
    const char *where)
{
	(void)source;
	(void)base;
	log_error("cannot serve metrics at %s: built without HTTP", where);
	return NULL;
}

void
metrics_http_free(struct metrics_http *http)
{
	(void)http;
}

#endif
