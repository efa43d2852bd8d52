/* SPDX-License-Identifier: MIT */
/*
 * The glue between the parts.  The conversation decides; the connection, the
 * user and the timer report to it.  After each report the next line is handed
 * over, if the conversation wants one.
 */

#include "chatc/session.h"

#include <err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include <event2/event.h>

#include "chatc/codecs/codec.h"
#include "chatc/conversation/conversation.h"
#include "chatc/options/options.h"
#include "chatc/options/password_file.h"
#include "chatc/resolve.h"
#include "chatc/server_connection.h"
#include "chatc/session_private.h"
#include "chatc/trust/trust.h"
#include "chatc/user/user.h"
#include "common/secret.h"

/* ---- what is reported to the conversation ---- */

static void
session_ask_password(struct session *session)
{
	static const enum sentence_kind kinds[] = {
		[CONVERSATION_OWN_PASSWORD] = SENTENCE_ASK_PASSWORD,
		[CONVERSATION_NEW_PASSWORD] = SENTENCE_ASK_NEW_PASSWORD,
		[CONVERSATION_SAME_PASSWORD] = SENTENCE_ASK_SAME_PASSWORD,
	};
	const struct conversation *conversation = &session->conversation;

	user_ask_password(session->user,
	    &(struct sentence){ .kind = kinds[conversation->question],
		.name = buffer_slice(&conversation->name) });
}

static void
session_prompt(struct session *session)
{
	const struct conversation *conversation = &session->conversation;

	if (conversation->question != CONVERSATION_NO_QUESTION)
		session_ask_password(session);
	else if (conversation->stage == CONVERSATION_ASKING)
		user_ask_name(session->user);
	else
		user_ask_line(session->user, buffer_slice(&conversation->name),
		    buffer_slice(&conversation->target));
}

/* A person who ends the input wants to go; a script waits for last words. */
static void
session_input_ended(struct session *session)
{
	if (user_is_person(session->user))
		conversation_quit(&session->conversation, 0);
	else
		conversation_leave(&session->conversation);
}

/* Take a line or a password, whichever is asked for, and hand it over. */
static enum input_result
session_hand_over_one(struct session *session)
{
	struct conversation *conversation = &session->conversation;
	struct secret password = { 0 };
	enum input_result result;
	struct slice line;

	if (conversation->question == CONVERSATION_NO_QUESTION) {
		result = user_take(session->user, &line);
		if (result == INPUT_LINE)
			conversation_line(conversation, line);
		return result;
	}
	result = user_take_password(session->user, &password);
	if (result == INPUT_LINE)
		conversation_password(conversation, secret_slice(&password));
	secret_clear(&password);
	return result;
}

/*
 * Hand over lines as long as there are some and the conversation wants them.
 * The next one waits until the last one is sent: a server that reads slowly
 * must not fill the memory, nor miss the end of what it was to be told.
 */
static void
session_hand_over(struct session *session)
{
	struct conversation *conversation = &session->conversation;

	while (!session->over && conversation_is_ready(conversation) &&
	       !server_connection_is_sending(session->connection)) {
		session_prompt(session);
		switch (session_hand_over_one(session)) {
		case INPUT_NONE:
			return;
		case INPUT_LINE:
			break;
		case INPUT_TOO_LONG:
			conversation_line_too_long(conversation);
			break;
		case INPUT_ENDED:
			session_input_ended(session);
			break;
		}
	}
}

static void
session_leave_cb(void *context)
{
	struct session *session = context;

	conversation_quit(&session->conversation, user_waiting(session->user));
}

/* Go on with the user after a report. */
static void
session_pump(struct session *session)
{
	session_hand_over(session);

	/* Whoever has ended the input does not wait for a server to return. */
	if (!session->over &&
	    session->conversation.stage == CONVERSATION_PAUSING &&
	    user_has_ended(session->user))
		session_leave_cb(session);
}

static void
session_pump_cb(void *context)
{
	session_pump(context);
}

static void
session_connected_cb(void *context, bool is_private)
{
	struct session *session = context;

	conversation_note_privacy(&session->conversation, is_private);
	conversation_connected(&session->conversation);
	session_pump(session);
}

static void
session_failed_cb(void *context, const char *why)
{
	struct session *session = context;

	conversation_not_connected(
	    &session->conversation, session->host_name, slice_of(why));
	session_pump(session);
}

