/* SPDX-License-Identifier: MIT */
/*
 * A queue of senders under a lock, and threads that take turns at it.
 *
 * A sender belongs to its worker, except while a piece of it is under way or it
 * is about to be freed: then it is on the queue or with one thread.  The lock
 * guards the hand-over; nobody holds it while waiting for a disk.
 * */

#include "chatd/storage/filing.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "chatd/event/mailbox.h"
#include "chatd/storage/store.h"
#include "common/log.h"
#include "common/text.h"
#include "common/thread.h"

/* Enough to keep a disk busy: it puts together what several wait for. */
#define FILING_THREADS 4

/* Seconds between two lines in the log about the same trouble. */
#define FILING_LOG_INTERVAL_S 10

/* How long filing_free() waits for the disk. */
#define FILING_STOP_S 1

/* A piece on its way to a thread, and its result on the way back. */
struct filing_piece {
	struct mail mail;
	struct filing_result result;
	bool is_last;
	size_t size;
	char bytes[];
};

struct filing_sender {
	struct filing *filing;
	struct filing_sender *next; /* on the queue */
	struct filing_piece *piece; /* under way; NULL: none is */
	bool is_gone;               /* its worker has freed it */
	struct address address;
	struct store_sender at_store;
};

struct filing {
	struct filing_settings settings;
	struct mailbox *const *mailboxes;
	mail_deliver_cb *deliver;
	struct store *store; /* NULL: not started */

	pthread_mutex_t lock; /* guards all below, and senders as above */
	pthread_cond_t has_changed;
	unsigned int running; /* of the threads */
	unsigned int thread_count;
	pthread_t threads[FILING_THREADS]; /* main thread only */
	struct filing_sender *first;
	struct filing_sender *last;
	bool is_ready; /* nothing is filed before it is */
	bool is_stopping;
	time_t next_log; /* CLOCK_MONOTONIC seconds */
	unsigned long unlogged;
};

static struct timespec
filing_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now;
}

/* ---- one piece ----------------------------------------------------------- */

