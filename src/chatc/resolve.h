/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_RESOLVE_H
#define CHATD_CHATC_RESOLVE_H

/*
 * From a host's name to its addresses.
 */

#include <stdint.h>

struct addrinfo;
struct options;

/*
 * Look up the options' host and port, or this port if they name none.  Return
 * EX_OK and set *addresses_r, which the caller gives to freeaddrinfo(3); or say
 * what is wrong and return the exit status for it.
 */
int resolve(const struct options *options, uint16_t default_port,
    struct addrinfo **addresses_r);

#endif
