/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PATH_LIST_H
#define CHATD_PATH_LIST_H

/*
 * Files that are named in one option, separated by commas: "/etc/a.pem,
 * /etc/b.pem".  Blanks around a name do not belong to it.  Main thread.
 */

#include <stddef.h>

struct path_list {
	char **paths; /* owned, as are the texts */
	size_t count;
};

/* The folder in which systemd puts what LoadCredential= names. */
#define PATH_LIST_CREDENTIALS "CREDENTIALS_DIRECTORY"

/* Return how many files text names. */
size_t path_list_count(const char *text);

/*
 * Store what text names.  A name that does not begin with "/" is that of a
 * credential (systemd.exec(5)), in the folder that the environment says, or in
 * the working directory if it says none.  Return 0, and the caller is to clear
 * the list; or -1 if there is no memory.
 */
int path_list_parse(const char *text, struct path_list *list_r);

/* The same, of names that stand for themselves. */
int path_list_parse_names(const char *text, struct path_list *list_r);

/* Free what the list owns. */
void path_list_clear(struct path_list *list);

#endif
