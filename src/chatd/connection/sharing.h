/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SHARING_H
#define CHATD_SHARING_H

/*
 * Output of which many connections have the same, and of which there is one
 * copy: long lists of names, and what a room that is flooded tells the members
 * who do not read as fast.
 *
 * Each holder waits, and holds senders up, as if it had a copy of its own.  To
 * the total of what waits a text counts once, and a reference as much as
 * libevent takes for it.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>

struct connection;
struct message;
struct shared_text;

/* What is shorter than this takes no more memory as a copy. */
#define SHARING_LEAST_BYTES 1024

/*
 * Say whether what is told to connection now waits anyway, so that it may as
 * well be shared.
 */
bool sharing_is_due(const struct connection *connection);

/*
 * Begin to record what connection, of which sharing_is_due() is true, is told:
 * it is kept, and not sent.
 */
void sharing_begin(struct connection *connection);

/* Record how the connection's protocol tells message. */
void sharing_record(
    struct connection *connection, const struct message *message);

/*
 * End the recording.  Return it, with one reference, or NULL if it is too short
 * to be shared or there is no memory.
 */
struct shared_text *sharing_end(struct connection *connection);

/*
 * Tell connection what was recorded for one of the same protocol: count
 * messages.  The caller then notes who has caused it (output_note_event()).
 */
void sharing_tell(
    struct connection *connection, struct shared_text *text, size_t count);

#endif
