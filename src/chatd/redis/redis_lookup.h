/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REDIS_LOOKUP_H
#define CHATD_REDIS_LOOKUP_H

/*
 * The addresses of one host, looked up without keeping the loop waiting.
 * Thread of the base only.
 */

#include <stdbool.h>
#include <stdint.h>

struct addrinfo;
struct event_base;
struct redis_lookup;

/*
 * Called once, from the loop, when the lookup is over.  It may be freed in
 * this.
 */
typedef void redis_lookup_done_cb(struct redis_lookup *lookup, void *argument);

/*
 * Begin to look up host, which is copied.  Return NULL with errno set if that
 * is not possible for want of memory, descriptors or threads.
 */
struct redis_lookup *redis_lookup_new(struct event_base *base, const char *host,
    uint16_t port, redis_lookup_done_cb *done, void *argument);

/*
 * Free lookup, whether it is over or not; NULL is allowed.  Its thread, which
 * nobody can stop, may run on by itself for as long as the resolver takes.
 */
void redis_lookup_free(struct redis_lookup *lookup);

/* Say whether this is what lookup is about. */
bool redis_lookup_is_for(
    const struct redis_lookup *lookup, const char *host, uint16_t port);

/* Say whether it has called back. */
bool redis_lookup_is_over(const struct redis_lookup *lookup);

/* Return what was found, borrowed from lookup; NULL: nothing (yet). */
const struct addrinfo *redis_lookup_found(const struct redis_lookup *lookup);

/* Return why nothing was found; constant. */
const char *redis_lookup_error(const struct redis_lookup *lookup);

#endif
