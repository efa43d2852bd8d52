/* SPDX-License-Identifier: MIT */
/*
 * A text says whose it is and which, and the rest of it follows from that.  Its
 * confirmation is one byte, and they come in the order of the texts.
 */

#include "model/drops.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/test_support.h"
#include "model/peer.h"
#include "model/servers.h"

/* Connections at one time, and in a run. */
#define DROPS     6
#define DROPS_MAX 400

#define TEXT_BYTES_MAX 4096
#define TEXTS_MAX      60

/* A connection, and what has become of its texts. */
struct drop {
	struct peer peer;
	uint32_t sent, answered;
	bool has_quit, is_leaving, is_cut;
	bool found[TEXTS_MAX]; /* in the directory */
};

static struct drop drops[DROPS_MAX];
static size_t drop_count;           /* that there have been */
static struct drop *present[DROPS]; /* those that are there */
static const char *drops_directory;

void
drops_init(const char *directory)
{
	memset(drops, 0, sizeof(drops));
	memset(present, 0, sizeof(present));
	drop_count = 0;
	drops_directory = directory;
}

/* Write a text, and return how many lines it has. */
static uint32_t
drops_write_text(uint32_t session, uint32_t number, char *text)
{
	struct dice dice = { (uint64_t)session << 32 | number };
	uint32_t lines = 1 + dice_roll(&dice, 20);
	char *at = text + sprintf(text, "drop %" PRIu32 " %" PRIu32 "\n",
			      session, number);

	for (uint32_t i = 1; i < lines; i++)
		at += sprintf(at, "%.*s\n", (int)dice_roll(&dice, 60),
		    "\x1b[31m These are lines of bytes \xff, shown to nobody.");
	return lines;
}

/* ---- what they do -------------------------------------------------------- */

static void
drop_send_header(struct drop *drop, uint32_t lines)
{
	const unsigned char header[] = { (unsigned char)(lines >> 24),
		(unsigned char)(lines >> 16), (unsigned char)(lines >> 8),
		(unsigned char)lines };

	peer_put(&drop->peer, header, sizeof(header));
}

static void
drop_send_text(struct drop *drop)
{
	char text[TEXT_BYTES_MAX];
	uint32_t lines = drops_write_text(
	    (uint32_t)(drop - drops), drop->sent, text);

	drop_send_header(drop, lines);
	peer_put(&drop->peer, text, strlen(text));
	drop->sent++;
}

/* Leave: having said so, in the middle of a text, or at once. */
static void
drop_leave(struct world *world, struct drop *drop)
{
	uint32_t way = dice_roll(&world->dice, 3);

	drop->is_leaving = true;
	if (way == 0) {
		drop_send_header(drop, 0);
		drop->has_quit = true;
	} else if (way == 1) {
		drop_send_header(drop, 2);
		peer_put(&drop->peer, "half\nof", 7);
		peer_finish(&drop->peer);
	} else {
		drop->is_cut = true;
		peer_flush(&drop->peer);
		peer_abort(&drop->peer);
	}
}

static void
drop_read(struct world *world, struct drop *drop)
{
	bool is_done;

	peer_flush(&drop->peer);
	peer_fill(&drop->peer);
	for (; drop->peer.in.start < drop->peer.in.end; drop->peer.in.start++) {
		char answer = drop->peer.in.bytes[drop->peer.in.start];
		bool is_quit = answer == 'Q' && drop->has_quit &&
			       drop->answered == drop->sent;

		if (!is_quit && (answer != 'A' || drop->answered == drop->sent))
			world_fail(world, "drop answers '%c' to text %" PRIu32,
			    answer, drop->answered);
		drop->answered += !is_quit;
		drop->has_quit = drop->has_quit && !is_quit;
	}
	if (!drop->peer.has_ended)
		return;
	is_done = drop->answered == drop->sent && !drop->has_quit;
	if (!drop->is_leaving || !is_done || drop->peer.was_reset)
		world_fail(world,
		    "a connection of drop ends after %" PRIu32 " of %" PRIu32
		    " answers",
		    drop->answered, drop->sent);
	peer_close(&drop->peer);
}

