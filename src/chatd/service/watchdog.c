/* SPDX-License-Identifier: MIT */
/*
 * Twice in each interval a probe goes to every worker by mail and comes back
 * the same way.  When the last one is home, every loop has turned, and the
 * manager is told so; the next round does not begin before that.  A worker that
 * is stuck keeps its probe, and the manager hears nothing any more.
 *
 * The probes are made at the start, because a lack of memory is no reason to be
 * killed.  A probe that is away belongs to the mailbox it is in.
 */

#include "chatd/service/watchdog.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include <event2/event.h>

#include "chatd/core/mail.h"
#include "chatd/event/mailbox.h"
#include "chatd/service/notify.h"
#include "common/container.h"
#include "common/log.h"

struct watchdog_probe {
	struct mail mail;
	struct watchdog *watchdog;
	unsigned int worker;
};

struct watchdog {
	struct mailbox *home;
	struct mailbox **mailboxes;
	struct watchdog_probe **probes; /* by worker; NULL while it is away */
	unsigned int count;
	unsigned int away;
	bool has_complained; /* of this round */
	struct event *timer;
	struct timeval pause;
};

/* Take a probe home; runs on the main thread. */
static void
watchdog_receive_answer_cb(struct mail *mail, void *receiver)
{
	struct watchdog_probe *probe = container_of(
	    mail, struct watchdog_probe, mail);
	struct watchdog *watchdog = probe->watchdog;

	(void)receiver;
	watchdog->probes[probe->worker] = probe;
	if (watchdog->has_complained)
		log_warning("worker %u answers again", probe->worker);
	if (--watchdog->away == 0)
		notify_alive();
}

/* Send a probe back; runs on a worker's thread. */
static void
watchdog_receive_probe_cb(struct mail *mail, void *receiver)
{
	struct watchdog_probe *probe = container_of(
	    mail, struct watchdog_probe, mail);

	(void)receiver;
	mail->receive = watchdog_receive_answer_cb;
	mailbox_post(probe->watchdog->home, mail);
}

static void
watchdog_complain(struct watchdog *watchdog)
{
	if (watchdog->has_complained)
		return;
	watchdog->has_complained = true;
	for (unsigned int i = 0; i < watchdog->count; i++) {
		if (watchdog->probes[i] == NULL)
			log_warning("worker %u does not answer", i);
	}
}

static void
watchdog_begin_round(struct watchdog *watchdog)
{
	watchdog->has_complained = false;
	watchdog->away = watchdog->count;
	for (unsigned int i = 0; i < watchdog->count; i++) {
		struct mail *mail = &watchdog->probes[i]->mail;

		watchdog->probes[i] = NULL;
		mail->receive = watchdog_receive_probe_cb;
		mailbox_post(watchdog->mailboxes[i], mail);
	}
}

static void
watchdog_tick_cb(evutil_socket_t fd, short what, void *argument)
{
	struct watchdog *watchdog = argument;

	(void)fd;
	(void)what;
	if (watchdog->away == 0)
		watchdog_begin_round(watchdog);
	else
		watchdog_complain(watchdog);
}

static int
watchdog_make_probes(struct watchdog *watchdog)
{
	watchdog->probes = calloc(
	    watchdog->count, sizeof(struct watchdog_probe *));
	if (watchdog->probes == NULL)
		return -1;
	for (unsigned int i = 0; i < watchdog->count; i++) {
		struct watchdog_probe *probe = calloc(1, sizeof(*probe));

		if (probe == NULL)
			return -1;
		probe->watchdog = watchdog;
		probe->worker = i;
		watchdog->probes[i] = probe;
	}
	return 0;
}

struct watchdog *
watchdog_new(struct event_base *base, struct mailbox *home,
    struct mailbox **mailboxes, unsigned int count, uint64_t interval_us)
{
	struct watchdog *watchdog = calloc(1, sizeof(*watchdog));

	if (watchdog == NULL)
		return NULL;
	watchdog->home = home;
	watchdog->mailboxes = mailboxes;
	watchdog->count = count;
	watchdog->pause.tv_sec = (time_t)(interval_us / 2 / 1000000);
	watchdog->pause.tv_usec = (suseconds_t)(interval_us / 2 % 1000000);
	watchdog->timer = event_new(
	    base, -1, EV_PERSIST, watchdog_tick_cb, watchdog);
	if (watchdog->timer == NULL || watchdog_make_probes(watchdog) != 0) {
		watchdog_free(watchdog);
		errno = ENOMEM;
		return NULL;
	}
	return watchdog;
}

int
watchdog_start(struct watchdog *watchdog)
{
	if (event_add(watchdog->timer, &watchdog->pause) != 0)
		return -1;
	watchdog_begin_round(watchdog);
	return 0;
}

void
watchdog_free(struct watchdog *watchdog)
{
	if (watchdog == NULL)
		return;
	for (unsigned int i = 0;
	     watchdog->probes != NULL && i < watchdog->count; i++)
		free(watchdog->probes[i]);
	free(watchdog->probes);
	if (watchdog->timer != NULL)
		event_free(watchdog->timer);
	free(watchdog);
}
