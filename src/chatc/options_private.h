/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_OPTIONS_PRIVATE_H
#define CHATD_CHATC_OPTIONS_PRIVATE_H

/* What the files of the options share. */

#include "chatc/options.h"

/* Say what is wrong with an argument, and end the program. */
_Noreturn void chatc_options_fail(const char *what, const char *argument);

/*
 * Refuse arguments that what is to be done has no use for, or their absence.
 * This settles what is to be done.
 */
void chatc_options_check(struct chatc_options *options);

#endif
