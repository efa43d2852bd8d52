/* SPDX-License-Identifier: MIT */
/*
 * A bufferevent only keeps the bytes: when it is written is decided in
 * connection/writing.c.
 */

#include "chatd/net/transport.h"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event_struct.h>

ssize_t
transport_send_buffer(int fd, struct tls_session *tls, struct evbuffer *output)
{
	if (tls != NULL)
		return tls_session_send_buffer(
		    tls, output, TRANSPORT_SEND_BYTES);
	return evbuffer_write_atmost(output, fd, TRANSPORT_SEND_BYTES);
}

struct bufferevent *
transport_new_buffers(struct event_base *base)
{
	struct bufferevent *buffers = bufferevent_socket_new(base, -1, 0);

	if (buffers == NULL)
		return NULL;
	/* libevent starts with EV_WRITE on, which would watch descriptor -1. */
	bufferevent_disable(buffers, EV_READ | EV_WRITE);
	evbuffer_unfreeze(bufferevent_get_input(buffers), 0);
	evbuffer_unfreeze(bufferevent_get_output(buffers), 1);
	return buffers;
}

int
transport_await_sending(struct event *event, struct event_base *base, int fd,
    event_callback_fn writable, void *argument)
{
	if (event_assign(event, base, fd, EV_WRITE, writable, argument) != 0)
		return -1;
	return event_add(event, NULL);
}

void
transport_stop_awaiting(struct event *event)
{
	event_del(event);
}

int
transport_get_unacknowledged(int fd, uint32_t *bytes_r)
{
	int bytes = 0;

	if (ioctl(fd, SIOCOUTQ, &bytes) != 0)
		return -1;
	*bytes_r = (uint32_t)bytes;
	return 0;
}

void
transport_set_user_timeout(int fd, uint64_t milliseconds)
{
	const unsigned int timeout_ms = (unsigned int)milliseconds;

	setsockopt(
	    fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof(timeout_ms));
}

int
transport_end_sending(int fd, struct tls_session *tls)
{
	if (tls != NULL)
		tls_session_end_sending(tls);
	return shutdown(fd, SHUT_WR);
}

void
transport_reset_on_close(int fd)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

void
transport_close(int fd, struct tls_session *tls)
{
	if (tls != NULL)
		tls_session_end_sending(tls);
	tls_session_free(tls);
	close(fd);
}

void
transport_refuse(
    int fd, struct tls_session *tls, const char *bytes, size_t size)
{
	(void)transport_send(fd, tls, bytes, size);
	transport_close(fd, tls);
}
