/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_RESOLVE_H
#define CHATD_CHATC_RESOLVE_H

/*
 * Looking up the addresses of a host.
 */

#include <stdint.h>

struct addrinfo;
struct chatc_options;

/*
 * Look up the host and the port of the options, or default_port if they name
 * none; the host may be unix:PATH.  Return EX_OK and set *addresses_r, which
 * the caller gives to resolve_free(); or print what is wrong and return the
 * exit status for it.
 */
int resolve(const struct chatc_options *options, uint16_t default_port,
    struct addrinfo **addresses_r);

/* Free what resolve() has found; NULL is allowed. */
void resolve_free(struct addrinfo *addresses);

#endif
