/* SPDX-License-Identifier: MIT */
/* What the conversation wants done, by the parts that can. */

#include "chatc/session_private.h"

#include "chatc/server_connection.h"
#include "chatc/user/user.h"
#include "common/clock.h"

static void
session_connect(void *context)
{
	struct session *session = context;

	server_connection_open(session->connection);
}

static void
session_send(void *context, const char *bytes, size_t size)
{
	struct session *session = context;

	server_connection_send(session->connection, bytes, size);
}

static void
session_finish(void *context)
{
	struct session *session = context;

	server_connection_finish(session->connection);
}

static void
session_disconnect(void *context)
{
	struct session *session = context;

	server_connection_close(session->connection);
}

static void
session_set_timeout(void *context, int timeout_ms)
{
	struct session *session = context;
	struct timeval timeout = { timeout_ms / 1000,
		timeout_ms % 1000 * 1000 };

	if (timeout_ms > 0)
		event_add(session->timer, &timeout);
	else
		event_del(session->timer);
}

void
session_end(struct session *session, int status)
{
	session->over = true;
	session->status = status;
	event_base_loopbreak(session->base);
}

static void
session_end_cb(void *context, int status)
{
	session_end(context, status);
}

static uint64_t
session_now_ms(void *context)
{
	(void)context;
	return clock_monotonic_ms();
}

static void
session_say(void *context, const struct sentence *sentence)
{
	struct session *session = context;

	user_say(session->user, sentence);
}

static void
session_learn(void *context, struct slice names)
{
	struct session *session = context;

	user_learn(session->user, names);
}

static const struct conversation_host session_conversation_host = {
	.connect = session_connect,
	.send = session_send,
	.finish = session_finish,
	.disconnect = session_disconnect,
	.set_timeout = session_set_timeout,
	.now_ms = session_now_ms,
	.say = session_say,
	.learn = session_learn,
	.end = session_end_cb,
};

const struct conversation_host *
session_host(void)
{
	return &session_conversation_host;
}
