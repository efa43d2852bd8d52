/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LISTENING_ADDRESS_H
#define CHATD_LISTENING_ADDRESS_H

/*
 * Listens on what an operator calls an address, which may be several of the
 * machine's.  Main thread; a host name is looked up, which may take time.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Called for each listening socket, before the function that it is given to
 * returns.  Take fd, also on failure, and return 0, or -1 with errno set.
 */
typedef int listening_address_opened_cb(int fd, void *argument);

/*
 * Listen on port of every address that address stands for: a numeric one, those
 * of a host name, or all where it is "*".  Port 0 is any free port, one and the
 * same for all addresses if that can be.  Families that the machine does not
 * have are passed over, as long as one socket can be opened.  With freebind the
 * machine need not have the addresses yet.
 *
 * Return 0; or -1 with errno set and a sentence for the operator in error,
 * which is cut where it does not fit.  Sockets that were opened before the
 * failure have been handed over by then.
 */
int listening_address_open(const char *address, uint16_t port, bool freebind,
    listening_address_opened_cb *opened, void *argument, char *error,
    size_t error_size);

#endif