/* ---- all of them --------------------------------------------------------- */

void
drops_move(struct world *world)
{
	size_t place = dice_roll(&world->dice, DROPS);
	struct drop *drop = present[place];

	if (drop == NULL && drop_count < DROPS_MAX) {
		drop = present[place] = &drops[drop_count++];
		servers_connect(world, &drop->peer, 0, LISTENER_DROP);
	}
	if (drop == NULL)
		return;
	if (!drop->is_leaving) {
		if (drop->sent == TEXTS_MAX || dice_percent(&world->dice, 10))
			drop_leave(world, drop);
		else
			drop_send_text(drop);
	}
	if (drop->peer.fd >= 0)
		drop_read(world, drop);
	if (drop->peer.fd < 0)
		present[place] = NULL;
}

static bool
drop_is_busy(const struct drop *drop)
{
	return drop->peer.fd >= 0 &&
	       (drop->is_leaving || drop->answered < drop->sent);
}

void
drops_settle(struct world *world)
{
	for (size_t i = 0; i < DROPS; i++) {
		struct drop *drop = present[i];

		if (drop == NULL)
			continue;
		peer_flush(&drop->peer);
		while (drop_is_busy(drop)) {
			if (!test_wait(drop->peer.fd, POLLIN))
				world_fail(world, "drop does not answer");
			drop_read(world, drop);
		}
		if (drop->peer.fd < 0)
			present[i] = NULL;
	}
}

size_t
drops_count(void)
{
	size_t count = 0;

	for (size_t i = 0; i < DROPS; i++)
		count += present[i] != NULL && present[i]->peer.fd >= 0;
	return count;
}

void
drops_leave(struct world *world)
{
	for (size_t i = 0; i < DROPS; i++)
		if (present[i] != NULL && !present[i]->is_leaving)
			drop_leave(world, present[i]);
	for (size_t i = 0; i < DROPS; i++)
		if (present[i] != NULL && present[i]->peer.fd < 0)
			present[i] = NULL;
	drops_settle(world);
	for (size_t i = 0; i < drop_count; i++) {
		world->tally.filed_least += drops[i].answered;
		world->tally.filed_most += drops[i].sent;
	}
}

/* ---- the directory ------------------------------------------------------- */

/* Note that a file is there; fail unless it is a text that was sent. */
static int
drops_found_cb(
    const char *path, const struct stat *status, int type, struct FTW *position)
{
	char text[TEXT_BYTES_MAX], expected[TEXT_BYTES_MAX];
	uint32_t session, number;
	FILE *file;
	size_t size;

	(void)status;
	if (type != FTW_F || path[position->base] == '.')
		return 0;
	file = fopen(path, "r");
	test_require(file != NULL, "%s cannot be read", path);
	size = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[size] = '\0';
	test_require(sscanf(text, "drop %" SCNu32 " %" SCNu32 "\n", &session,
			 &number) == 2 &&
			 session < drop_count && number < drops[session].sent,
	    "%s is no text that was sent", path);
	drops_write_text(session, number, expected);
	test_require(
	    size == strlen(expected) && memcmp(text, expected, size) == 0,
	    "%s is not text %" PRIu32 " of %" PRIu32, path, number, session);
	test_require(strtoul(path + position->base, NULL, 10) == number + 1 &&
			 !drops[session].found[number],
	    "%s has the wrong name or is there twice", path);
	drops[session].found[number] = true;
	return 0;
}

void
drops_check(struct world *world)
{
	test_require(nftw(drops_directory, drops_found_cb, 8, FTW_PHYS) == 0,
	    "%s cannot be read", drops_directory);
	for (size_t i = 0; i < drop_count; i++)
		for (uint32_t number = 0; number < drops[i].answered; number++)
			if (!drops[i].found[number])
				world_fail(world,
				    "text %" PRIu32 " of %zu was confirmed, "
				    "and is not there",
				    number, i);
}
