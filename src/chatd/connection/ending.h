/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ENDING_H
#define CHATD_ENDING_H

/*
 * How a connection ends, for the other files of this folder and for the end of
 * a turn; connection.h has what begins it.  Owner thread only.
 */

struct connection;
struct connections;

/*
 * Note that all output of a finishing connection has been written: say goodbye,
 * and wait a little for the peer to close.
 */
void ending_output_is_written(struct connection *connection);

/* Note that the peer has sent its last byte. */
void ending_peer_has_ended(struct connection *connection);

/* Note that the peer's time to close is over. */
void ending_linger_is_over(struct connection *connection);

/* End one that lingers, now. */
void ending_cut_short(struct connection *connection);

/* Free the connections that were closed in this turn. */
void ending_free_closed(struct connections *connections);

#endif
