/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PROTOCOLS_H
#define CHATD_PROTOCOLS_H

/*
 * The protocols of this folder, for the list of all (all_protocols.h).  Any
 * thread.
 */

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

#endif
