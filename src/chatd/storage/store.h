/* SPDX-License-Identifier: MIT */
#ifndef CHATD_STORE_H
#define CHATD_STORE_H

/*
 * The directory that texts are filed in.
 *
 * A text is written to a file of its own in the sub-directory ".incoming", and
 * moved to its place when all of it is on the disk: whoever looks finds whole
 * texts only, after a crash too.  Every name is made here, and no symbolic link
 * is followed.
 *
 * These functions wait for the disk.  Any thread, but one at a time for one
 * sender.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

/* Bytes of a folder's name, "20261121-053210.123-42", with its NUL. */
#define STORE_NAME_BYTES 64

/* Where the texts of one sender go, and the one that is being written. */
struct store_sender {
	uint64_t number; /* no other sender of this store has it */
	uint64_t texts;  /* that are in their place */
	int fd;          /* of the text being written; -1: there is none */
	uint64_t size;   /* bytes set aside for it */
	char folder[STORE_NAME_BYTES]; /* "": there is none yet */
};

/*
 * Open the directory at path, which must be there, be no symbolic link and be
 * in use by no other store.  Each sender gets a folder of its own there or, if
 * the store is_shared, all write to the directory itself.  All texts together
 * have total_max bytes at most.  Return NULL with errno set: EWOULDBLOCK means
 * that another store uses it.
 */
struct store *store_open(const char *path, bool is_shared, uint64_t total_max);

/*
 * Remove what an earlier run was writing when it was cut off, and count the
 * bytes of all texts in their place; return how many there are.  To be called
 * once, before anything is written.
 */
uint64_t store_prepare(struct store *store);

void store_set_total_max(struct store *store, uint64_t bytes);

/* If somebody is counting, have him give up: the result is not needed. */
void store_stop_counting(struct store *store);

/* Close store, in which no text is being written; NULL is allowed. */
void store_close(struct store *store);

/* Begin a sender that has nothing there. */
void store_sender_init(struct store_sender *sender, uint64_t number);

/*
 * Write more of the sender's present text, or the first of a new one.  Return
 * 0, or -1 with errno set, which is EDQUOT where total_max would be passed; the
 * text is of no use then and to be discarded.
 */
int store_write(struct store *store, struct store_sender *sender,
    const char *bytes, size_t size);

/*
 * The text is whole: have it on the disk, in its place, as the sender's next
 * one, "1.txt" and so on.  Return 0, or -1 with errno set; it is to be
 * discarded then.
 */
int store_keep(struct store *store, struct store_sender *sender);

/* Throw away the text that is being written, if there is one. */
void store_discard(struct store *store, struct store_sender *sender);

#endif
