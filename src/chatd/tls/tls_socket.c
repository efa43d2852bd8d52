/* SPDX-License-Identifier: MIT */
#include "chatd/tls/tls_socket.h"

#include <sys/socket.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>

static BIO_METHOD *tls_socket_method;
static pthread_once_t tls_socket_once = PTHREAD_ONCE_INIT;

bool
tls_socket_may_retry(void)
{
	return errno == EAGAIN || errno == EINTR || errno == ENOBUFS ||
	       errno == ENOMEM;
}

static int
tls_socket_read_cb(BIO *bio, char *bytes, int size)
{
	struct tls_socket *socket = BIO_get_data(bio);
	size_t room = (size_t)size;
	ssize_t got;

	BIO_clear_retry_flags(bio);
	if (room > socket->may_receive)
		room = socket->may_receive;
	if (room == 0) {
		BIO_set_retry_read(bio);
		return -1;
	}
	got = recv(socket->fd, bytes, room, 0);
	/* Where it had no more, the kernel need not be asked again. */
	socket->may_receive -= got == (ssize_t)room ? room
						    : socket->may_receive;
	socket->has_ended = got == 0;
	if (got > 0)
		socket->received += (size_t)got;
	if (got < 0 && tls_socket_may_retry())
		BIO_set_retry_read(bio);
	return (int)got;
}

/* Keep bytes behind what is kept already.  Return 0, or -1 (no memory). */
static int
tls_socket_keep(struct tls_socket *socket, const char *bytes, size_t size)
{
	char *longer = realloc(socket->unsent, socket->unsent_size + size);

	if (longer == NULL)
		return -1;
	memcpy(longer + socket->unsent_size, bytes, size);
	socket->unsent = longer;
	socket->unsent_size += size;
	return 0;
}

/* Send bytes, as far as the socket takes them.  Return as send(2) does. */
static ssize_t
tls_socket_send(struct tls_socket *socket, const char *bytes, size_t size)
{
	ssize_t sent = send(socket->fd, bytes, size, MSG_NOSIGNAL);

	if (sent > 0)
		socket->sent += (uint32_t)sent;
	return sent;
}

static int
tls_socket_write_cb(BIO *bio, const char *bytes, int size)
{
	struct tls_socket *socket = BIO_get_data(bio);
	ssize_t sent = 0;

	BIO_clear_retry_flags(bio);
	if (socket->unsent_size == 0)
		sent = tls_socket_send(socket, bytes, (size_t)size);
	if (sent < 0 && !tls_socket_may_retry())
		return -1;
	if (sent < 0)
		sent = 0;
	if (sent < size &&
	    tls_socket_keep(socket, bytes + sent, (size_t)(size - sent)) != 0)
		return -1;
	return size;
}

int
tls_socket_flush(struct tls_socket *socket)
{
	ssize_t sent;

	if (socket->unsent_size == 0)
		return 0;
	sent = tls_socket_send(socket, socket->unsent, socket->unsent_size);
	if (sent < 0)
		return -1;
	socket->unsent_size -= (size_t)sent;
	memmove(socket->unsent, socket->unsent + sent, socket->unsent_size);
	if (socket->unsent_size > 0) {
		errno = EAGAIN;
		return -1;
	}
	free(socket->unsent);
	socket->unsent = NULL;
	return 0;
}

static long
tls_socket_control_cb(BIO *bio, int command, long number, void *pointer)
{
	const struct tls_socket *socket = BIO_get_data(bio);

	(void)number;
	(void)pointer;
	if (command == BIO_CTRL_EOF)
		return socket->has_ended;
	return command == BIO_CTRL_FLUSH;
}

static void
tls_socket_make_method(void)
{
	BIO_METHOD *method = BIO_meth_new(
	    BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "chat socket");

	if (method == NULL)
		return;
	BIO_meth_set_read(method, tls_socket_read_cb);
	BIO_meth_set_write(method, tls_socket_write_cb);
	BIO_meth_set_ctrl(method, tls_socket_control_cb);
	tls_socket_method = method;
}

struct bio_st *
tls_socket_new_bio(struct tls_socket *socket)
{
	BIO *bio;

	pthread_once(&tls_socket_once, tls_socket_make_method);
	bio = tls_socket_method != NULL ? BIO_new(tls_socket_method) : NULL;
	if (bio == NULL)
		return NULL;
	BIO_set_data(bio, socket);
	BIO_set_init(bio, 1);
	return bio;
}

void
tls_socket_clear(struct tls_socket *socket)
{
	free(socket->unsent);
	socket->unsent = NULL;
}
