/* SPDX-License-Identifier: MIT */
/*
 * Bare sockets and poll(2), and what has to be done between the connection and
 * the first byte if it is to be encrypted.
 */

#include "chatc/upload_socket.h"

#include <err.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include <event2/util.h>

#include "chatc/trust/trust.h"
#include "encryption/encrypted_socket.h"

short
upload_socket_wait(const struct upload_socket *at, short events, int timeout_ms)
{
	struct pollfd poll_for = { .fd = at->fd, .events = events };
	int found;

	if ((events & POLLIN) != 0 && at->tls != NULL &&
	    encrypted_socket_has_more(at->tls))
		return POLLIN;
	do
		found = poll(&poll_for, 1, timeout_ms);
	while (found == -1 && errno == EINTR);
	return found == 1 ? poll_for.revents : 0;
}

/* ---- beginning and end --------------------------------------------------- */

/* Say the words of trust.h, which refuse a server. */
static int
upload_socket_refuse(const struct upload_socket *at, const char *lines)
{
	size_t size = strcspn(lines, "\n");

	warnx("Cannot connect to %s: %.*s", at->host, (int)size, lines);
	while (lines[size] == '\n') {
		lines += size + 1;
		size = strcspn(lines, "\n");
		warnx("%.*s", (int)size, lines);
	}
	return EX_UNAVAILABLE;
}

/* Connect to one address.  Return 0, or what errno would be. */
static int
upload_socket_try(struct upload_socket *at, const struct addrinfo *address)
{
	int error = 0;
	socklen_t size = sizeof(error);

	at->fd = socket(address->ai_family, SOCK_STREAM, 0);
	if (at->fd == -1 || evutil_make_socket_closeonexec(at->fd) == -1 ||
	    evutil_make_socket_nonblocking(at->fd) == -1)
		return errno;
	if (connect(at->fd, address->ai_addr, address->ai_addrlen) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	if (upload_socket_wait(at, POLLOUT, at->timeout_ms) == 0)
		return ETIMEDOUT;
	if (getsockopt(at->fd, SOL_SOCKET, SO_ERROR, &error, &size))
		return errno;
	return error;
}

/*
 * Do the handshake.  Return EX_OK; -1 with the reason in *why_r, if another
 * address may do better; or the exit status of what has been said.
 */
static int
upload_socket_shake_hands(struct upload_socket *at, const char **why_r)
{
	unsigned long error;
	const char *words;
	int events;

	at->tls = trust_begin(at->trust);
	while ((events = encrypted_socket_shake_hands(
		    at->tls, at->fd, &error)) > 0) {
		if (upload_socket_wait(at, (short)events, at->timeout_ms) != 0)
			continue;
		*why_r = "no answer to the TLS handshake; perhaps it does not "
			 "speak TLS there";
		return -1;
	}
	if (events == 0)
		return EX_OK;
	words = trust_explain(at->trust, at->tls, error);
	if (words != NULL)
		return upload_socket_refuse(at, words);
	*why_r = "it hangs up in the TLS handshake; perhaps it does not speak "
		 "TLS there";
	return -1;
}

/* Encrypt, if that is wanted, and see who the server is; return as above. */
static int
upload_socket_encrypt(struct upload_socket *at, const char **why_r)
{
	const char *words;
	int status;

	if (at->trust == NULL)
		return EX_OK;
	status = upload_socket_shake_hands(at, why_r);
	if (status != EX_OK)
		return status;
	switch (trust_judge(at->trust, at->tls, &words)) {
	case TRUST_GIVEN:
		break;
	case TRUST_NEW:
		warnx("%s is new here. From now on it is known by its key, %s.",
		    at->host, words);
		break;
	case TRUST_REFUSED:
		return upload_socket_refuse(at, words);
	}
	return EX_OK;
}

int
upload_socket_open(struct upload_socket *at, const struct addrinfo *addresses)
{
	const char *why = strerror(0);
	int error, status = -1;

	for (; addresses != NULL && status == -1;
	     addresses = addresses->ai_next) {
		error = upload_socket_try(at, addresses);
		if (error == 0)
			status = upload_socket_encrypt(at, &why);
		else
			why = strerror(error);
		if (status != EX_OK)
			upload_socket_close(at);
	}
	if (status != -1)
		return status;
	warnx("Cannot connect to %s: %s", at->host, why);
	return EX_UNAVAILABLE;
}

void
upload_socket_close(struct upload_socket *at)
{
	if (at->tls != NULL)
		encrypted_socket_end(at->tls);
	encrypted_socket_free(at->tls);
	at->tls = NULL;
	if (at->fd != -1)
		(void)close(at->fd);
	at->fd = -1;
}

/* ---- bytes --------------------------------------------------------------- */

ssize_t
upload_socket_read(const struct upload_socket *at, char *bytes, size_t size)
{
	return at->tls != NULL ? encrypted_socket_receive(at->tls, bytes, size)
			       : recv(at->fd, bytes, size, 0);
}

ssize_t
upload_socket_write(
    const struct upload_socket *at, const char *bytes, size_t size)
{
	return at->tls != NULL ? encrypted_socket_send(at->tls, bytes, size)
			       : send(at->fd, bytes, size, MSG_NOSIGNAL);
}

bool
upload_socket_is_refused(const struct upload_socket *at, ssize_t got)
{
	const char *words;

	if (at->tls == NULL || got != -1 || errno != EPROTO)
		return false;
	words = trust_explain(
	    at->trust, at->tls, encrypted_socket_last_error());
	if (words == NULL)
		return false;
	(void)upload_socket_refuse(at, words);
	return true;
}
