/* SPDX-License-Identifier: MIT */
/*
 * One thread saves, and goes on as long as it is asked to meanwhile.  The lock
 * is held while the text is made, which takes memory's time and no disk's.
 */

#include "chatd/moderation/moderation_saving.h"

#include <errno.h>
#include <stdlib.h>

#include "chatd/event/mailbox.h"
#include "chatd/moderation/moderation_private.h"
#include "common/container.h"
#include "common/log.h"

struct moderation_save {
	struct mail mail;
	struct moderation_save *next;
	struct mailbox *mailbox;
	struct moderation_save_result result;
};

bool
moderation_is_kept(const struct moderation *moderation)
{
	return moderation->settings.path[0] != '\0';
}

/* ---- on the thread ------------------------------------------------------- */

/*
 * Take those who are to be told.  Return false if nobody has asked for
 * anything; then the thread goes.
 */
static bool
moderation_save_begin(
    struct moderation *moderation, struct moderation_save **saves_r)
{
	bool is_asked;

	pthread_mutex_lock(&moderation->lock);
	is_asked = moderation->is_asked;
	moderation->is_asked = false;
	moderation->is_saving = is_asked;
	*saves_r = moderation->first_save;
	moderation->first_save = NULL;
	pthread_mutex_unlock(&moderation->lock);
	return is_asked;
}

/* Make the text of the file.  Return NULL and set errno to 0 if it is not
 * older than what is in memory, or to ENOMEM. */
static char *
moderation_save_write(struct moderation *moderation, size_t *size_r)
{
	char *text = NULL;

	pthread_mutex_lock(&moderation->lock);
	if (moderation->is_dirty)
		text = sanction_table_write(&moderation->table, size_r);
	errno = moderation->is_dirty ? ENOMEM : 0;
	if (text != NULL)
		moderation->is_dirty = false;
	pthread_mutex_unlock(&moderation->lock);
	return text;
}

/* Write the file if that is to be done.  Return 0, or errno after a line in
 * the log. */
static int
moderation_save_file(struct moderation *moderation)
{
	size_t size;
	char *text = moderation_save_write(moderation, &size);
	int error = errno;

	if (text != NULL)
		error = replaced_file_replace(&moderation->file, text, size) ==
				0
			    ? 0
			    : errno;
	free(text);
	if (error == 0)
		return 0;
	errno = error;
	log_errno("bans_file: a change is not written");
	pthread_mutex_lock(&moderation->lock);
	moderation->is_dirty = true;
	pthread_mutex_unlock(&moderation->lock);
	return error;
}

void
moderation_save_run_cb(struct disk_job *job)
{
	struct moderation *moderation = container_of(
	    job, struct moderation, save_job);
	struct moderation_save *saves, *next;

	while (moderation_save_begin(moderation, &saves)) {
		int error = 0;

		if (moderation->settings.door != NULL)
			moderation_carry_out(moderation);
		if (moderation_is_kept(moderation))
			error = moderation_save_file(moderation);
		for (; saves != NULL; saves = next) {
			next = saves->next;
			saves->result.error = error;
			mailbox_post(saves->mailbox, &saves->mail);
		}
	}
}

/* ---- on any thread ------------------------------------------------------- */

/* Ask for a save, which is to be told to save unless that is NULL. */
static void
moderation_ask(struct moderation *moderation, struct moderation_save *save)
{
	bool is_first;

	pthread_mutex_lock(&moderation->lock);
	if (save != NULL && moderation->first_save == NULL)
		moderation->first_save = save;
	else if (save != NULL)
		moderation->last_save->next = save;
	if (save != NULL)
		moderation->last_save = save;
	is_first = !moderation->is_saving;
	moderation->is_saving = true;
	moderation->is_asked = true;
	pthread_mutex_unlock(&moderation->lock);
	if (is_first)
		disk_threads_post(moderation->threads, &moderation->save_job);
}

void
moderation_wake_cb(void *store)
{
	moderation_ask(store, NULL);
}

void
moderation_save(struct moderation *moderation)
{
	if (moderation_is_kept(moderation))
		moderation_ask(moderation, NULL);
}

int
moderation_save_and_tell(
    struct moderation *moderation, const struct moderation_save_order *order)
{
	struct moderation_save *save = calloc(1, sizeof(*save));

	if (save == NULL)
		return -1;
	save->mail.receive = order->receive;
	save->mailbox = order->mailbox;
	save->result.argument = order->argument;
	save->result.asker = order->asker;
	save->result.count = order->count;
	moderation_ask(moderation, save);
	return 0;
}

struct moderation_save_result
moderation_take_result(struct mail *mail)
{
	struct moderation_save *save = container_of(
	    mail, struct moderation_save, mail);
	struct moderation_save_result result = save->result;

	free(save);
	return result;
}
