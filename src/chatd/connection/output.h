/* SPDX-License-Identifier: MIT */
#ifndef CHATD_OUTPUT_H
#define CHATD_OUTPUT_H

/*
 * Writing what connections have to send, for the worker and for input.c;
 * connection.h has what puts it there.  Owner thread only.
 */

struct connections;

/* Write what this turn appended, on all connections. */
void output_flush_all(struct connections *connections);

/*
 * Write it before the end of the turn if there is already more than stays in
 * the processor's cache.  That may end connections: no protocol may be handling
 * input.
 */
void output_flush_many(struct connections *connections);

#endif
