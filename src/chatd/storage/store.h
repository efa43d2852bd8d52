/* SPDX-License-Identifier: MIT */
#ifndef CHATD_STORE_H
#define CHATD_STORE_H

/*
 * The directory that texts are filed in.
 *
 * A text is written to a file of its own in the sub-directory ".incoming", and
 * moved to its place when all of it is on the disk.  So whoever looks finds
 * whole texts only, also after a crash.  Every name is made here, and no
 * symbolic link is followed.
 *
 * These functions wait for the disk.  Any thread may call them, but only one at
 * a time for the same sender.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/storage/quota.h"

struct store;

/*
 * Files and folders take whole blocks of the disk, and nearly all file systems
 * have blocks of this size.  Where they are bigger a text counts by what it is
 * found to take.
 */
#define STORE_BLOCK_BYTES 4096

/* Bytes of a folder's name, "20261121-053210.123-42", with its NUL. */
#define STORE_NAME_BYTES 64

/* Where the texts of one sender go, and the one that is being written. */
struct store_sender {
	uint64_t number; /* no other sender of this store has it */
	uint64_t texts;  /* in their place */
	int fd;          /* of the text being written; -1: there is none */
	uint64_t size;   /* bytes of it */
	struct quota_amount reserved;  /* set aside for it */
	char folder[STORE_NAME_BYTES]; /* "": there is none yet */
};

/*
 * Open the directory at path, which must exist, be no symbolic link and be in
 * use by no other store.  Each sender gets a folder of its own there, or all
 * write to the directory itself if is_shared is true.  All texts together take
 * most: this many files, and this many bytes of the disk, their folders
 * included.  Return NULL with errno set on failure; EWOULDBLOCK means that
 * another store uses the directory.
 */
struct store *store_open(
    const char *path, bool is_shared, struct quota_amount most);

/*
 * Remove what an earlier run was writing when it was cut off, and count what
 * all texts in their place take.  Return that.  This must be called once,
 * before anything is written.
 */
struct quota_amount store_prepare(struct store *store);

/* Let all texts together take this much from now on. */
void store_set_most(struct store *store, struct quota_amount most);

/* Make a count that is under way give up, because nobody needs its result. */
void store_stop_counting(struct store *store);

/* Close store, in which no text is being written; NULL is allowed. */
void store_close(struct store *store);

/* Prepare a sender that has no texts yet. */
void store_sender_init(struct store_sender *sender, uint64_t number);

/*
 * Write more of the sender's present text, or the beginning of a new one.
 * Return 0; or -1 with errno set, and then the text is of no use and must be
 * discarded.  EDQUOT means that there would be too many bytes, and ERANGE that
 * there would be too many files.
 */
int store_write(struct store *store, struct store_sender *sender,
    const char *bytes, size_t size);

/*
 * Finish the text: see to it that all of it is on the disk, and give it its
 * place as the sender's next one, "1.txt" and so on.  Return 0; or -1 with
 * errno set as above, and then it must be discarded.
 */
int store_keep(struct store *store, struct store_sender *sender);

/* Throw away the text that is being written, if there is one. */
void store_discard(struct store *store, struct store_sender *sender);

#endif
