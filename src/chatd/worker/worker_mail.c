/* SPDX-License-Identifier: MIT */
/*
 * What the main thread has a worker do.  An order is mail: it is made here on
 * the main thread, and carried out here on the worker's.
 */

#include <stdlib.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/connection/input.h"
#include "chatd/core/mail.h"
#include "chatd/core/motd.h"
#include "chatd/core/protocol.h"
#include "chatd/event/mailbox.h"
#include "chatd/net/entrance.h"
#include "chatd/net/newcomer.h"
#include "chatd/net/sources.h"
#include "chatd/routing/router.h"
#include "chatd/storage/filing.h"
#include "chatd/worker/worker_private.h"

struct newcomer_mail {
	struct mail mail;
	struct newcomer newcomer;
};

struct limits_mail {
	struct mail mail;
	struct limits limits;
	struct motd *motd;       /* a reference; NULL: there is none */
	char *read_buffer;       /* NULL: the one that there is will do */
	struct mailbox *mailbox; /* for applied */
	struct mail *applied;
};

struct call_mail {
	struct mail mail;
	worker_call_cb *call;
	void *argument;
};

struct stop_mail {
	struct mail mail;
	worker_done_cb *done;
	void *argument;
};

/* ---- carried out on the worker's thread ---------------------------------- */

void
worker_admit_cb(const struct newcomer *newcomer, struct tls_session *session,
    void *argument)
{
	struct worker *worker = argument;
	struct connection *connection = connections_open(&worker->connections,
	    newcomer->protocol, newcomer->fd, session,
	    (const struct sockaddr *)&newcomer->peer, newcomer->number);

	if (connection == NULL)
		sources_leave(
		    worker->connections.services.sources, newcomer->place);
	else
		connection_set_origin(
		    connection, newcomer->place, newcomer->name_source);
	/* A ban may have come while the newcomer was in the entrance. */
	if (connection != NULL && newcomer->tls_use != TLS_USE_NO)
		chat_apply_sanctions(connection);
	if (connection != NULL && worker->is_draining)
		connection_finish(connection, CLOSE_SHUTDOWN);
}

static void
worker_receive_newcomer_cb(struct mail *mail, void *receiver)
{
	struct newcomer_mail *posted = (struct newcomer_mail *)mail;
	const struct newcomer *newcomer = &posted->newcomer;
	struct worker *worker = receiver;

	if (newcomer->tls_use == TLS_USE_NO)
		worker_admit_cb(newcomer, NULL, worker);
	else
		entrance_enter(&worker->entrance, newcomer,
		    worker->connections.limits.login_timeout_ms);
	free(posted);
}

static void
worker_receive_limits_cb(struct mail *mail, void *receiver)
{
	struct limits_mail *posted = (struct limits_mail *)mail;
	struct worker *worker = receiver;

	connections_set_limits(
	    &worker->connections, &posted->limits, posted->read_buffer);
	connections_set_motd(&worker->connections, posted->motd);
	chat_limits_changed(worker->chat);
	mailbox_post(posted->mailbox, posted->applied);
	free(posted);
}

static void
worker_receive_call_cb(struct mail *mail, void *receiver)
{
	struct call_mail *posted = (struct call_mail *)mail;
	struct worker *worker = receiver;

	posted->call(&worker->connections, posted->argument);
	free(posted);
}

/* Have everybody told what was announced or said: the daemon is to end. */
static void
worker_tell_all(struct worker *worker)
{
	chat_flush_announcements(worker->chat);
	chat_end_backlogs(worker->chat);
}

static void
worker_stop_reading_cb(struct connection *connection, void *argument)
{
	(void)argument;
	input_stop(connection);
}

static void
worker_receive_quiesce_cb(struct mail *mail, void *receiver)
{
	struct stop_mail *order = (struct stop_mail *)mail;
	struct worker *worker = receiver;

	connections_for_each(
	    &worker->connections, worker_stop_reading_cb, NULL);
	worker_tell_all(worker);
	chat_drop_put_off(worker->chat);
	chat_drop_look_ups(worker->chat);
	router_drop_questions(worker->router);
	turn_write(&worker->turn);
	order->done(order->argument);
	free(order);
}

static void
worker_drain_cb(struct connection *connection, void *argument)
{
	(void)argument;
	input_drain(connection);
}

