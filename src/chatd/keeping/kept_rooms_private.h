/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_ROOMS_PRIVATE_H
#define CHATD_KEPT_ROOMS_PRIVATE_H

/*
 * The inside of the kept rooms: kept_rooms.c changes them, kept_file.c reads
 * and writes them, with kept_image.c, kept_pace.c says when, and
 * kept_register.c and kept_learning.c see to what they have in common with
 * other nodes.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "chatd/keeping/kept_copy.h"
#include "chatd/keeping/kept_room_list.h"
#include "chatd/keeping/kept_rooms.h"
#include "chatd/storage/disk_threads.h"
#include "chatd/storage/replaced_file.h"
#include "common/log_rate.h"

/* What is asked of the cluster, and heard from it; the thread's. */
struct kept_asking {
	struct register_change *change; /* the door's, meanwhile; or NULL */
	bool has_heard;                 /* of its room since */
	bool awaits_all;                /* because the copy is not right */
	uint64_t next_ns;               /* nothing is asked before that */
	struct log_rate wrong;          /* lines about records that are that */
	struct log_rate unplaced;       /* about rooms that have no place */
	struct log_rate refused;        /* about what the cluster refuses */
};

struct kept_rooms {
	struct kept_rooms_settings settings;
	struct rooms *rooms;
	struct kept_room_list list; /* has locks of its own */
	struct replaced_file file;  /* the thread's, once it runs */
	struct log_rate failed;     /* lines about that; the same */
	uint64_t next_ns;           /* no round before that; the same */
	struct kept_copy copy;      /* all zero without a cluster */
	struct kept_asking asking;
	struct disk_threads *thread;
	struct disk_job job;

	pthread_mutex_t lock;     /* guards the rest */
	pthread_cond_t is_called; /* the thread, before its time */
	uint64_t failures;        /* of writes */
	int error;                /* errno of the last one, or 0 */
	bool is_stale;            /* the file has names that own nothing */
	bool is_dirty;            /* the next one has something to write */
	bool is_writing;          /* and is being written */
	bool has_news;            /* the cluster has */
	bool is_posted;           /* the job is under way */
	bool is_ending;
};

#endif
