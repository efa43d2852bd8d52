/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHARGING_H
#define CHATD_CHARGING_H

/*
 * What a connection may cause before it is the turn of others.
 *
 * Work is charged before it is done, to the connection that causes it, and
 * counted in bytes: those that are appended to some connection's output,
 * CHARGE_RECEIVER_BYTES more for each text and receiver, and CHARGE_REPLY_BYTES
 * for each reply, whatever it says.  Whoever has caused CHARGE_TURN_BYTES waits
 * for the next turn; one that is to be slow may send one text in a turn, two in
 * the next, and so on.  Work that is put off for later turns is a debt; whoever
 * owes more than CHARGE_DEBT_BYTES is not read until half of it is repaid.  So
 * the work that waits is bounded by the connections that there are, and each of
 * them waits for its own.  Owner thread only.
 */

#include <stddef.h>

struct connection;

/*
 * It takes about as long to find a receiver and put a text together as to copy
 * this many bytes.
 */
#define CHARGE_RECEIVER_BYTES 256

/* And about as long to read a request and refuse it. */
#define CHARGE_REPLY_BYTES 256

/*
 * 64 KiB of WHO in a big chat ask for gigabytes, and 64 KiB of short texts for
 * thousands of deliveries.  This is a tenth of a millisecond or two, and more
 * than a window of 64 pipelined lines asks for.
 */
#define CHARGE_TURN_BYTES 65536

/*
 * A speaker who sends 16 lines at once to 1,000 members owes 6 MB; they should
 * be told all of them in one write.
 */
#define CHARGE_DEBT_BYTES 8388608

/* Let the connection cause work: another turn's worth. */
void charging_begin_turn(struct connection *connection);

/* End the connection's turn, and have it be slow from the next one on. */
void charging_slow_down(struct connection *connection);

/* Have it wait for others if it has caused a turn's worth. */
void charging_end_turn(struct connection *connection);

#endif
