/* SPDX-License-Identifier: MIT */

#include "chatd/accounts/peer_names.h"

#include <errno.h>
#include <pwd.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/event/mailbox.h"
#include "chatd/storage/disk_threads.h"
#include "common/clock.h"
#include "common/container.h"
#include "common/list.h"
#include "common/log.h"
#include "common/log_rate.h"
#include "common/name.h"

/* What the system holds of one account: its fields, and 4 KiB of comments. */
#define PEER_NAMES_ENTRY_BYTES 8192

/*
 * What the kernel says of an account that does not exist where chatd runs, in
 * another user namespace for instance.  Many may be called that, so it is
 * nobody's name.
 */
#define PEER_NAMES_UNKNOWN_USER 65534

struct peer_names {
	struct disk_threads *threads;
	struct mailbox *mailbox;
	mail_receive_cb *receive;
	atomic_bool is_ending;
	struct list waiting;      /* the worker's: who asked, in order */
	struct log_rate failures; /* the thread's: of lines about them */
};

struct peer_name {
	struct mail mail;
	struct disk_job job;
	struct peer_names *names;
	struct list waiting; /* in that of names, or in none */
	uid_t user;
	struct peer_names_answer answer;
	char name[NAME_MAX_BYTES];
	char bytes[]; /* the name that is wanted */
};

/* ---- on the thread ------------------------------------------------------- */

/* Anybody who can connect can have this happen, again and again. */
static void
peer_name_log_failure(const struct peer_name *asked, int error)
{
	uint64_t suppressed;
	char others[LOG_RATE_OTHERS_BYTES];

	if (!log_rate_allows(
		&asked->names->failures, clock_monotonic_ns(), &suppressed))
		return;
	log_error_about(error, "cannot find the name of the account %lu%s",
	    (unsigned long)asked->user,
	    log_rate_say_others(suppressed, others));
}

/* Find the name.  One that is too long for a user's is none. */
static void
peer_name_find(struct peer_name *asked)
{
	char bytes[PEER_NAMES_ENTRY_BYTES];
	struct passwd entry, *found = NULL;
	size_t size;
	int error;

	if (asked->user == PEER_NAMES_UNKNOWN_USER)
		return;
	error = getpwuid_r(asked->user, &entry, bytes, sizeof(bytes), &found);
	if (found == NULL) {
		if (error != 0)
			peer_name_log_failure(asked, error);
		return;
	}
	size = strlen(entry.pw_name);
	if (size > sizeof(asked->name))
		return;
	memcpy(asked->name, entry.pw_name, size);
	asked->answer.name = (struct slice){ asked->name, size };
}

static void
peer_name_run_cb(struct disk_job *job)
{
	struct peer_name *asked = container_of(job, struct peer_name, job);
	struct peer_names *names = asked->names;

	if (!atomic_load(&names->is_ending))
		peer_name_find(asked);
	/* Nobody waits for the answer of a worker that ends. */
	if (atomic_load(&names->is_ending))
		free(asked);
	else
		mailbox_post(names->mailbox, &asked->mail);
}

/* ---- on the worker's thread ---------------------------------------------- */

struct peer_names *
peer_names_new(struct mailbox *mailbox, mail_receive_cb *receive)
{
	struct peer_names *names = calloc(1, sizeof(*names));
	int error;

	if (names == NULL)
		return NULL;
	names->mailbox = mailbox;
	names->receive = receive;
	list_init(&names->waiting);
	atomic_init(&names->is_ending, false);
	names->threads = disk_threads_new(1);
	if (names->threads != NULL &&
	    disk_threads_start(names->threads, NULL, NULL) == 0)
		return names;
	error = errno;
	peer_names_free(names);
	errno = error;
	return NULL;
}

void
peer_names_free(struct peer_names *names)
{
	if (names == NULL)
		return;
	atomic_store(&names->is_ending, true);
	if (!disk_threads_free(names->threads)) {
		log_warning("what knows the names of accounts does not answer");
		return;
	}
	free(names);
}

int
peer_names_ask(
    struct peer_names *names, const struct peer_names_question *question)
{
	struct peer_name *asked = malloc(
	    sizeof(*asked) + question->wanted.size);

	if (asked == NULL)
		return -1;
	*asked = (struct peer_name){
		.mail = { .receive = names->receive },
		.job = { .run = peer_name_run_cb },
		.names = names,
		.user = question->user,
		.answer = { .asker = question->asker,
		    .purpose = question->purpose,
		    .wanted = { asked->bytes, question->wanted.size } },
	};
	slice_write(asked->bytes, question->wanted);
	list_append(&names->waiting, &asked->waiting);
	disk_threads_post(names->threads, &asked->job);
	return 0;
}

const struct peer_names_answer *
peer_names_read_answer(struct mail *mail)
{
	struct peer_name *asked = container_of(mail, struct peer_name, mail);

	list_remove(&asked->waiting);
	return &asked->answer;
}

struct address
peer_names_take_asker(struct peer_names *names)
{
	struct list *first = list_first(&names->waiting);

	if (first == NULL)
		return (struct address){ 0 };
	list_remove(first);
	return container_of(first, struct peer_name, waiting)->answer.asker;
}
