/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CLOAK_KEY_FILE_H
#define CHATD_CLOAK_KEY_FILE_H

/*
 * The key of cloaks (core/cloak.h), read from the file that a configuration
 * names, so that a host is called the same after a restart and on every node of
 * a cluster.  The file has one line, the key in hexadecimal digits.  Main
 * thread only.
 */

struct config;
struct config_errors;
struct directory;

/*
 * Have the users of directory shown with the key of the file, if one is named;
 * or, if directory is NULL, only look at the file.  Before there are users.
 * Return EX_OK, or the exit status after an error has been reported.
 */
int cloak_key_file_load(const struct config *config,
    const struct config_errors *errors, struct directory *directory);

#endif
