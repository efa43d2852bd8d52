/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/gateway/text_pair.h"

#include <stdlib.h>

#include "chatd/cluster/gateway/alias_table.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/cluster/links/record.h"

static void
text_pair_find_sender(struct text_pair *pair, const struct alias_table *aliases,
    const struct node *node, struct address there)
{
	const struct alias *alias;

	if (address_equals(pair->there, there) &&
	    alias_at(aliases, pair->here) != NULL)
		return;
	alias = alias_find(aliases, node, there);
	pair->there = there;
	pair->here = alias != NULL ? alias_here(aliases, alias)
				   : (struct address){ 0 };
}

static void
text_pair_find_receiver(
    struct text_pair *pair, struct directory *directory, struct slice name)
{
	if (directory_is_as_seen(directory, &pair->seen) &&
	    slice_equals((struct slice){ pair->name, pair->name_size }, name))
		return;
	pair->seen = directory_look(directory, name);
	pair->name_size = (unsigned char)name.size;
	slice_write(pair->name, name);
}

const struct text_pair *
text_pair_turn_to(struct node *node, const struct record *record)
{
	const struct gateway *gateway = node->gateway;

	if (node->pair == NULL)
		node->pair = calloc(1, sizeof(*node->pair));
	if (node->pair == NULL)
		return NULL;
	text_pair_find_sender(node->pair, &gateway->aliases, node, record->by);
	text_pair_find_receiver(node->pair, gateway->directory, record->name);
	return node->pair;
}
