/* SPDX-License-Identifier: MIT */
/*
 * The list is text, as the configuration has it: it is short, and looked at
 * when somebody asks for a name.
 */

#include "chatd/core/reserved_names.h"

#include "chatd/core/name_case.h"

/* Take the next name off *list.  Return false if there is none. */
static bool
reserved_names_take(const char **list, struct slice *name_r)
{
	const char *at = *list + strspn(*list, RESERVED_NAMES_SEPARATORS);

	*name_r = (struct slice){ at, strcspn(at, RESERVED_NAMES_SEPARATORS) };
	*list = at + name_r->size;
	return name_r->size > 0;
}

bool
reserved_names_are_valid(const char *list)
{
	struct slice name;

	while (reserved_names_take(&list, &name)) {
		if (!name_is_valid(name.bytes, name.size, NAME_MAX_BYTES))
			return false;
	}
	return true;
}

/* What only looks like a name of the list is to be kept from users, too. */
static bool
reserved_names_have(const char *list, struct slice name)
{
	struct slice reserved;

	while (reserved_names_take(&list, &reserved)) {
		if (name_looks_like(reserved, name))
			return true;
	}
	return false;
}

bool
name_is_reserved(struct slice name, const struct limits *limits, bool folds)
{
	static const struct slice server = SLICE(SERVER_NAME);

	return name_is_same(folds, name, server) ||
	       name_is_same(folds, name, slice_of(limits->echo_user)) ||
	       name_looks_like(slice_of(limits->irc_server_name), name) ||
	       reserved_names_have(limits->reserved_names, name);
}
