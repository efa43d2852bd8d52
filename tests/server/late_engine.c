/* SPDX-License-Identifier: MIT */
/*
 * An engine that answers each question after a random number of turns, in any
 * order, for a daemon that is otherwise the real one.
 *
 * Its thread gives itself turn after turn while a question is open, and rolls
 * dice for each.  Some askers wait for a turn or two, and some for a hundred,
 * so that much happens meanwhile.  LATE_SEED makes the dice fall the same way
 * again; the daemon logs it for debugging.  While there is a file called as
 * LATE_SILENCE says, nobody is answered, except that with LATE_LAST_WORDS in
 * the environment everybody is at the end.  It grants whatever the directory
 * lets through, and aborts where the directory breaks a rule of engine.h.
 */

#include <sys/random.h>

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatd/event/mailbox.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/engine.h"
#include "chatd/server/engines.h"
#include "common/container.h"
#include "common/log.h"
#include "common/thread.h"
#include "server/late_names.h"

/* One in this many turns answers a question; which, depends on the asker. */
static const uint64_t patience[] = { 2, 8, 128 };

struct late_engine {
	struct directory *directory;
	struct event_base *base;
	struct mailbox *mailbox;
	pthread_t thread;
	atomic_bool is_stopping;
	/* The thread's, and after its end the main thread's: */
	struct late_names names;
	struct mail *open; /* questions, linked as mail is */
	uint64_t dice;
	bool is_over; /* what comes now is not answered */
};

static struct engine_question *
question_of(struct mail *mail)
{
	return container_of(mail, struct engine_question, mail);
}

/* xorshift64: any state but 0. */
static uint64_t
late_roll(struct late_engine *late, uint64_t sides)
{
	late->dice ^= late->dice << 13;
	late->dice ^= late->dice >> 7;
	late->dice ^= late->dice << 17;
	return late->dice % sides;
}

/* ---- answering ----------------------------------------------------------- */

static void
late_answer(struct late_engine *late, struct engine_question *question)
{
	if (question->request == ENGINE_FIND) {
		directory_found(late->directory, question,
		    late_names_find(&late->names, question));
		return;
	}
	late_names_grant(&late->names, question);
	if (question->request == ENGINE_RENAME)
		late_names_give_old(&late->names, question);
	directory_decide(late->directory, question, CLAIM_GRANTED);
}

static bool
late_is_time(struct late_engine *late, const struct engine_question *question)
{
	uint64_t kind = address_slot(question->asker) +
			address_generation(question->asker);

	return late_roll(late, patience[kind % 3]) == 0;
}

static bool
late_is_silent(void)
{
	const char *path = getenv("LATE_SILENCE");

	return path != NULL && access(path, F_OK) == 0;
}

static void
late_answer_first(struct late_engine *late)
{
	struct mail *mail = late->open;

	late->open = mail->next;
	late_answer(late, question_of(mail));
}

/* Answer those questions whose time has come. */
static void
late_turn(struct late_engine *late)
{
	struct mail **link = &late->open;

	if (late->open == NULL || late_is_silent())
		return;

	while (*link != NULL) {
		struct mail *mail = *link;

		if (late_is_time(late, question_of(mail))) {
			*link = mail->next;
			late_answer(late, question_of(mail));
		} else {
			link = &mail->next;
		}
	}
}

static void
late_abandon(struct late_engine *late, struct engine_question *question)
{
	if (question->request != ENGINE_FIND)
		late_names_give(&late->names, question);
	directory_abandon(late->directory, question);
}

static void
late_receive_question_cb(struct mail *mail, void *receiver)
{
	struct late_engine *late = receiver;
	struct engine_question *question = question_of(mail);

	if (question->request != ENGINE_FIND &&
	    !late_names_take(&late->names, question)) {
		if (late->is_over)
			directory_abandon(late->directory, question);
		else
			directory_decide(
			    late->directory, question, CLAIM_OUT_OF_MEMORY);
		return;
	}
	mail->next = late->open;
	late->open = mail;
}

static void
late_receive_notice_cb(struct mail *mail, void *receiver)
{
	struct late_engine *late = receiver;
	struct engine_news news = directory_read_notice(mail);

	late_names_hear(&late->names, &news);
	directory_free_notice(late->directory, mail);
}

static void *
late_run(void *argument)
{
	struct late_engine *late = argument;

	while (!atomic_load(&late->is_stopping)) {
		if (late->open != NULL)
			mailbox_wake(late->mailbox);
		event_base_loop(late->base, EVLOOP_ONCE);
		late_turn(late);
	}
	while (late->open != NULL && getenv("LATE_LAST_WORDS") != NULL)
		late_answer_first(late);
	return NULL;
}

/* ---- the engine ---------------------------------------------------------- */

static int
late_start(void *state)
{
	struct late_engine *late = state;

	return thread_start(&late->thread, late_run, late);
}

static void
late_ask(void *state, struct engine_question *question)
{
	struct late_engine *late = state;

	question->mail = (struct mail){ .receive = late_receive_question_cb };
	mailbox_post(late->mailbox, &question->mail);
}

static void
late_tell(void *state, struct mail *notice)
{
	struct late_engine *late = state;

	notice->receive = late_receive_notice_cb;
	mailbox_post(late->mailbox, notice);
}

static void
late_stop(void *state)
{
	struct late_engine *late = state;

	atomic_store(&late->is_stopping, true);
	mailbox_wake(late->mailbox);
	pthread_join(late->thread, NULL);
}

static void
late_free(void *state)
{
	struct late_engine *late = state;

	late->is_over = true;
	mailbox_receive(late->mailbox);
	while (late->open != NULL) {
		struct mail *mail = late->open;

		late->open = mail->next;
		late_abandon(late, question_of(mail));
	}
	late_names_require_none(&late->names);
	mailbox_free(late->mailbox);
	event_base_free(late->base);
	free(late);
}

static const struct engine late_engine = {
	.name = "late",
	.start = late_start,
	.ask = late_ask,
	.tell = late_tell,
	.stop = late_stop,
	.free = late_free,
};

/* ---- in place of server/engines.c ---------------------------------------- */

static uint64_t
late_seed(void)
{
	const char *given = getenv("LATE_SEED");
	uint64_t seed = 0;

	if (given != NULL)
		seed = strtoull(given, NULL, 10);
	else if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		seed = 1;
	return seed | 1;
}

int
engines_make(const struct engine_site *site, struct engine_made *made_r)
{
	struct late_engine *late = calloc(1, sizeof(*late));

	*made_r = (struct engine_made){ .engine = NULL };
	if (late == NULL)
		return -1;
	late->directory = site->directory;
	late->names.fold = directory_folds_names(site->directory);
	late->dice = late_seed();
	late->base = event_base_new();
	if (late->base != NULL)
		late->mailbox = mailbox_new(late->base, late);
	if (late->mailbox == NULL) {
		if (late->base != NULL)
			event_base_free(late->base);
		free(late);
		errno = ENOMEM;
		return -1;
	}
	log_debug(
	    "late engine: LATE_SEED=%llu", (unsigned long long)late->dice);
	made_r->engine = &late_engine;
	made_r->state = late;
	return 0;
}
