/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_ROOMS_PRIVATE_H
#define CHATD_KEPT_ROOMS_PRIVATE_H

/*
 * The inside of the kept rooms, for kept_rooms.c, which changes them, and
 * kept_file.c, which reads and writes them.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "chatd/keeping/kept_room_list.h"
#include "chatd/keeping/kept_rooms.h"
#include "chatd/storage/disk_threads.h"
#include "chatd/storage/replaced_file.h"
#include "common/log_rate.h"

struct kept_rooms {
	struct kept_rooms_settings settings;
	struct rooms *rooms;
	struct kept_room_list list; /* has locks of its own */
	struct replaced_file file;  /* the thread's, once it runs */
	struct log_rate failed;     /* lines about that; the same */
	uint64_t next_ns;           /* no write before that; the same */
	struct disk_threads *thread;
	struct disk_job job;

	pthread_mutex_t lock;     /* guards the rest */
	pthread_cond_t is_called; /* the thread, before its time */
	uint64_t failures;        /* of writes */
	int error;                /* errno of the last one, or 0 */
	bool is_stale;            /* the file has names that own nothing */
	bool is_dirty;            /* the next one has something to write */
	bool is_posted;           /* the job is under way */
	bool is_ending;
};

#endif
