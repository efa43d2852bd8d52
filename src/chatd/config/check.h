/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_CHECK_H
#define CHATD_CONFIG_CHECK_H

/*
 * Checks that concern more than one option.  Main thread.
 */

struct config_draft;

/*
 * Fill in what depends on other options, and note in draft what is wrong
 * between them.  A draft that is out of memory is left as it is.
 */
void config_check(struct config_draft *draft);

#endif
