/* SPDX-License-Identifier: MIT */
/*
 * The names lie one after the other, so that a list of them all is a copy.
 */

#include "chatd/presence/name_list.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/core/name_case.h"

bool
name_list_take(struct slice *rest, struct slice *name_r)
{
	const char *end;

	if (rest->size == 0)
		return false;
	end = memchr(rest->bytes, NAME_LIST_SEPARATOR, rest->size);
	if (end == NULL) {
		*name_r = *rest;
		rest->size = 0;
		return true;
	}
	*name_r = (struct slice){ rest->bytes, (size_t)(end - rest->bytes) };
	rest->bytes += name_r->size + 1;
	rest->size -= name_r->size + 1;
	return true;
}

void
name_list_clear(struct name_list *list)
{
	free(list->bytes);
	*list = (struct name_list){ .folds = list->folds };
}

/* Return an entry without what is behind its name. */
static struct slice
name_list_bare(struct slice entry)
{
	return slice_take_until(&entry, ' ');
}

/* Find name, and set *found_r to where it lies. */
static bool
name_list_find(
    const struct name_list *list, struct slice name, struct slice *found_r)
{
	struct slice rest = { list->bytes, list->size };

	name = name_list_bare(name);
	while (name_list_take(&rest, found_r)) {
		if (name_is_same(list->folds, name_list_bare(*found_r), name))
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

struct slice
name_list_text(const struct name_list *list)
{
	/* There is a separator after the last one, too. */
	return (
	    struct slice){ list->bytes, list->size > 0 ? list->size - 1 : 0 };
}

int
name_list_set_text(struct name_list *list, struct slice text)
{
	if (text.size == 0)
		return 0;
	list->bytes = malloc(text.size + 1);
	if (list->bytes == NULL)
		return -1;
	*slice_write(list->bytes, text) = NAME_LIST_SEPARATOR;
	list->size = text.size + 1;
	for (size_t i = 0; i < list->size; i++)
		list->count += list->bytes[i] == NAME_LIST_SEPARATOR;
	return 0;
}

void
name_list_remove(struct name_list *list, struct slice name)
{
	struct slice found;

	/* What was read from a file may have it in several capitals. */
	while (name_list_find(list, name, &found))
		name_list_cut(
		    list, (size_t)(found.bytes - list->bytes), found.size + 1);
}

void
name_list_remove_first(struct name_list *list)
{
	struct slice rest = { list->bytes, list->size };
	struct slice first;

	if (name_list_take(&rest, &first))
		name_list_cut(list, 0, first.size + 1);
}

bool
name_list_text_has(struct slice text, struct slice name)
{
	struct slice other;

	name = name_list_bare(name);
	while (name_list_take(&text, &other)) {
		if (slice_equals(name_list_bare(other), name))
			return true;
	}
	return false;
}

int
name_list_merge(struct name_list *list, struct slice base, struct slice ours,
    unsigned int most)
{
	struct slice rest = base, name;

	while (name_list_take(&rest, &name)) {
		if (!name_list_text_has(ours, name))
			name_list_remove(list, name);
	}
	rest = ours;
	while (list->count < most && name_list_take(&rest, &name)) {
		if (!name_list_text_has(base, name) &&
		    name_list_add(list, name) != 0)
			return -1;
	}
	return 0;
}
