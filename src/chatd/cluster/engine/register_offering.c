/* SPDX-License-Identifier: MIT */
/*
 * Offering all records of a register, in pieces; then the engine decides
 * whether they are the register from now on.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "chatd/cluster/engine/register_chain.h"
#include "common/log.h"

/* A piece has so many records at most. */
#define REGISTER_OFFERING_PIECE_COUNT 250

/* And so many bytes, but for its last record. */
#define REGISTER_OFFERING_PIECE_BYTES 1048576

/* Bytes of "0 PLACE " before the text of a record that is offered. */
#define REGISTER_OFFERING_PLACE_BYTES 24

static void register_offering_send(struct register_chain *chain, bool is_first);

/*
 * Whoever had no version takes what it has offered itself, with the version
 * that it has by now.
 */
static void
register_offering_end(
    struct register_chain *chain, const struct redis_reply *reply)
{
	const struct register_options *options = register_door_options(
	    register_chain_shared(chain)->door);
	uint64_t version = names_read_number(
	    redis_reply_element(reply, 1)->text);
	bool is_adopted = names_answers(reply, "ADOPTED");

	if (is_adopted)
		log_notice("what is in %s is the cluster's from now on "
			   "(records: %" PRIu64 ")",
		    options->option, chain->state.count);
	if (is_adopted && chain->state.version == 0)
		register_taking_begin(chain, version);
	else
		chain->open(chain);
}

static void
register_offering_go_on(
    struct register_chain *chain, const struct redis_reply *reply)
{
	const struct register_options *options = register_door_options(
	    register_chain_shared(chain)->door);
	struct names_word version, count;
	struct slice words[5];

	if (!names_answers(reply, "OFFERED")) {
		register_chain_fail(chain);
	} else if (chain->left.size > 0) {
		register_offering_send(chain, false);
	} else {
		words[2] = slice_of(options->name);
		words[3] = names_number(&version, chain->state.version);
		words[4] = names_number(&count, chain->state.count);
		register_chain_ask(
		    chain, SCRIPT_ADOPT, 5, words, register_offering_end);
	}
}

/* Return how many bytes the next piece takes, with the places. */
static size_t
register_offering_measure_piece(
    const struct register_chain *chain, size_t *count_r)
{
	struct slice left = chain->left, key, text;
	size_t size = 0;

	*count_r = 0;
	while (*count_r < REGISTER_OFFERING_PIECE_COUNT &&
	       size < REGISTER_OFFERING_PIECE_BYTES &&
	       register_take_record(&left, &key, &text)) {
		size += REGISTER_OFFERING_PLACE_BYTES + text.size;
		(*count_r)++;
	}
	return size;
}

/* Put the words of the next piece, whose values are written to at. */
static void
register_offering_put_piece(
    struct register_chain *chain, char *at, size_t count, struct slice *words)
{
	for (size_t i = 0; i < count; i++) {
		struct slice text = { 0 };
		char *begin = at;

		(void)register_take_record(&chain->left, &words[2 * i], &text);
		at += snprintf(at, REGISTER_OFFERING_PLACE_BYTES,
		    "0 %" PRIu64 " ", ++chain->place);
		at = slice_write(at, text);
		words[2 * i + 1] = (struct slice){ begin,
			(size_t)(at - begin) };
	}
}

static void
register_offering_send(struct register_chain *chain, bool is_first)
{
	struct slice words[3 + 2 * REGISTER_OFFERING_PIECE_COUNT];
	size_t count, size = register_offering_measure_piece(chain, &count);
	char *bytes = malloc(size + 1);

	if (bytes == NULL) {
		register_chain_fail(chain);
		return;
	}
	words[2] = slice_of(is_first ? "1" : "0");
	register_offering_put_piece(chain, bytes, count, &words[3]);
	register_chain_ask(
	    chain, SCRIPT_OFFER, 3 + 2 * count, words, register_offering_go_on);
	free(bytes);
}

void
register_offering_begin(struct register_chain *chain)
{
	struct register_state state;
	size_t size;

	free(chain->offer);
	chain->offer = register_door_write(
	    register_chain_shared(chain)->door, &size, &state);
	if (chain->offer == NULL || state.version != chain->state.version) {
		register_chain_fail(chain);
		return;
	}
	chain->state = state;
	chain->left = (struct slice){ chain->offer, size };
	chain->place = 0;
	register_offering_send(chain, true);
}
