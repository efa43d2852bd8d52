/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MOTD_FILE_H
#define CHATD_MOTD_FILE_H

/*
 * The message of the day, read from the file that a configuration names.
 *
 * It is UTF-8.  A tab becomes blanks, and codes of formatting stay; anything
 * else that is no text is an error, as is a file that is too long, so that
 * nobody is told half of a message.  Main thread only.
 */

struct config;
struct config_errors;
struct motd;

/* The most that there is of it: each user of irc is told all of this. */
#define MOTD_FILE_MAX_BYTES 65536
#define MOTD_FILE_MAX_LINES 1000

/*
 * Read it.  Return EX_OK with *motd_r set to the message, one reference of
 * which is the caller's, or to NULL if no file is named; or the exit status
 * after an error has been reported.
 */
int motd_file_load(const struct config *config,
    const struct config_errors *errors, struct motd **motd_r);

/* Read it, and forget it; return as motd_file_load() does. */
int motd_file_check(
    const struct config *config, const struct config_errors *errors);

#endif
