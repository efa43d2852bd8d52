/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PROTOCOLS_H
#define CHATD_PROTOCOLS_H

/*
 * The list of protocols.  To add one, write its file, and give it a row in
 * protocols.c and a section in chatd-protocols(7).  Any thread.
 */

#include <stddef.h>

struct protocol;

/* Named users, one line a message. */
const struct protocol *hello_protocol(void);

/* Named users, text after a decimal length. */
const struct protocol *sized_protocol(void);

/* A chat room with a binary header. */
const struct protocol *framed_protocol(void);

/* A chat room of plain lines, where nobody logs in. */
const struct protocol *plain_protocol(void);

/* Texts of counted lines, which are filed. */
const struct protocol *drop_protocol(void);

/* Return the protocol of this name, or NULL. */
const struct protocol *protocol_find(const char *name);

/* Return the protocol at index, or NULL past the last: for listing them. */
const struct protocol *protocol_at(size_t index);

#endif
