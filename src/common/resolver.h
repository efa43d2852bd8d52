/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RESOLVER_H
#define CHATD_RESOLVER_H

/*
 * The addresses of a host, as getaddrinfo(3) finds them; "localhost" is this
 * machine, whatever the resolver says, and even where there is none (RFC 6761,
 * section 6.3).
 */

struct addrinfo;

/*
 * Look up host, a name or a numeric address, and service, a number, a name, or
 * NULL for none, for TCP.  flags are those of struct addrinfo.  Any thread;
 * this waits for the network unless host is numeric or localhost.
 *
 * Return 0 and set *addresses_r, which the caller gives to freeaddrinfo(3); or
 * return an error for gai_strerror(3).
 */
int resolver_look_up(const char *host, const char *service, int flags,
    struct addrinfo **addresses_r);

#endif