static void
worker_receive_drain_cb(struct mail *mail, void *receiver)
{
	struct stop_mail *order = (struct stop_mail *)mail;
	struct worker *worker = receiver;

	worker->is_draining = true;
	worker->drained = order->done;
	worker->drained_argument = order->argument;
	worker_tell_all(worker);
	connections_for_each(&worker->connections, worker_drain_cb, NULL);
	free(order);
}

void
worker_receive_filed_cb(struct mail *mail, void *receiver)
{
	struct filing_result result = filing_take_result(mail);
	struct worker *worker = receiver;
	struct connection *connection = slots_find(
	    &worker->connections.slots, result.sender);

	worker->connections.has_freed_much = true;
	/* It may have ended while the disk was busy. */
	if (connection == NULL)
		return;
	connection_protocol(connection)->filed(connection, result.is_filed);
	connection_request_answered(connection);
}

void
worker_receive_verified_cb(struct mail *mail, void *receiver)
{
	struct worker *worker = receiver;

	chat_receive_verified(worker->chat, mail);
}

void
worker_receive_registered_cb(struct mail *mail, void *receiver)
{
	struct worker *worker = receiver;

	chat_receive_registered(worker->chat, mail);
}

/* ---- made on the main thread --------------------------------------------- */

int
worker_post_newcomer(struct worker *worker, const struct newcomer *newcomer)
{
	struct newcomer_mail *mail = calloc(1, sizeof(*mail));

	if (mail == NULL)
		return -1;
	mail->mail.receive = worker_receive_newcomer_cb;
	mail->newcomer = *newcomer;
	mailbox_post(worker->mailbox, &mail->mail);
	return 0;
}

int
worker_prepare_limits(
    struct worker *worker, const struct limits *limits, struct motd *motd)
{
	size_t size = connections_read_buffer_size(limits);
	struct limits_mail *mail;

	worker_forget_limits(worker);
	mail = calloc(1, sizeof(*mail));
	if (mail == NULL)
		return -1;
	if (size > worker->read_buffer_size) {
		mail->read_buffer = malloc(size);
		if (mail->read_buffer == NULL) {
			free(mail);
			return -1;
		}
	}
	mail->mail.receive = worker_receive_limits_cb;
	mail->limits = *limits;
	mail->motd = motd_reference(motd);
	worker->next_limits = mail;
	return 0;
}

void
worker_forget_limits(struct worker *worker)
{
	if (worker->next_limits == NULL)
		return;
	free(worker->next_limits->read_buffer);
	motd_release(worker->next_limits->motd);
	free(worker->next_limits);
	worker->next_limits = NULL;
}

void
worker_post_limits(
    struct worker *worker, struct mailbox *mailbox, struct mail *applied)
{
	struct limits_mail *mail = worker->next_limits;

	if (mail->read_buffer != NULL)
		worker->read_buffer_size = connections_read_buffer_size(
		    &mail->limits);
	mail->mailbox = mailbox;
	mail->applied = applied;
	mailbox_post(worker->mailbox, &mail->mail);
	worker->next_limits = NULL;
}

int
worker_post_call(struct worker *worker, worker_call_cb *call, void *argument)
{
	struct call_mail *mail = calloc(1, sizeof(*mail));

	if (mail == NULL)
		return -1;
	mail->mail.receive = worker_receive_call_cb;
	mail->call = call;
	mail->argument = argument;
	mailbox_post(worker->mailbox, &mail->mail);
	return 0;
}

static int
worker_post_stop(struct worker *worker, mail_receive_cb *receive,
    worker_done_cb *done, void *argument)
{
	struct stop_mail *mail = calloc(1, sizeof(*mail));

	if (mail == NULL)
		return -1;
	mail->mail.receive = receive;
	mail->done = done;
	mail->argument = argument;
	mailbox_post(worker->mailbox, &mail->mail);
	return 0;
}

int
worker_post_quiesce(struct worker *worker, worker_done_cb *done, void *argument)
{
	return worker_post_stop(
	    worker, worker_receive_quiesce_cb, done, argument);
}

int
worker_post_drain(struct worker *worker, worker_done_cb *done, void *argument)
{
	return worker_post_stop(
	    worker, worker_receive_drain_cb, done, argument);
}
