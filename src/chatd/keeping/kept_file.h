/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_FILE_H
#define CHATD_KEPT_FILE_H

/* The file of the kept rooms: read at the start, then written by a thread. */

struct accounts;
struct disk_job;
struct kept_rooms;

/* Do what kept_rooms_start() says. */
int kept_file_start(struct kept_rooms *kept, struct accounts *accounts);

/*
 * Write the file for as long as it is behind, with the pauses that kept_rooms.h
 * speaks of; when chatd ends, write it at once, and once.  What the job of the
 * kept rooms runs.
 */
void kept_file_write_cb(struct disk_job *job);

#endif
