/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LEDGER_H
#define CHATD_LEDGER_H

/*
 * What became of each text that was sent, as its sender and its receiver know
 * it.  A test fails as soon as the two do not agree:
 *
 *  - what is answered by SEND-OK is delivered once, or its receiver ended;
 *  - what is answered by UNKNOWN is never delivered, but to a login that has
 *    ended together with its node;
 *  - nothing is delivered twice;
 *  - what one sends to another is delivered in order.
 *
 * People are numbers.  A life is one login of one of them.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEDGER_PEOPLE_MAX 256

/* Somebody asks to be let in, is let in, is gone: all in this order. */
void ledger_ask(unsigned int person);
void ledger_live(unsigned int person);
void ledger_end(unsigned int person);

/* Somebody sends a text to another one; return its number. */
size_t ledger_send(unsigned int from, unsigned int to);

/* Its sender has been told what became of it. */
void ledger_answer(size_t letter, bool is_ok);

/* It has been delivered. */
void ledger_deliver(size_t letter, unsigned int from, unsigned int to);

/* Return how many of those answered by SEND-OK have yet to be delivered. */
size_t ledger_count_due(void);

/* Check all that is answered; nothing is due. */
void ledger_check(void);

/* Return how many have been delivered; say what there was. */
size_t ledger_delivered(void);
void ledger_print(void);

#endif
