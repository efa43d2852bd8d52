/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_BASE64_H
#define CHATD_IRC_BASE64_H

/*
 * Base64 (RFC 4648, section 4), which SASL puts into lines.  Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>

/*
 * Decode the size bytes at text where they lie; *size_r is how many bytes come
 * of them.  Return false if they are none, with text in any state: the padding
 * is asked for, and the bits that it leaves have to be zero.
 */
bool irc_base64_decode(char *text, size_t size, size_t *size_r);

#endif
