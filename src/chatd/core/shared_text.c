/* SPDX-License-Identifier: MIT */
/*
 * A text whose holders are counted, so that one copy can be sent to ten
 * thousand connections, to each at its own pace.
 */

#include "chatd/core/shared_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct shared_text *
shared_text_new(char *bytes, size_t size, char separator)
{
	struct shared_text *text = malloc(sizeof(*text));

	if (text == NULL) {
		free(bytes);
		return NULL;
	}
	*text = (struct shared_text){
		.references = 1,
		.separator = separator,
		.bytes = { bytes, size },
	};
	return text;
}

struct shared_text *
shared_text_reference(struct shared_text *text)
{
	text->references++;
	return text;
}

struct slice
shared_text_cut(const struct shared_text *list, size_t max)
{
	struct slice names = list->bytes;
	const char *separator;

	if (names.size <= max)
		return names;
	/* There may be one right after the last byte that fits. */
	separator = memrchr(names.bytes, list->separator, max + 1);
	names.size = separator == NULL ? 0 : (size_t)(separator - names.bytes);
	return names;
}

void
shared_text_release(struct shared_text *text)
{
	if (text == NULL || --text->references > 0)
		return;
	free((void *)(uintptr_t)text->bytes.bytes);
	free(text);
}
