/* SPDX-License-Identifier: MIT */
#ifndef CHATD_JSON_TEXT_H
#define CHATD_JSON_TEXT_H

/*
 * Texts in JSON (RFC 8259), for programs that read what ours print.
 */

#include <stdio.h>

#include "common/slice.h"

/*
 * Write text with its quotes.  What a terminal would not show as it is, is
 * escaped, and U+FFFD stands for each byte that is not UTF-8.  Errors are left
 * for ferror(3).
 */
void json_text_write(FILE *to, struct slice text);

#endif
