/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CODECS_H
#define CHATD_CHATC_CODECS_H

/*
 * The codecs that there are, one file each, listed in codecs.c.
 */

#include "chatc/codecs/codec.h"

/* Find a codec by the name of its protocol.  Return NULL if there is none. */
const struct codec *codec_find(const char *name);

/* Return the codec that codec_x.c describes. */
const struct codec *codec_hello(void);
const struct codec *codec_sized(void);
const struct codec *codec_framed(void);
const struct codec *codec_plain(void);

#endif
