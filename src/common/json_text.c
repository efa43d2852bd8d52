/* SPDX-License-Identifier: MIT */
/*
 * All characters that text_is_shown() refuses lie below U+10000, so that one
 * escape is enough for each.
 */

#include "common/json_text.h"

#include <stddef.h>
#include <stdint.h>

#include <unistr.h>

#include "common/text.h"

void
json_text_write(FILE *to, struct slice text)
{
	const uint8_t *rest = (const uint8_t *)text.bytes;

	fputc('"', to);
	for (size_t left = text.size, used; left > 0; left -= used) {
		ucs4_t character;
		int length = u8_mbtoucr(&character, rest, left);

		used = length > 0 ? (size_t)length : 1;
		if (length <= 0)
			fputs("\\ufffd", to);
		else if (character == '"' || character == '\\')
			fprintf(to, "\\%c", (char)character);
		else if (!text_is_shown(character))
			fprintf(to, "\\u%04x", (unsigned int)character);
		else
			fwrite(rest, 1, used, to);
		rest += used;
	}
	fputc('"', to);
}
