/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_WIRES_H
#define CHATD_CHATC_WIRES_H

/*
 * The wires there are, one file each.  They are listed in wire.c; nobody else
 * needs them by name, but for their tests.
 */

#include "chatc/codecs/codec.h"

const struct wire *wire_hello(void);
const struct wire *wire_sized(void);
const struct wire *wire_framed(void);
const struct wire *wire_plain(void);

#endif
