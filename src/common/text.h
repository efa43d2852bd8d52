/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEXT_H
#define CHATD_TEXT_H

/*
 * What may be shown to people: UTF-8 without control characters.
 *
 * All functions are pure and may be called from any thread.  A "control
 * character" is one of Unicode's category Cc: C0 (U+0000-U+001F), DEL (U+007F)
 * or C1 (U+0080-U+009F).  TAB is the only one that a text may contain.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Say whether the size bytes at text are well-formed UTF-8 (RFC 3629) without
 * control characters other than TAB.  The empty text is valid.
 */
bool text_is_valid(const char *text, size_t size);

/*
 * Say whether the size bytes at text are well-formed UTF-8, with control
 * characters or without.
 */
bool text_is_utf8(const char *text, size_t size);

/*
 * Return the largest length, of at most max bytes, at which the size bytes at
 * text can be cut without splitting a UTF-8 sequence.  text must be valid
 * UTF-8.
 */
size_t text_cut(const char *text, size_t size, size_t max);

/*
 * Say whether a terminal can show the character without changing more than its
 * place on the screen.  Control characters, TAB included, change more than
 * that, and so do the separators of lines and paragraphs and the marks that
 * turn the direction of the text around them.
 */
bool text_is_shown(uint32_t character);

/*
 * Write the size bytes at text to buffer, so that a terminal or a log can show
 * them whatever they are: a backslash as \\, characters that text_is_shown()
 * accepts as they are, and each byte of anything else as \xHH.  The result is
 * NUL-terminated and at most buffer_size - 1 bytes long; if it does not fit it
 * is cut between characters and ends in "...".  buffer_size must be at least 8.
 * Return buffer, so that a call can stand among the arguments of printf.
 */
const char *text_escape(
    const char *text, size_t size, char *buffer, size_t buffer_size);

#endif
