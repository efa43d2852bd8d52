/* SPDX-License-Identifier: MIT */
#include "chatd/config/path_list.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_LIST_BLANKS " \t"

/* Find the name that begins at or after *at, and step behind it. */
static bool
path_list_next(const char **at, const char **name_r, size_t *size_r)
{
	const char *name = *at + strspn(*at, PATH_LIST_BLANKS ",");
	size_t size = strcspn(name, ",");

	*at = name + size;
	while (size > 0 && strchr(PATH_LIST_BLANKS, name[size - 1]) != NULL)
		size--;
	*name_r = name;
	*size_r = size;
	return size > 0;
}

size_t
path_list_count(const char *text)
{
	const char *name;
	size_t size, count = 0;

	while (path_list_next(&text, &name, &size))
		count++;
	return count;
}

/*
 * Return the path that name stands for below folder, unless that is NULL, to be
 * freed, or NULL (no memory).
 */
static char *
path_list_make_path(const char *folder, const char *name, size_t size)
{
	size_t folder_size = folder != NULL ? strlen(folder) + 1 : 0;
	char *path = malloc(folder_size + size + 1);

	if (path != NULL)
		snprintf(path, folder_size + size + 1, "%s%s%.*s",
		    folder != NULL ? folder : "", folder != NULL ? "/" : "",
		    (int)size, name);
	return path;
}

/* Those that do not begin with "/" are below folder, unless that is NULL. */
static int
path_list_parse_below(
    const char *folder, const char *text, struct path_list *list_r)
{
	const char *name;
	size_t size;

	list_r->count = 0;
	list_r->paths = calloc(
	    path_list_count(text) + 1, sizeof(list_r->paths[0]));
	if (list_r->paths == NULL)
		return -1;
	while (path_list_next(&text, &name, &size)) {
		char *path = path_list_make_path(
		    name[0] == '/' ? NULL : folder, name, size);

		if (path == NULL) {
			path_list_clear(list_r);
			return -1;
		}
		list_r->paths[list_r->count++] = path;
	}
	return 0;
}

int
path_list_parse(const char *text, struct path_list *list_r)
{
	return path_list_parse_below(
	    getenv(PATH_LIST_CREDENTIALS), text, list_r);
}

int
path_list_parse_names(const char *text, struct path_list *list_r)
{
	return path_list_parse_below(NULL, text, list_r);
}

void
path_list_clear(struct path_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->paths[i]);
	free(list->paths);
	*list = (struct path_list){ .count = 0 };
}
