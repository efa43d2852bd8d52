/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_FILE_H
#define CHATD_CONFIG_FILE_H

/*
 * Reading chatd.conf(5), with the files that it includes.  Main thread.
 */

struct config_draft;

/*
 * Set in draft what the file at path says, and note in draft whatever is wrong
 * with it.
 */
void config_file_load(struct config_draft *draft, const char *path);

#endif
