/* SPDX-License-Identifier: MIT */
/*
 * A text whose holders are counted, so that one copy of a long list can be sent
 * to ten thousand connections, to each at its own pace.
 */

#include "chatd/core/list_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct list_text *
list_text_new(char *names, size_t size, char separator)
{
	struct list_text *list = malloc(sizeof(*list));

	if (list == NULL) {
		free(names);
		return NULL;
	}
	*list = (struct list_text){
		.references = 1,
		.separator = separator,
		.names = { names, size },
	};
	return list;
}

struct list_text *
list_text_reference(struct list_text *list)
{
	list->references++;
	return list;
}

struct slice
list_text_cut(const struct list_text *list, size_t max)
{
	struct slice names = list->names;
	const char *separator;

	if (names.size <= max)
		return names;
	/* There may be one right after the last byte that fits. */
	separator = memrchr(names.bytes, list->separator, max + 1);
	names.size = separator == NULL ? 0 : (size_t)(separator - names.bytes);
	return names;
}

void
list_text_release(struct list_text *list)
{
	if (list == NULL || --list->references > 0)
		return;
	free((void *)(uintptr_t)list->names.bytes);
	free(list);
}
