/* SPDX-License-Identifier: MIT */
/*
 * The pieces of a sender's texts, from the worker to a thread for the disk and
 * back.
 *
 * A sender belongs to its worker, except while a piece of it is under way or it
 * is about to be freed: then it is a job of the threads.  The filing's lock
 * guards the hand-over.
 */

#include "chatd/storage/filing_private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/queue_total.h"
#include "chatd/event/mailbox.h"
#include "chatd/storage/disk_threads.h"
#include "chatd/storage/store.h"
#include "common/clock.h"
#include "common/container.h"
#include "common/log.h"

/* A piece on its way to a thread, and its result on the way back. */
struct filing_piece {
	struct mail mail;
	struct queue_total *queues; /* that it is counted in */
	struct filing_result result;
	bool is_last;
	size_t size;
	char bytes[];
};

struct filing_sender {
	struct disk_job job;
	struct filing *filing;
	struct address address;
	struct store_sender at_store;

	struct filing_piece *piece; /* under way, or NULL; under the lock */
	bool is_gone; /* its worker has freed it; under the lock */
};

static void
filing_piece_count_out(const struct filing_piece *piece)
{
	queue_total_subtract(piece->queues, piece->size);
}

/* ---- on a thread for the disk -------------------------------------------- */

static const char *
filing_reason(int error)
{
	switch (error) {
	case EDQUOT:
		return "drop_total_max is reached";
	case ERANGE:
		return "drop_files_max is reached";
	default:
		return strerror(error);
	}
}

/* Log a refusal, but not once for each sender. */
static void
filing_log_refusal(struct filing *filing, int error)
{
	uint64_t suppressed = 0;
	bool is_allowed;

	pthread_mutex_lock(&filing->lock);
	is_allowed = log_rate_allows(
	    &filing->refusals, clock_monotonic_ns(), &suppressed);
	pthread_mutex_unlock(&filing->lock);
	if (!is_allowed)
		return;
	if (suppressed > 0)
		log_error("refused to file %" PRIu64
			  " texts since the last such line",
		    suppressed);
	log_error("refused to file a text: %s", filing_reason(error));
}

/* Put a piece on the disk.  Return false if its text is refused. */
static bool
filing_put(struct filing_sender *sender, const struct filing_piece *piece)
{
	struct store *store = sender->filing->store;
	struct store_sender *at_store = &sender->at_store;

	if (store_write(store, at_store, piece->bytes, piece->size) == 0 &&
	    (!piece->is_last || store_keep(store, at_store) == 0))
		return true;
	filing_log_refusal(sender->filing, errno);
	store_discard(store, at_store);
	return false;
}

static bool
filing_sender_is_gone(struct filing_sender *sender)
{
	bool is_gone;

	pthread_mutex_lock(&sender->filing->lock);
	is_gone = sender->is_gone;
	pthread_mutex_unlock(&sender->filing->lock);
	return is_gone;
}

/*
 * Send the piece back with its result, and the sender is its worker's again.
 * Return false if the worker has freed it, and keep both then.
 */
static bool
filing_hand_back(struct filing_sender *sender)
{
	struct filing *filing = sender->filing;
	unsigned int worker = address_worker(sender->address);
	struct filing_piece *piece = sender->piece;
	bool is_gone;

	pthread_mutex_lock(&filing->lock);
	is_gone = sender->is_gone;
	if (!is_gone)
		sender->piece = NULL;
	pthread_mutex_unlock(&filing->lock);
	/* Once a worker has freed its senders, its mailbox may be gone too. */
	if (!is_gone)
		mailbox_post(filing->mailboxes[worker], &piece->mail);
	return !is_gone;
}

static void
filing_sender_run_cb(struct disk_job *job)
{
	struct filing_sender *sender = container_of(
	    job, struct filing_sender, job);

	if (!filing_sender_is_gone(sender)) {
		sender->piece->result.is_filed = filing_put(
		    sender, sender->piece);
		if (filing_hand_back(sender))
			return;
	}
	store_discard(sender->filing->store, &sender->at_store);
	/* Its worker has counted it out: what counts may be gone by now. */
	free(sender->piece);
	free(sender);
}

/* ---- on the worker's thread ---------------------------------------------- */

struct filing_sender *
filing_sender_new(
    struct filing *filing, struct address address, uint64_t number)
{
	struct filing_sender *sender = calloc(1, sizeof(*sender));

	if (sender == NULL)
		return NULL;
	sender->job.run = filing_sender_run_cb;
	sender->filing = filing;
	sender->address = address;
	store_sender_init(&sender->at_store, number);
	return sender;
}

void
filing_sender_free(struct filing_sender *sender)
{
	struct filing *filing;
	bool is_idle;

	if (sender == NULL)
		return;
	filing = sender->filing;
	pthread_mutex_lock(&filing->lock);
	sender->is_gone = true;
	is_idle = sender->piece == NULL;
	if (!is_idle)
		filing_piece_count_out(sender->piece);
	pthread_mutex_unlock(&filing->lock);
	/* With a piece under way it is a job already. */
	if (is_idle)
		disk_threads_post(filing->threads, &sender->job);
}

int
filing_append(
    struct filing_sender *sender, const char *bytes, size_t size, bool is_last)
{
	struct filing *filing = sender->filing;
	struct filing_piece *piece = malloc(sizeof(*piece) + size);

	if (piece == NULL)
		return -1;
	piece->mail = (struct mail){ .receive = filing->receive };
	piece->result = (struct filing_result){ .sender = sender->address };
	piece->queues = sender->filing->settings.queues;
	piece->is_last = is_last;
	piece->size = size;
	memcpy(piece->bytes, bytes, size);
	queue_total_add(piece->queues, size);
	pthread_mutex_lock(&filing->lock);
	sender->piece = piece;
	pthread_mutex_unlock(&filing->lock);
	disk_threads_post(filing->threads, &sender->job);
	return 0;
}

struct filing_result
filing_take_result(struct mail *mail)
{
	struct filing_piece *piece = container_of(
	    mail, struct filing_piece, mail);
	struct filing_result result = piece->result;

	filing_piece_count_out(piece);
	free(piece);
	return result;
}
