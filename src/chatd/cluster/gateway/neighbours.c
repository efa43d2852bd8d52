/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/gateway/neighbours.h"

#include "chatd/cluster/gateway/alias_table.h"
#include "chatd/cluster/gateway/crossing.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/gateway/inbound.h"
#include "chatd/cluster/links/link.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/cluster/gateway/remote_takeover.h"
#include "chatd/presence/engine.h"
#include "common/log.h"

/* ---- nodes --------------------------------------------------------------- */

static struct node *
neighbours_make(struct gateway *gateway, uint64_t life, struct slice name)
{
	struct node *node = node_new(gateway, life, name);
	const struct link_options options = {
		.own_life = gateway->life,
		.other_life = life,
		.window_bytes = LINK_WINDOW_BYTES,
		.ceiling_bytes = LINK_CEILING_BYTES,
		.take = inbound_take_cb,
		.outcome = crossing_outcome_cb,
		.argument = node,
	};

	if (node == NULL)
		return NULL;
	node->link = link_new(&options);
	if (node->link != NULL)
		return node;
	node_free(node);
	return NULL;
}

void
neighbours_come(struct gateway *gateway, uint64_t life, struct slice name)
{
	struct node *node;

	if (life == gateway->life || node_find(&gateway->nodes, life) != NULL)
		return;
	node = neighbours_make(gateway, life, name);
	if (node == NULL) {
		log_error("node %.*s cannot be reached: out of memory",
		    (int)name.size, name.bytes);
		return;
	}
	list_append(&gateway->nodes, &node->place);
	node->wants_census = true;
	log_notice("node %s has come", node->name);
}

/* Let nobody be on node any more, and free it. */
static void
neighbours_end(struct gateway *gateway, struct node *node)
{
	struct alias *alias;
	uint32_t at = 0;

	list_remove(&node->place);
	while ((alias = alias_next(&gateway->aliases, node, &at)) != NULL) {
		alias->is_listed = false;
		inbound_end_user(gateway, alias);
	}
	remote_takeover_note_end(gateway, node->life);
	node_free(node);
}

void
neighbours_go(struct gateway *gateway, uint64_t life)
{
	struct node *node = node_find(&gateway->nodes, life);

	if (node == NULL)
		return;
	log_notice("node %s has gone", node->name);
	neighbours_end(gateway, node);
}

void
neighbours_go_all(struct gateway *gateway)
{
	struct list *at;

	while ((at = list_first(&gateway->nodes)) != NULL)
		neighbours_end(gateway, node_at(at));
}

/* ---- users --------------------------------------------------------------- */

static struct alias *
neighbours_alias(struct gateway *gateway, uint64_t life, struct address there)
{
	struct node *node = node_find(&gateway->nodes, life);
	struct alias *alias;

	if (node == NULL)
		return NULL;
	alias = alias_find(&gateway->aliases, node, there);
	return alias != NULL ? alias
			     : alias_add(&gateway->aliases, node, there);
}

/* The log is done with the user; forget them if their node is, too. */
static void
neighbours_let_go(struct gateway *gateway, struct alias *alias)
{
	if (alias->is_listed)
		alias->node->user_count--;
	alias->is_listed = false;
	if (!alias->is_told)
		inbound_end_user(gateway, alias);
}

bool
neighbours_user_comes(struct gateway *gateway, uint64_t life, struct slice name,
    enum claim_kind kind, struct address there)
{
	struct alias *alias = neighbours_alias(gateway, life, there);

	if (alias == NULL)
		return false;
	if (directory_learn(gateway->directory, name, kind,
		alias_here(&gateway->aliases, alias)) != CLAIM_GRANTED) {
		if (!alias->is_listed)
			neighbours_let_go(gateway, alias);
		return false;
	}
	if (!alias->is_listed)
		alias->node->user_count++;
	alias->is_listed = true;
	return true;
}

bool
neighbours_user_renames(struct gateway *gateway, uint64_t life,
    struct slice name, struct address there, struct slice to)
{
	struct alias *alias = neighbours_alias(gateway, life, there);
	struct address here;

	if (alias == NULL)
		return false;
	here = alias_here(&gateway->aliases, alias);
	if (directory_move(gateway->directory, name, here, to) != CLAIM_GRANTED)
		return false;
	remote_takeover_note_free(gateway, here);
	return true;
}

struct address
neighbours_find_user(
    struct gateway *gateway, uint64_t life, struct address there)
{
	const struct alias *alias = neighbours_alias(gateway, life, there);

	return alias != NULL ? alias_here(&gateway->aliases, alias)
			     : (struct address){ 0 };
}

void
neighbours_user_goes(struct gateway *gateway, uint64_t life, struct slice name,
    struct address there)
{
	struct node *node = node_find(&gateway->nodes, life);
	struct alias *alias = NULL;
	struct address here;

	if (node != NULL)
		alias = alias_find(&gateway->aliases, node, there);
	if (alias == NULL)
		return;
	here = alias_here(&gateway->aliases, alias);
	(void)directory_forget(gateway->directory, name, here);
	remote_takeover_note_free(gateway, here);
	neighbours_let_go(gateway, alias);
}
