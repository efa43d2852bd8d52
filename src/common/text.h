/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEXT_H
#define CHATD_TEXT_H

/*
 * What may be shown to a person: UTF-8 without control characters.
 *
 * All functions are pure and may be called from any thread.  "Control
 * character" is Unicode's category Cc: C0 (U+0000-U+001F), DEL (U+007F) and
 * C1 (U+0080-U+009F).  TAB is the one that a text may hold.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Say whether the size bytes at text are well-formed UTF-8 (RFC 3629) that
 * holds no control character but TAB.  The empty text is valid.
 */
bool text_is_valid(const char *text, size_t size);

/*
 * Return the largest length of at most max bytes at which text can be cut
 * without splitting a UTF-8 sequence.  text must be valid UTF-8.
 */
size_t text_cut(const char *text, size_t size, size_t max);

/*
 * Say whether a terminal can show the character and stays what it was: control
 * characters (TAB is one here) would change more than their own place on the
 * screen, and so would the separators of lines and paragraphs and the marks
 * that turn the direction of what stands around them.
 */
bool text_is_shown(uint32_t character);

/*
 * Write the size bytes at text to buffer so that a terminal or a log can show
 * them whatever they are: printable UTF-8 as it is, a backslash as \\, anything
 * else as \xHH for each byte.  Not printable is what text_is_shown() refuses.
 * The result is NUL-terminated and at most buffer_size - 1 bytes; what does not
 * fit is cut between characters and ends in "...".  buffer_size must be at
 * least
 * 8.  Return buffer, so that a call can stand among printf's arguments.
 */
const char *text_escape(
    const char *text, size_t size, char *buffer, size_t buffer_size);

#endif