static void
session_encrypted_cb(void *context, const char *version, const char *new_key)
{
	struct session *session = context;

	conversation_encrypted(&session->conversation, session->host_name,
	    slice_of(version), slice_of(new_key != NULL ? new_key : ""));
}

static void
session_refused_cb(void *context, const char *lines)
{
	struct session *session = context;

	conversation_untrusted(
	    &session->conversation, session->host_name, slice_of(lines));
	session_pump(session);
}

static void
session_received_cb(void *context, const char *bytes, size_t size)
{
	struct session *session = context;

	conversation_received(&session->conversation, bytes, size);
	session_pump(session);
}

static void
session_ended_cb(void *context, const char *why)
{
	struct session *session = context;

	conversation_hung_up(&session->conversation, slice_of(why));
	session_pump(session);
}

static const struct server_connection_events session_connection_events = {
	.connected = session_connected_cb,
	.encrypted = session_encrypted_cb,
	.refused = session_refused_cb,
	.failed = session_failed_cb,
	.received = session_received_cb,
	.sent = session_pump_cb,
	.ended = session_ended_cb,
};

static void
session_gone_cb(void *context)
{
	session_end(context, EX_IOERR);
}

static const struct user_events session_user_events = {
	.ready = session_pump_cb,
	.leave = session_leave_cb,
	.gone = session_gone_cb,
};

static void
session_timer_cb(evutil_socket_t fd, short what, void *argument)
{
	struct session *session = argument;

	(void)fd;
	(void)what;
	conversation_timed_out(&session->conversation);
	session_pump(session);
}

/* ---- beginning and end ---- */

/* Make an event base that can wait for files, as standard input may be one. */
static struct event_base *
session_new_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	if (config != NULL &&
	    event_config_require_features(config, EV_FEATURE_FDS) == 0)
		base = event_base_new_with_config(config);
	if (config != NULL)
		event_config_free(config);
	return base;
}

static int
session_open(struct session *session)
{
	session->base = session_new_base();
	if (session->base == NULL)
		return -1;
	session->timer = evtimer_new(session->base, session_timer_cb, session);
	session->connection = server_connection_new(session->base,
	    session->addresses, session->trust, &session_connection_events,
	    session);
	if (session->timer == NULL || session->connection == NULL)
		return -1;
	session->user = user_new(
	    session->base, session->options, &session_user_events, session);
	return session->user != NULL ? 0 : -1;
}

static void
session_close(struct session *session)
{
	user_free(session->user);
	conversation_clear(&session->conversation);
	server_connection_free(session->connection);
	trust_free(session->trust);
	if (session->timer != NULL)
		event_free(session->timer);
	if (session->base != NULL) {
		/* What was closed last is freed by the loop. */
		(void)event_base_loop(session->base, EVLOOP_NONBLOCK);
		event_base_free(session->base);
	}
	resolve_free(session->addresses);
}

/* Read files and resolve names.  Return EX_OK, or say what is wrong. */
static int
session_prepare(struct session *session)
{
	const struct chatc_options *options = session->options;
	int status = trust_open(options, options->codec->port, &session->trust);

	if (status == EX_OK && options->password_file != NULL &&
	    password_file_read(options->password_file, &session->password) ==
		-1)
		status = EX_NOINPUT;
	if (status == EX_OK)
		status = resolve(
		    options, options->codec->port, &session->addresses);
	return status;
}

int
session_run(const struct chatc_options *options)
{
	struct session *session = calloc(1, sizeof(*session));
	int status;

	if (session == NULL)
		err(EX_OSERR, "out of memory");
	session->options = options;
	session->host_name = slice_of(options->host);
	status = session_prepare(session);
	if (status != EX_OK) {
		secret_clear(&session->password);
		trust_free(session->trust);
		free(session);
		return status;
	}

	/* Writing to a server that has gone should fail, not kill chatc. */
	(void)signal(SIGPIPE, SIG_IGN);
	if (session_open(session) == -1)
		errx(EX_OSERR, "cannot start: out of memory");
	conversation_start(&session->conversation, options->codec,
	    options->timeout_ms, user_is_person(session->user), session_host(),
	    session, slice_of(options->name));
	conversation_have_password(
	    &session->conversation, secret_slice(&session->password));
	secret_clear(&session->password);
	session_pump(session);
	if (!session->over)
		event_base_dispatch(session->base);
	status = session->status;
	session_close(session);
	free(session);
	return status;
}
