/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REPLACED_FILE_H
#define CHATD_REPLACED_FILE_H

/*
 * A file that is read as a whole, and changed as a whole.
 *
 * It is never written to: another file takes its place when all of that is on
 * the disk.  So after a crash at any moment there is the file from before or
 * the one from after.  Only the account that chatd runs as can read it, and no
 * symbolic link is followed.
 *
 * These functions wait for the disk.  One thread at a time.
 */

#include <stddef.h>

struct replaced_file {
	int directory_fd;
	int lock_fd;
	char *name;      /* in that directory; owned, like the next two */
	char *new_name;  /* of the one that is to take its place */
	char *lock_name; /* of the one that carries the lock */
};

/*
 * Find the directory of the file at path, which need not be there, and keep any
 * other chatd from using it.  Return 0, or -1 with errno set: EWOULDBLOCK if
 * another one does.
 */
int replaced_file_open(struct replaced_file *file_r, const char *path);

/*
 * Return what the file holds, which the caller frees, and store its size; or
 * NULL with errno set: ENOENT if there is no file, EFBIG if it is larger than
 * size_max bytes, EISDIR, ELOOP or EINVAL if it is something else than a file.
 */
char *replaced_file_read(
    const struct replaced_file *file, size_t size_max, size_t *size_r);

/*
 * Put a file of these bytes in its place.  Return 0 when it is on the disk; or
 * -1 with errno set, and the old one is there.  If it was the directory that
 * did not get to the disk, which is told as well, the new one is.
 */
int replaced_file_replace(
    const struct replaced_file *file, const char *bytes, size_t size);

/* Let others use the file; close what replaced_file_open() opened. */
void replaced_file_close(struct replaced_file *file);

#endif
