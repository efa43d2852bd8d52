/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FOREIGN_H
#define CHATD_FOREIGN_H

/*
 * What other protocols than ours begin with: browsers, port scanners and health
 * checks knock at every port.  Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

/*
 * Say whether line is a request of HTTP: a method that it knows, a target, and
 * a version, "GET / HTTP/1.1".
 */
bool foreign_is_http(struct slice line);

/* Say whether the size bytes at bytes begin as a hello of TLS does. */
bool foreign_is_tls(const char *bytes, size_t size);

#endif
