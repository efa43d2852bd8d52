/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CODECS_H
#define CHATD_CHATC_CODECS_H

/*
 * The codecs that there are, one file each.  codec.c lists them; apart from the
 * tests, nobody else needs them by name.
 */

#include "chatc/codecs/codec.h"

const struct codec *codec_hello(void);
const struct codec *codec_sized(void);
const struct codec *codec_framed(void);
const struct codec *codec_plain(void);

#endif
