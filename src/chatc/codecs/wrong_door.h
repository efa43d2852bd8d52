/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_WRONG_DOOR_H
#define CHATD_CHATC_WRONG_DOOR_H

/*
 * What a server speaks, told by its first words.  They are its answer to a
 * stranger who spoke another protocol: whoever knocks at the wrong door wants
 * to know which one it is.
 */

#include "common/slice.h"

/*
 * Guess the protocol of a server from the first bytes that it has sent on a
 * connection.  Those must be all that have come and will come, or at least 64,
 * for a longer text may begin like a short answer: ask when the server has hung
 * up or has been silent for long enough.  Bytes beyond the 64th do not count.
 *
 * Return "hello", "sized", "framed", "plain" or "drop", which chatc speaks too
 * and which may be the one that was spoken; "IRC", "HTTP", "TLS" or "SSH",
 * which it does not; or NULL if it cannot be told with confidence.  Pure; any
 * thread.
 */
const char *wrong_door_guess(struct slice first_bytes);

#endif
