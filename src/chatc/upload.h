/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_UPLOAD_H
#define CHATD_CHATC_UPLOAD_H

/*
 * Uploading files to a server of the drop protocol, which files them as texts.
 */

struct chatc_options;

/* The default port of the protocol. */
#define UPLOAD_PORT 12100

/*
 * Send the files that the options name, one after the other, and print for each
 * whether the server has filed it.  Return the exit status of the program,
 * which is 0 if all were filed.
 */
int upload_run(const struct chatc_options *options);

#endif
