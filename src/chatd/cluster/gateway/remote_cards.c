/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/gateway/remote_cards.h"

#include "chatd/cluster/gateway/alias_table.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/gateway/inbound_rooms.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/cluster/links/link.h"
#include "chatd/cluster/links/record.h"
#include "chatd/presence/card.h"
#include "chatd/presence/cards.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/directory_watches.h"
#include "common/log.h"

/* ---- to other nodes ------------------------------------------------------ */

/* Return what is told of card, of the user called name, borrowed from both. */
static struct record
remote_cards_write(const struct card *card, struct slice name)
{
	struct card_facts facts = card_read(card);

	return (struct record){
		.kind = RECORD_CARD,
		.by = facts.owner,
		.size = facts.flags,
		.time_ms = facts.signed_on_s * 1000,
		.from = name,
		.name = facts.user,
		.room = facts.host,
		.text = facts.real_name,
		.raw = facts.away,
		.account = facts.account,
	};
}

void
remote_cards_send_all(
    struct gateway *gateway, struct address owner, struct slice name)
{
	struct card *card = cards_find(
	    directory_cards(gateway->directory), owner);
	struct record record;

	if (card == NULL)
		return;
	record = remote_cards_write(card, name);
	for (struct list *at = gateway->nodes.next; at != &gateway->nodes;
	     at = at->next) {
		struct node *node = node_at(at);

		if (link_append(node->link, &record, 0) == 0)
			continue;
		log_errno("node %s does not hear of a card", node->name);
		node->wants_census = true;
	}
	card_release(card);
}

bool
remote_cards_send(struct node *node, struct slice name)
{
	struct directory *directory = node->gateway->directory;
	struct address owner = directory_find(directory, name);
	struct record record;
	struct card *card;
	bool is_told;

	/* Who leads nowhere has left, and another node tells of its own. */
	if (!gateway_is_of_node(node->gateway, owner))
		return true;
	card = cards_find(directory_cards(directory), owner);
	if (card == NULL)
		return true;
	record = remote_cards_write(card, name);
	is_told = link_append(node->link, &record, 0) == 0;
	card_release(card);
	return is_told;
}

/* ---- from other nodes ---------------------------------------------------- */

bool
remote_cards_follow(struct node *node, const struct record *record)
{
	struct directory *directory = node->gateway->directory;
	struct alias *alias = inbound_rooms_alias(node, record);
	struct card_facts facts = {
		.user = record->name,
		.host = record->room,
		.real_name = record->text,
		.account = record->account,
		.away = record->raw,
		.flags = record->size | CARD_ELSEWHERE,
		.signed_on_s = record->time_ms / 1000,
	};
	struct card *card;

	if (alias == NULL)
		return false;
	facts.owner = inbound_rooms_here(alias);
	card = card_new(&facts);
	if (card == NULL || !cards_put(directory_cards(directory), card))
		return false;
	directory_watch_post(directory, record->from);
	return true;
}

void
remote_cards_end(struct gateway *gateway, struct alias *alias)
{
	cards_remove(
	    directory_cards(gateway->directory), inbound_rooms_here(alias));
}
