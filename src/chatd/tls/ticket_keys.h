/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TICKET_KEYS_H
#define CHATD_TICKET_KEYS_H

/*
 * The keys of session tickets, with which a client that comes back needs no
 * whole handshake (RFC 5077, RFC 8446 section 4.6.1).
 *
 * All workers use the same keys, so that it does not matter which of them a
 * client comes back to, and a reload does not change them.  A key seals tickets
 * for TICKET_KEY_PERIOD_S and opens them for as long as they are good; then it
 * is forgotten, and what was recorded of the sessions cannot be read any more
 * by whoever steals the keys.  They are never written anywhere.
 */

/* OpenSSL's SSL_CTX. */
struct ssl_ctx_st;

/* How long a session may be resumed, in seconds. */
#define TICKET_LIFE_S 7200

/* How long one key seals new tickets. */
#define TICKET_KEY_PERIOD_S 3600

struct ticket_keys;

/* Return keys, or NULL if there is no memory or no randomness. */
struct ticket_keys *ticket_keys_new(void);

/* Wipe and free keys, which no SSL_CTX may use any more; NULL is allowed. */
void ticket_keys_free(struct ticket_keys *keys);

/* Have the sessions of context use keys, which are borrowed.  Any thread. */
void ticket_keys_use(struct ticket_keys *keys, struct ssl_ctx_st *context);

#endif
