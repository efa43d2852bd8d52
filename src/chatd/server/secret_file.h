/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SECRET_FILE_H
#define CHATD_SECRET_FILE_H

/*
 * A file with a secret that an option names.  It is read before privileges are
 * dropped, so that it may be root's, and is refused where everybody has access
 * to it.  Main thread only.
 */

struct config_errors;

/* Take what is wanted from fd; return what is wrong with it, or NULL. */
typedef const char *secret_file_take_cb(int fd, void *argument);

/*
 * Have take read the file that option names as path, as path_list.h has it, if
 * it names one.  Return EX_OK, or the exit status after an error has been
 * reported.
 */
int secret_file_read(const char *option, const char *path,
    const struct config_errors *errors, secret_file_take_cb *take,
    void *argument);

#endif
