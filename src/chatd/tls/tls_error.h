/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TLS_ERROR_H
#define CHATD_TLS_ERROR_H

/*
 * What OpenSSL has to say about a call that failed.  Each thread has a queue of
 * its errors, and a call that succeeds leaves old ones there: whoever wants to
 * know the reason of a failure clears the queue before the call.  See
 * ERR_get_error(3).
 */

#include <stddef.h>

/* Enough for the longest reason. */
#define TLS_ERROR_BYTES 160

/*
 * Write the reason that was noted first, such as "no shared cipher", to buffer
 * of TLS_ERROR_BYTES, and clear the queue.  Return buffer.
 */
const char *tls_error_take(char *buffer);

#endif
