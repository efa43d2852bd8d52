/* SPDX-License-Identifier: MIT */
/*
 * A server that a console can be tried on.
 */

#include "fuzz/console_server.h"

#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatd/config/change.h"
#include "chatd/config/config.h"
#include "chatd/config/load.h"
#include "chatd/event/mailbox.h"
#include "chatd/net/listener.h"
#include "chatd/protocols/all/all_protocols.h"
#include "common/text.h"
#include "fuzz/bytes.h"
#include "fuzz/fuzz.h"

/* As many turns as mail needs from one thread to another and back. */
#define IDLE_TURNS 4

static void
refuse_cb(const char *message, void *argument)
{
	(void)argument;
	fuzz_require(text_is_valid(message, strlen(message)));
}

static struct metrics_state
host_state(const void *owner)
{
	const struct host *host = owner;

	return (struct metrics_state){ .is_serving = host->is_serving,
		.users_max = host->config->limits.max_clients,
		.rooms_total_max = host->config->limits.rooms_total_max };
}

static const struct config *
host_config(const void *owner)
{
	const struct host *host = owner;

	return host->config;
}

static int
host_reload(void *owner, const struct config_errors *errors)
{
	struct host *host = owner;

	fuzz_require(host->is_serving);
	if (!host->reload_fails)
		return 0;
	errors->report("chatd.conf:1: nothing is right", errors->argument);
	return -1;
}

static int
host_set(void *owner, const struct config_override *option,
    const struct config_errors *errors)
{
	struct host *host = owner;
	struct config *changed = config_change(host->config, option, errors);

	fuzz_require(host->is_serving);
	if (changed == NULL)
		return -1;
	config_free(host->config);
	host->config = changed;
	return 0;
}

static void
host_drain(void *owner)
{
	struct host *host = owner;

	host->is_serving = false;
}

static void
host_apply_sanctions(void *owner)
{
	(void)owner;
}

void
host_turn(struct host *host)
{
	event_base_loop(host->base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
	for (unsigned int i = 0; i < WORLD_WORKERS; i++)
		world_turn(&host->world, i);
}

static void
host_connect(struct host *host, size_t i, const char *login)
{
	int fd = world_connect(&host->world, (unsigned int)i % WORLD_WORKERS,
	    protocol_find("hello"));

	fuzz_require(fd != -1);
	fuzz_require(write(fd, login, strlen(login)) == (ssize_t)strlen(login));
	host->users[i] = fd;
}

void
host_open(struct host *host, bool is_serving)
{
	const struct config_errors errors = { refuse_cb, NULL };

	*host = (struct host){ .base = event_base_new(),
		.config = config_load(NULL, NULL, 0, &errors) };
	fuzz_require(host->base != NULL && host->config != NULL);
	world_open(&host->world, &host->config->limits);
	host->mailbox = mailbox_new(host->base, host);
	host->listeners = listeners_new(
	    &host->world.admission, &host->world.queues);
	fuzz_require(host->mailbox != NULL && host->listeners != NULL);
	host->is_serving = is_serving;
	host->source = (struct metrics_source){
		.workers = host->world.workers,
		.worker_count = WORLD_WORKERS,
		.directory = host->world.directory,
		.rooms = host->world.rooms,
		.queues = &host->world.queues,
		.listeners = host->listeners,
		.state = host_state,
		.owner = host,
	};
	host->console_host = (struct console_host){
		.metrics = &host->source,
		.base = host->base,
		.mailbox = host->mailbox,
		.directory = host->world.directory,
		.moderation = host->world.moderation,
		.config = host_config,
		.reload = host_reload,
		.set = host_set,
		.apply_sanctions = host_apply_sanctions,
		.drain = host_drain,
		.owner = host,
	};
	host_connect(host, 0, "HELLO-FROM alice\n");
	host_connect(host, 1, "HELLO-FROM bob\n");
	host_connect(host, 2, "");
	for (int i = 0; i < IDLE_TURNS; i++)
		host_turn(host);
}

static void
host_check_user(struct host *host, size_t i)
{
	static const char *const greetings[] = { "HELLO alice", "HELLO bob" };
	struct bytes told = { 0 };
	struct slice rest;
	ssize_t got;

	do {
		char *at = bytes_reserve(&told, 4096);

		got = read(host->users[i], at, 4096);
		told.size -= 4096 - (size_t)(got > 0 ? got : 0);
	} while (got > 0);
	rest = bytes_slice(&told);
	fuzz_require(slice_take_prefix(&rest, greetings[i]) &&
		     slice_take_prefix(&rest, "\n"));
	while (rest.size > 0) {
		const char *end = memchr(rest.bytes, '\n', rest.size);

		fuzz_require(slice_begins_with(rest, "DELIVERY server "));
		fuzz_require(end != NULL && text_is_valid(rest.bytes,
						(size_t)(end - rest.bytes)));
		rest.size -= (size_t)(end - rest.bytes) + 1;
		rest.bytes = end + 1;
	}
	bytes_clear(&told);
}

void
host_check_users(struct host *host)
{
	for (int i = 0; i < IDLE_TURNS; i++)
		host_turn(host);
	host_check_user(host, 0);
	host_check_user(host, 1);
}

void
host_close(struct host *host, struct console *console)
{
	for (unsigned int i = 0; i < WORLD_WORKERS; i++)
		worker_stop(host->world.workers[i]);
	console_free(console);
	world_close(&host->world);
	for (size_t i = 0; i < HOST_USERS; i++)
		close(host->users[i]);
	listeners_free(host->listeners);
	mailbox_free(host->mailbox);
	config_free(host->config);
	event_base_free(host->base);
}
