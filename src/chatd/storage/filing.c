/* SPDX-License-Identifier: MIT */
/*
 * The filing as a whole: a store, and the threads that wait for its disk.
 */

#include "chatd/storage/filing_private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "chatd/storage/disk_threads.h"
#include "chatd/storage/exit_status.h"
#include "chatd/storage/store.h"
#include "common/log.h"
#include "common/text.h"

/* Enough to keep a disk busy: it puts together what several wait for. */
#define FILING_THREADS 4

struct filing *
filing_new(const struct filing_settings *settings,
    struct mailbox *const *mailboxes, mail_receive_cb *receive)
{
	struct filing *filing = calloc(1, sizeof(*filing));

	if (filing == NULL)
		return NULL;
	filing->settings = *settings;
	filing->mailboxes = mailboxes;
	filing->receive = receive;
	filing->threads = disk_threads_new(FILING_THREADS);
	if (filing->threads == NULL) {
		free(filing);
		return NULL;
	}
	pthread_mutex_init(&filing->lock, NULL);
	return filing;
}

/* Open the directory.  Return 0; or -1 with errno set, after an error in the
 * log. */
static int
filing_open_store(struct filing *filing)
{
	const struct filing_settings *settings = &filing->settings;
	char path[256];

	filing->store = store_open(
	    settings->directory, settings->is_shared, settings->most);
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

/* Look at what is there, before anything is filed. */
static void
filing_prepare(void *argument)
{
	struct filing *filing = argument;
	struct quota_amount found = store_prepare(filing->store);

	log_info("files in drop_directory: %" PRIu64 ", which take %" PRIu64
		 " bytes",
	    found.files, found.bytes);
}

int
filing_start(struct filing *filing)
{
	if (filing_open_store(filing) != 0)
		return storage_exit_status(errno);
	if (disk_threads_start(filing->threads, filing_prepare, filing) == 0)
		return EX_OK;
	log_errno("cannot start a thread for drop_directory");
	return EX_OSERR;
}

void
filing_set_most(struct filing *filing, struct quota_amount most)
{
	filing->settings.most = most;
	if (filing->store != NULL)
		store_set_most(filing->store, most);
}

void
filing_free(struct filing *filing)
{
	if (filing == NULL)
		return;
	if (filing->store != NULL)
		store_stop_counting(filing->store);
	if (!disk_threads_free(filing->threads)) {
		log_warning("the disk of drop_directory does not answer, "
			    "unfinished texts stay there until the next start");
		return;
	}
	store_close(filing->store);
	pthread_mutex_destroy(&filing->lock);
	free(filing);
}
