/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_ADDRESS_H
#define CHATD_BENCH_ADDRESS_H

/*
 * The addresses that the command line names: the server's, and those to connect
 * from.
 */

#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

/*
 * Look up the server's address; unix:PATH has no port.  Return NULL and set
 * *address_r and *size_r, or return the reason why it cannot be found.
 */
const char *address_resolve(const char *host, const char *port,
    struct sockaddr_storage *address_r, socklen_t *size_r);

/*
 * Parse IPv4 addresses and ranges of them, separated by commas:
 * "127.0.0.2-127.0.0.9,127.0.1.1".  Return 0 and set *addresses_r, which the
 * caller frees, and *count_r; or return -1 if text is no such list or stands
 * for more than 65536 addresses.
 */
int address_parse_list(
    const char *text, struct in_addr **addresses_r, size_t *count_r);

#endif
