/* SPDX-License-Identifier: MIT */
/*
 * The chat itself: connections on two workers log in, talk, join, leave and go,
 * in any order and with their workers' turns in any order, and a model says
 * what each of them may be told.
 *
 * The first byte of the input chooses; then come steps of STEP_BYTES.  The low
 * three bits of the first byte of a step are one of eight peers, the others say
 * what happens.  What follows is a command (chat_protocol.h).
 */

#include "fuzz/fuzz.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "chatd/config/config.h"
#include "chatd/config/load.h"
#include "chatd/connection/connection.h"
#include "fuzz/chat_model.h"
#include "fuzz/chat_protocol.h"
#include "fuzz/world.h"

#define CHOICE_CROWD       0x01 /* there are many members of a room */
#define CHOICE_FEW_CLIENTS 0x02 /* three may log in */
#define CHOICE_CUTS        0x04 /* a slow reader is soon cut */

#define STEP_BYTES (1 + COMMAND_BYTES)

/* Enough of them for a line in their room to be put off. */
#define CROWD 130

#define PEERS 8

/* Turns in which nothing happens, after which nothing more will. */
#define IDLE_TURNS 6

/* The most times that a command is sent at once. */
#define REPEAT_MAX 64

/* The far end of a connection; its index is the connection's number. */
struct peer_end {
	int fd; /* -1: it has hung up */
	bool reads;
	bool hangs_up; /* it has said so, or is about to */
	size_t received;
};

static struct world world;
static struct peer_end ends[MODEL_CONNECTIONS_MAX];
static size_t peers[PEERS]; /* the number of each one's connection */

/* ---- peers --------------------------------------------------------------- */

/* Return the number of a new connection, or nobody. */
static size_t
connect_peer(unsigned int worker)
{
	size_t number = (size_t)world.last_number;

	if (number == MODEL_CONNECTIONS_MAX)
		return MODEL_NOBODY;
	ends[number] = (struct peer_end){
		.fd = world_connect(&world, worker, chat_protocol()),
		.reads = true,
	};
	fuzz_require(ends[number].fd != -1);
	return number;
}

static void
hang_up(struct peer_end *end)
{
	if (end->fd != -1)
		close(end->fd);
	end->fd = -1;
}

/* Read what has come, which is what was sent.  Return whether there was any. */
static bool
receive(size_t number)
{
	static char bytes[65536];
	const struct bytes *appended = &model.connections[number].appended;
	struct peer_end *end = &ends[number];
	ssize_t got;

	if (end->fd == -1 || !end->reads || end->received == appended->size)
		return false;
	got = read(end->fd, bytes, sizeof(bytes));
	if (got <= 0)
		return false;
	fuzz_require(
	    (size_t)got <= appended->size - end->received &&
	    memcmp(bytes, appended->data + end->received, (size_t)got) == 0);
	end->received += (size_t)got;
	return true;
}

static bool
receive_all(void)
{
	bool any = false;

	for (size_t i = 0; i < world.last_number; i++)
		any |= receive(i);
	return any;
}

/* Send a command this many times, as far as the socket takes it. */
static void
send_command(size_t number, const uint8_t *command, size_t count)
{
	uint8_t bytes[REPEAT_MAX * COMMAND_BYTES];

	if (ends[number].fd == -1 || ends[number].hangs_up)
		return;
	for (size_t i = 0; i < count; i++)
		memcpy(bytes + i * COMMAND_BYTES, command, COMMAND_BYTES);
	(void)!write(ends[number].fd, bytes, count * COMMAND_BYTES);
}

/* ---- turns --------------------------------------------------------------- */

static void
run_turn(unsigned int worker)
{
	model.turn++;
	world_turn(&world, worker);
}

/* Return a number that is another one whenever something has happened. */
static uint64_t
progress(void)
{
	uint64_t sum = model.clock + model.text_count;

	for (int i = 0; i < STAT_COUNT; i++)
		sum += world_count(&world, (enum stats_counter)i);
	return sum;
}

/* Let everything happen that is to come. */
static void
settle(void)
{
	for (int idle = 0; idle < IDLE_TURNS; idle++) {
		uint64_t before = progress();

		for (unsigned int i = 0; i < WORLD_WORKERS; i++)
			run_turn(i);
		if (receive_all() || progress() != before)
			idle = -1;
	}
}

