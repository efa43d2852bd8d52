/* SPDX-License-Identifier: MIT */
/* What is asked of a directory and this one has not got. */

#include "chatd/presence/directory.h"
#include "chatd/presence/directory_watches.h"
#include "unit/unit.h"

/* Names are not kept here: name_grace is 0. */
struct claim *
directory_retire(struct directory *directory, struct claim *claim)
{
	directory_release(directory, claim);
	ck_abort_msg("a name is kept");
}

void
directory_give_up(struct directory *directory, struct claim *claim)
{
	directory_release(directory, claim);
	ck_abort_msg("a name that was kept is given up");
}

struct address
directory_find(struct directory *directory, struct slice name)
{
	(void)directory;
	(void)name;
	return (struct address){ 0 };
}

/* Nobody watches a name here. */
size_t
directory_watchers(struct directory *directory, struct slice name)
{
	(void)directory;
	(void)name;
	return 0;
}

bool
directory_folds_names(const struct directory *directory)
{
	(void)directory;
	return false;
}

struct cards *
directory_cards(const struct directory *directory)
{
	(void)directory;
	return NULL;
}