/* Tell the operator, but not once for each sender. */
static void
filing_log_refusal(struct filing *filing, int error)
{
	time_t now = filing_now().tv_sec;
	unsigned long unlogged;
	bool is_due;

	pthread_mutex_lock(&filing->lock);
	is_due = now >= filing->next_log;
	unlogged = filing->unlogged;
	if (is_due)
		filing->next_log = now + FILING_LOG_INTERVAL_S;
	filing->unlogged = is_due ? 0 : unlogged + 1;
	pthread_mutex_unlock(&filing->lock);
	if (!is_due)
		return;
	if (unlogged > 0)
		log_error("refused to file %lu texts since the last such line",
		    unlogged);
	log_error("refused to file a text: %s",
	    error == EDQUOT ? "drop_total_max is reached" : strerror(error));
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

/* ---- the threads --------------------------------------------------------- */

static void
filing_queue(struct filing *filing, struct filing_sender *sender)
{
	sender->next = NULL;
	if (filing->first == NULL)
		filing->first = sender;
	else
		filing->last->next = sender;
	filing->last = sender;
	pthread_cond_signal(&filing->has_changed);
}

/*
 * Wait for a sender that has something to do, and take it off the queue.
 * Return NULL when the thread is to end.
 */
static struct filing_sender *
filing_take_sender(struct filing *filing, bool *is_gone_r)
{
	struct filing_sender *sender;

	pthread_mutex_lock(&filing->lock);
	while ((filing->first == NULL || !filing->is_ready) &&
	       !filing->is_stopping)
		pthread_cond_wait(&filing->has_changed, &filing->lock);
	sender = filing->first;
	if (sender != NULL) {
		filing->first = sender->next;
		*is_gone_r = sender->is_gone;
	}
	pthread_mutex_unlock(&filing->lock);
	return sender;
}

/* Send the piece back with its result, unless nobody waits for it any more. */
static bool
filing_hand_back(struct filing_sender *sender)
{
	struct filing *filing = sender->filing;
	unsigned int worker = address_worker(sender->address);
	struct filing_piece *piece = sender->piece;
	bool is_gone;

	pthread_mutex_lock(&filing->lock);
	sender->piece = NULL;
	is_gone = sender->is_gone;
	pthread_mutex_unlock(&filing->lock);
	/*
	 * From here on the sender may be somebody else's.  Without its worker
	 * there may be no mailboxes any more.
	 */
	if (is_gone)
		free(piece);
	else
		mailbox_post(filing->mailboxes[worker], &piece->mail);
	return !is_gone;
}

static void
filing_serve(struct filing_sender *sender, bool is_gone)
{
	if (!is_gone) {
		sender->piece->result.is_filed = filing_put(
		    sender, sender->piece);
		if (filing_hand_back(sender))
			return;
	}
	store_discard(sender->filing->store, &sender->at_store);
	free(sender->piece);
	free(sender);
}

static void *
filing_run(void *argument)
{
	struct filing *filing = argument;
	struct filing_sender *sender;
	bool is_gone;

	while ((sender = filing_take_sender(filing, &is_gone)) != NULL)
		filing_serve(sender, is_gone);
	pthread_mutex_lock(&filing->lock);
	filing->running--;
	pthread_cond_broadcast(&filing->has_changed);
	pthread_mutex_unlock(&filing->lock);
	return NULL;
}

/* The first thread looks at what is there; the others wait until it has. */
static void *
filing_run_first(void *argument)
{
	struct filing *filing = argument;

	log_info("drop_directory holds texts of %" PRIu64 " bytes",
	    store_prepare(filing->store));
	pthread_mutex_lock(&filing->lock);
	filing->is_ready = true;
	pthread_cond_broadcast(&filing->has_changed);
	pthread_mutex_unlock(&filing->lock);
	return filing_run(filing);
}

/* ---- what the main thread calls ------------------------------------------ */

struct filing *
filing_new(const struct filing_settings *settings,
    struct mailbox *const *mailboxes, mail_deliver_cb *deliver)
{
	struct filing *filing = calloc(1, sizeof(*filing));
	pthread_condattr_t monotonic;

	if (filing == NULL)
		return NULL;
	filing->settings = *settings;
	filing->mailboxes = mailboxes;
	filing->deliver = deliver;
	pthread_mutex_init(&filing->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&filing->has_changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return filing;
}

static int
filing_start_thread(struct filing *filing)
{
	unsigned int index = filing->thread_count;
	int error;

	pthread_mutex_lock(&filing->lock);
	error = thread_start(&filing->threads[index],
	    index == 0 ? filing_run_first : filing_run, filing);
	if (error == 0)
		filing->running++;
	pthread_mutex_unlock(&filing->lock);
	if (error != 0) {
		errno = error;
		return -1;
	}
	filing->thread_count++;
	return 0;
}

/* What to exit with when drop_directory cannot be used. */
static int
filing_exit_status(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
	case EROFS:
		return EX_NOPERM;
	case ENOENT:
	case ENOTDIR:
	case ELOOP:
	case ENAMETOOLONG:
		return EX_CONFIG;
	case EWOULDBLOCK:
		return EX_UNAVAILABLE;
	default:
		return EX_OSERR;
	}
}

/* Open the directory; tell the operator if that cannot be. */
static int
filing_open_store(struct filing *filing)
{
	const struct filing_settings *settings = &filing->settings;
	char path[256];

	filing->store = store_open(
	    settings->directory, settings->is_shared, settings->total_max);
	if (filing->store != NULL)
		return 0;
	text_escape(settings->directory, strlen(settings->directory), path,
	    sizeof(path));
	if (errno == EWOULDBLOCK)
		log_error("drop_directory %s: another chatd files there", path);
	else
		log_errno("drop_directory %s", path);
	return -1;
}

int
filing_start(struct filing *filing)
{
	if (filing_open_store(filing) != 0)
		return filing_exit_status(errno);
	while (filing->thread_count < FILING_THREADS) {
		if (filing_start_thread(filing) != 0) {
			log_errno("cannot start a thread for drop_directory");
			return EX_OSERR;
		}
	}
	return EX_OK;
}

void
filing_set_total_max(struct filing *filing, uint64_t bytes)
{
	filing->settings.total_max = bytes;
	if (filing->store != NULL)
		store_set_total_max(filing->store, bytes);
}

/* Have the threads end.  Return false if the disk keeps one of them. */
static bool
filing_stop(struct filing *filing)
{
	struct timespec deadline = filing_now();
	int error = 0;

	deadline.tv_sec += FILING_STOP_S;
	if (filing->store != NULL)
		store_stop_counting(filing->store);
	pthread_mutex_lock(&filing->lock);
	filing->is_stopping = true;
	pthread_cond_broadcast(&filing->has_changed);
	while (filing->running > 0 && error == 0)
		error = pthread_cond_timedwait(
		    &filing->has_changed, &filing->lock, &deadline);
	pthread_mutex_unlock(&filing->lock);
	return error == 0;
}

void
filing_free(struct filing *filing)
{
	bool has_stopped;

	if (filing == NULL)
		return;
	has_stopped = filing_stop(filing);
	for (unsigned int i = 0; i < filing->thread_count; i++) {
		if (has_stopped)
			pthread_join(filing->threads[i], NULL);
		else
			pthread_detach(filing->threads[i]);
	}
	if (!has_stopped) {
		log_warning("the disk of drop_directory does not answer, "
			    "unfinished texts stay there until the next start");
		return;
	}
	store_close(filing->store);
	pthread_cond_destroy(&filing->has_changed);
	pthread_mutex_destroy(&filing->lock);
	free(filing);
}

/* ---- what workers call --------------------------------------------------- */

struct filing_sender *
filing_sender_new(
    struct filing *filing, struct address address, uint64_t number)
{
	struct filing_sender *sender = calloc(1, sizeof(*sender));

	if (sender == NULL)
		return NULL;
	sender->filing = filing;
	sender->address = address;
	store_sender_init(&sender->at_store, number);
	return sender;
}

void
filing_sender_free(struct filing_sender *sender)
{
	if (sender == NULL)
		return;
	pthread_mutex_lock(&sender->filing->lock);
	sender->is_gone = true;
	/* With a piece under way it is on the queue, or with a thread. */
	if (sender->piece == NULL)
		filing_queue(sender->filing, sender);
	pthread_mutex_unlock(&sender->filing->lock);
}

int
filing_append(
    struct filing_sender *sender, const char *bytes, size_t size, bool is_last)
{
	struct filing *filing = sender->filing;
	struct filing_piece *piece = malloc(sizeof(*piece) + size);

	if (piece == NULL)
		return -1;
	piece->mail = (struct mail){ .deliver = filing->deliver };
	piece->result = (struct filing_result){ .sender = sender->address };
	piece->is_last = is_last;
	piece->size = size;
	memcpy(piece->bytes, bytes, size);
	pthread_mutex_lock(&filing->lock);
	sender->piece = piece;
	filing_queue(filing, sender);
	pthread_mutex_unlock(&filing->lock);
	return 0;
}

struct filing_result
filing_take_result(struct mail *mail)
{
	struct filing_result result = ((struct filing_piece *)mail)->result;

	free(mail);
	return result;
}
