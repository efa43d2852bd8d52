/* SPDX-License-Identifier: MIT */
#ifndef CHATD_HOST_PORT_H
#define CHATD_HOST_PORT_H

/*
 * "127.0.0.1:9378", "localhost:9378", "[::1]:9378".  Pure.
 */

#include <stdint.h>

/* Bytes of a host name or an address with its end: RFC 1035's most, and one. */
#define HOST_PORT_HOST_BYTES 256

/*
 * Take text apart into a host, which may be no longer than buffer, and a port.
 * An address of IPv6 stands in brackets.  Return 0, or -1 if text is no such
 * thing.
 */
int host_port_parse(
    const char *text, char host_r[HOST_PORT_HOST_BYTES], uint16_t *port_r);

#endif
