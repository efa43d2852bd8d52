/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_OPTIONS_PRIVATE_H
#define CHATD_CHATC_OPTIONS_PRIVATE_H

/* What the files of the options share. */

#include "chatc/options/options.h"

/*
 * Settle what is to be done, and find arguments that it has no use for, or that
 * are missing.  Return what is wrong and set *argument_r to the argument, or to
 * a word about it; or return NULL.
 */
const char *chatc_options_check(
    struct chatc_options *options, const char **argument_r);

#endif
