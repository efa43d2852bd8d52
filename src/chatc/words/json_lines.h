/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_JSON_LINES_H
#define CHATD_CHATC_JSON_LINES_H

/*
 * What chatc says, for programs: one object of JSON a line (chatc(1) lists
 * them).
 */

#include <stdio.h>
#include <time.h>

#include "chatc/words/sentence.h"

/* Print the line of a sentence that is said now.  Errors are left for
 * ferror(3).
 */
void json_lines_print(FILE *to, const struct sentence *sentence, time_t now);

#endif
