/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_PASSWORD_FILE_H
#define CHATD_CHATC_PASSWORD_FILE_H

/* The file that --password-file names: one line, for the user alone. */

struct secret;

/*
 * Read the first line of the file at path, without a "\r" at its end, to
 * *secret_r.  Return 0; or print what is wrong, which includes that others may
 * read the file, and return -1.
 */
int password_file_read(const char *path, struct secret *secret_r);

#endif
