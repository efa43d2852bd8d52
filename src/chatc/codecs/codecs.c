/* SPDX-License-Identifier: MIT */
/* The list of codecs: the only place that knows them all. */

#include "chatc/codecs/codecs.h"

#include <string.h>

static const struct codec *(*const codecs[])(void) = {
	codec_hello,
	codec_sized,
	codec_framed,
	codec_plain,
};

const struct codec *
codec_find(const char *name)
{
	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++)
		if (strcmp(codecs[i]()->name, name) == 0)
			return codecs[i]();
	return NULL;
}
