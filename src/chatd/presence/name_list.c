/* SPDX-License-Identifier: MIT */
/*
 * The names lie one after the other, so that a list of them all is a copy.
 */

#include "chatd/presence/name_list.h"

#include <stdlib.h>
#include <string.h>

void
name_list_clear(struct name_list *list)
{
	free(list->bytes);
	*list = (struct name_list){ 0 };
}

/* Take the next name off *rest.  Return false after the last one. */
static bool
name_list_next(struct slice *rest, struct slice *name_r)
{
	const char *end;

	if (rest->size == 0)
		return false;
	end = memchr(rest->bytes, NAME_LIST_SEPARATOR, rest->size);
	*name_r = (struct slice){ rest->bytes, (size_t)(end - rest->bytes) };
	rest->bytes += name_r->size + 1;
	rest->size -= name_r->size + 1;
	return true;
}

/* Find name, and set *found_r to where it lies. */
static bool
name_list_find(
    const struct name_list *list, struct slice name, struct slice *found_r)
{
	struct slice rest = { list->bytes, list->size };

	while (name_list_next(&rest, found_r)) {
		if (slice_equals(*found_r, name))
			return true;
	}
	return false;
}

bool
name_list_has(const struct name_list *list, struct slice name)
{
	struct slice found;

	return name_list_find(list, name, &found);
}

static bool
name_list_stands_for(struct slice entry, struct slice name)
{
	if (entry.bytes[entry.size - 1] != '*')
		return slice_equals(entry, name);
	entry.size--;
	if (name.size > entry.size)
		name.size = entry.size;
	return slice_equals(entry, name);
}

bool
name_list_matches(const struct name_list *list, struct slice name)
{
	struct slice rest = { list->bytes, list->size };
	struct slice entry;

	while (name_list_next(&rest, &entry)) {
		if (name_list_stands_for(entry, name))
			return true;
	}
	return false;
}

int
name_list_add(struct name_list *list, struct slice name)
{
	char *bytes;

	if (name_list_has(list, name))
		return 0;
	bytes = realloc(list->bytes, list->size + name.size + 1);
	if (bytes == NULL)
		return -1;
	list->bytes = bytes;
	*slice_write(bytes + list->size, name) = NAME_LIST_SEPARATOR;
	list->size += name.size + 1;
	list->count++;
	return 0;
}

/* Take the size bytes at at out, which are a name and its separator. */
static void
name_list_cut(struct name_list *list, size_t at, size_t size)
{
	list->size -= size;
	list->count--;
	memmove(list->bytes + at, list->bytes + at + size, list->size - at);
	if (list->count == 0)
		name_list_clear(list);
}

void
name_list_remove(struct name_list *list, struct slice name)
{
	struct slice found;

	if (name_list_find(list, name, &found))
		name_list_cut(
		    list, (size_t)(found.bytes - list->bytes), found.size + 1);
}

void
name_list_remove_first(struct name_list *list)
{
	struct slice rest = { list->bytes, list->size };
	struct slice first;

	if (name_list_next(&rest, &first))
		name_list_cut(list, 0, first.size + 1);
}
