/* SPDX-License-Identifier: MIT */
#ifndef CHATD_WORKER_PRIVATE_H
#define CHATD_WORKER_PRIVATE_H

/*
 * The inside of a worker, for worker.c, which runs it, and worker_mail.c, which
 * tells it what to do.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "chatd/connection/connections.h"
#include "chatd/core/stats.h"
#include "chatd/event/loop.h"
#include "chatd/net/entrance.h"
#include "chatd/worker/fence.h"
#include "chatd/worker/trimming.h"
#include "chatd/worker/turn.h"
#include "chatd/worker/worker.h"

struct limits_mail;

struct worker {
	struct loop loop;
	struct entrance entrance;
	struct connections connections;
	struct stats stats;
	struct turn turn;
	struct trimming trimming;
	struct fence fence;
	struct mailbox *mailbox;
	struct router *router;
	struct chat *chat;
	pthread_t thread;
	bool is_running;
	atomic_bool is_stopping;
	bool is_draining;
	worker_done_cb *drained; /* to be called; NULL when it was */
	void *drained_argument;
	struct limits_mail *next_limits; /* the main thread's; not posted yet */
	size_t read_buffer_size; /* the main thread's; the largest posted */
};

/* Serve a newcomer who has got through the entrance of worker. */
void worker_admit_cb(
    const struct newcomer *newcomer, struct tls_session *session, void *worker);

/* Free the limits that were prepared and not posted, if any.  Main thread. */
void worker_forget_limits(struct worker *worker);

#endif
