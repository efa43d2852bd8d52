/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODERATION_PRIVATE_H
#define CHATD_MODERATION_PRIVATE_H

/*
 * The inside of the moderation, for moderation.c, which reads and looks up,
 * moderation_saving.c, which writes, and moderation_sharing.c and
 * moderation_carrying.c, which change it with a cluster.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "chatd/moderation/moderation.h"
#include "chatd/moderation/sanction_table.h"
#include "chatd/storage/disk_threads.h"
#include "chatd/storage/register.h"
#include "chatd/storage/replaced_file.h"
#include "common/list.h"
#include "common/log_rate.h"

struct moderation_save;

struct moderation {
	struct moderation_settings settings;
	struct replaced_file file; /* of whoever saves */
	struct disk_threads *threads;
	struct disk_job save_job;
	struct log_rate wrong; /* records of the engine; save_job's */
	atomic_uint counts[SANCTION_KINDS]; /* those of the table */

	pthread_mutex_t lock; /* guards the rest */
	struct sanction_table table;
	struct moderation_save *first_save; /* that are to be answered */
	struct moderation_save *last_save;
	bool is_saving;     /* save_job is under way */
	bool is_asked;      /* to save, since it began to */
	bool is_dirty;      /* the file is older than the table */
	struct list orders; /* that a cluster has yet to answer */
};

/* Let those who take no lock know how many sanctions there are. */
static inline void
moderation_publish_counts(struct moderation *moderation)
{
	for (int i = 0; i < SANCTION_KINDS; i++)
		atomic_store(
		    &moderation->counts[i], moderation->table.counts[i]);
}

/* Save what is to be saved: what save_job runs. */
void moderation_save_run_cb(struct disk_job *job);

/* Have save_job run: there is news of the cluster.  Any thread. */
void moderation_wake_cb(void *store);

/* ---- moderation_carrying.c ----------------------------------------------- */

/* Carry out what the cluster says, and answer orders.  What save_job does. */
void moderation_carry_out(struct moderation *moderation);

/* What the cluster is told, on any thread; store is the moderation. */
struct register_state moderation_look_cb(void *store);
char *moderation_write_cb(
    void *store, size_t *size_r, struct register_state *state_r);

#endif
