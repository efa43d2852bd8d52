/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SUGGESTION_H
#define CHATD_SUGGESTION_H

/*
 * What may have been meant by a name that no option has.  Main thread.
 */

#include <stddef.h>

#include "chatd/config/options.h"

/*
 * Write what to say about a name that the table does not have: "; did you mean
 * OPTION?" if one of its options comes near, else nothing.  Return buffer.
 */
const char *config_table_suggest(
    struct config_table table, const char *name, char *buffer, size_t size);

#endif
