/* SPDX-License-Identifier: MIT */
#ifndef CHATD_HOST_PORT_H
#define CHATD_HOST_PORT_H

/*
 * "127.0.0.1:9378", "localhost:9378", "[::1]:9378".  Pure.
 */

#include <stdint.h>

/* Bytes of a host name or an address, with its NUL: RFC 1035 allows 255. */
#define HOST_PORT_HOST_BYTES 256

/*
 * Split text into a host and a port.  An IPv6 address stands in brackets, and
 * the host is returned without them.  Return 0, or -1 with nothing promised
 * about the results if text is not of this form or the host is too long.
 */
int host_port_parse(
    const char *text, char host_r[HOST_PORT_HOST_BYTES], uint16_t *port_r);

#endif
