/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_DEFAULT_PATH_H
#define CHATD_CONFIG_DEFAULT_PATH_H

/*
 * Where the files are that the operator did not name: beside that of the
 * accounts, so that whoever moves one moves all of them.  Main thread.
 */

struct config_draft;

/*
 * Put a path in place of each "auto" of a draft without errors; where there is
 * no file of accounts, that is none: "".
 */
void config_draft_choose_paths(struct config_draft *draft);

#endif