static void
check_connection_cb(struct connection *connection, void *argument)
{
	size_t number = (size_t)connection_number(connection) - 1;

	(void)argument;
	model_check_connection(number, connection);
	/* Nothing that it was sent is still under way, if it reads. */
	if (ends[number].fd != -1 && ends[number].reads)
		fuzz_require(ends[number].received ==
			     model.connections[number].appended.size);
}

static void
settle_and_check(void)
{
	settle();
	model_check(&world);
	for (unsigned int i = 0; i < WORLD_WORKERS; i++) {
		world_for_each(&world, i, check_connection_cb, NULL);
		run_turn(i);
	}
}

/* ---- steps --------------------------------------------------------------- */

static void
reconnect(size_t peer)
{
	hang_up(&ends[peers[peer]]);
	if (world.last_number < MODEL_CONNECTIONS_MAX)
		peers[peer] = connect_peer((unsigned int)peer % WORLD_WORKERS);
}

static void
step(const uint8_t *bytes)
{
	size_t peer = bytes[0] % PEERS;
	size_t number = peers[peer];

	switch (bytes[0] / PEERS % 16) {
	case 0:
		settle_and_check();
		break;
	case 1:
		run_turn(bytes[1] % WORLD_WORKERS);
		break;
	case 2:
		reconnect(peer);
		break;
	case 3:
		if (ends[number].fd != -1)
			shutdown(ends[number].fd, SHUT_WR);
		ends[number].hangs_up = true;
		break;
	case 4:
		ends[number].reads = !ends[number].reads;
		break;
	case 5:
	case 6:
		send_command(number, bytes + 1, bytes[3] % REPEAT_MAX);
		break;
	case 7:
		receive_all();
		break;
	default:
		send_command(number, bytes + 1, 1);
		break;
	}
}

static void
open_crowd(void)
{
	static const uint8_t commands[][COMMAND_BYTES] = {
		{ COMMAND_LOGIN_GUEST, 0, 0 },
		{ COMMAND_JOIN, 0, 0 },
	};

	for (int i = 0; i < CROWD; i++) {
		size_t number = connect_peer(0);

		send_command(number, commands[0], 1);
		send_command(number, commands[1], 1);
	}
	settle_and_check();
}

static void
open_all(uint8_t choices)
{
	struct config *config = config_load(NULL, NULL, 0, NULL);
	struct limits limits;

	fuzz_require(config != NULL);
	limits = config->limits;
	config_free(config);
	strcpy(limits.echo_user, TALK_ECHO_USER);
	if (choices & CHOICE_FEW_CLIENTS)
		limits.max_clients = 3;
	if (choices & CHOICE_CUTS)
		limits.send_queue_max = 8192;
	model.max_clients = limits.max_clients;
	model.cuts_readers = choices & CHOICE_CUTS;
	world_open(&world, &limits);
	if (choices & CHOICE_CROWD)
		open_crowd();
	for (size_t i = 0; i < PEERS; i++)
		peers[i] = connect_peer((unsigned int)i % WORLD_WORKERS);
}

/* All hang up, and nothing is left of them. */
static void
close_all(void)
{
	for (size_t i = 0; i < world.last_number; i++)
		hang_up(&ends[i]);
	settle_and_check();
	fuzz_require(model.counters[STAT_CONNECTIONS_OPENED] ==
		     model.counters[STAT_CONNECTIONS_CLOSED]);
	fuzz_require(model.logged_in.count == 0 && model.users == 0);
	fuzz_require(world_count(&world, STAT_QUEUED_BYTES) == 0);
	for (int i = 0; i < ADMISSION_KINDS; i++)
		fuzz_require(places_taken(&world.admission.places[i]) == 0);
	world_close(&world);
	model_clear();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	open_all(data[0]);
	for (size_t at = 1; size - at >= STEP_BYTES; at += STEP_BYTES)
		step(data + at);
	for (size_t i = 0; i < world.last_number; i++)
		ends[i].reads = true;
	settle_and_check();
	close_all();
	return 0;
}
