/* SPDX-License-Identifier: MIT */
/*
 * The daemon's connection.h, chat.h and filing.h, as far as protocols use them,
 * without a daemon.  A function of those headers that is missing here shows
 * when a fuzz target is linked: the real one would come in, and its neighbours
 * twice.
 */

#include "fuzz/fake.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/limits.h"
#include "chatd/core/list_text.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/storage/filing.h"
#include "common/name.h"
#include "common/text.h"

/* Bytes, with room for more. */
struct bytes {
	char *data;
	size_t size;
	size_t capacity;
};

struct claim {
	char name[NAME_MAX_BYTES];
	size_t size;
};

/* One for each connection, and its only sender. */
struct filing {
	struct connection *connection;
};

struct filing_sender {
	struct connection *connection;
	struct bytes unfinished;
};

struct connection {
	const struct protocol *protocol;
	const struct limits *limits;
	void *state;
	struct claim claim; /* of size 0 before login */
	struct bytes input; /* what has arrived and is not used up */
	struct bytes transcript;
	struct bytes filed;
	struct filing filing;
	size_t reply_count;
	size_t append_count;
	bool has_ended;

	bool answers_later;
	bool is_waiting; /* for this answer: */
	bool is_filing;  /* no answer, but the filing's result: */
	bool is_filed;
	enum chat_request request;
	enum chat_outcome outcome;
	char separator; /* for CHAT_LIST */
	struct bytes name;
	struct bytes room;
	struct bytes text;
};

static void
fake_require(bool condition)
{
	if (!condition)
		abort();
}

/* Make room for size more bytes; return where they are to be written. */
static char *
bytes_reserve(struct bytes *bytes, size_t size)
{
	size_t needed = bytes->size + size;
	char *at;

	if (needed > bytes->capacity) {
		bytes->capacity = 2 * needed;
		bytes->data = realloc(bytes->data, bytes->capacity);
		fake_require(bytes->data != NULL);
	}
	at = bytes->data + bytes->size;
	bytes->size = needed;
	return at;
}

static void
bytes_append(struct bytes *bytes, const char *data, size_t size)
{
	if (size > 0)
		memcpy(bytes_reserve(bytes, size), data, size);
}

static void
bytes_set(struct bytes *bytes, struct slice s)
{
	bytes->size = 0;
	bytes_append(bytes, s.bytes, s.size);
}

static struct slice
bytes_slice(const struct bytes *bytes)
{
	return (struct slice){ bytes->data, bytes->size };
}

/* ---- the connection ------------------------------------------------------ */

void *
connection_state(struct connection *connection)
{
	return connection->state;
}

const struct protocol *
connection_protocol(const struct connection *connection)
{
	return connection->protocol;
}

const struct limits *
connection_limits(const struct connection *connection)
{
	return connection->limits;
}

struct claim *
connection_claim(const struct connection *connection)
{
	struct connection *owner = (struct connection *)(uintptr_t)connection;

	return owner->claim.size > 0 ? &owner->claim : NULL;
}

struct slice
connection_name(const struct connection *connection)
{
	return (struct slice){ connection->claim.name, connection->claim.size };
}

bool
connection_takes_input(const struct connection *connection)
{
	return !connection->is_waiting && !connection->has_ended;
}

/* Whether lines share a write is the server tests' business. */
void
connection_set_pipelining(struct connection *connection, bool pipelining)
{
	(void)connection;
	(void)pipelining;
}

char *
connection_reserve(
    struct connection *connection, enum append_mode mode, size_t size)
{
	if (connection->has_ended)
		return NULL;
	if (mode == APPEND_REPLY || mode == APPEND_REPLY_ALONE)
		connection->reply_count++;
	connection->append_count++;
	return bytes_reserve(&connection->transcript, size);
}

void
connection_append(struct connection *connection, enum append_mode mode,
    const struct slice *parts, size_t count)
{
	size_t size = 0;
	char *at;

	for (size_t i = 0; i < count; i++)
		size += parts[i].size;
	at = connection_reserve(connection, mode, size);
	for (size_t i = 0; at != NULL && i < count; i++)
		at = slice_write(at, parts[i]);
}

void
connection_append_list(struct connection *connection, struct slice prefix,
    struct list_text *list, struct slice suffix)
{
	const struct slice parts[] = { prefix, list->names, suffix };

	connection_append(connection, APPEND_REPLY, parts, 3);
}

void
connection_finish(struct connection *connection, enum close_reason reason)
{
	(void)reason;
	connection->has_ended = true;
}

struct filing *
connection_filing(const struct connection *connection)
{
	struct connection *owner = (struct connection *)(uintptr_t)connection;

	return &owner->filing;
}

void
connection_count_stat(const struct connection *connection, enum stat stat)
{
	(void)connection;
	(void)stat;
}

struct address
connection_address(const struct connection *connection)
{
	(void)connection;
	return address_make(0, 1, 1);
}

uint64_t
connection_number(const struct connection *connection)
{
	(void)connection;
	return 1;
}

/* What is begun here is answered when the input has returned. */
void
connection_request_begin(struct connection *connection)
{
	fake_require(connection->is_filing);
}

void
connection_request_wait(struct connection *connection)
{
	connection->is_waiting = true;
}

/* ---- the filing ---------------------------------------------------------- */

struct filing_sender *
filing_sender_new(
    struct filing *filing, struct address address, uint64_t number)
{
	struct filing_sender *sender = calloc(1, sizeof(*sender));

	(void)address;
	(void)number;
	fake_require(sender != NULL);
	sender->connection = filing->connection;
	return sender;
}

void
filing_sender_free(struct filing_sender *sender)
{
	if (sender == NULL)
		return;
	free(sender->unfinished.data);
	free(sender);
}

int
filing_append(
    struct filing_sender *sender, const char *bytes, size_t size, bool is_last)
{
	struct connection *connection = sender->connection;
	struct bytes *text = &sender->unfinished;

	fake_require(connection_takes_input(connection) && size > 0);
	bytes_append(text, bytes, size);
	connection->is_filing = true;
	connection->is_filed = !is_last || text->size <= FAKE_TEXT_MAX;
	if (is_last && connection->is_filed) {
		bytes_append(&connection->filed, text->data, text->size);
		text->size = 0;
	}
	return 0;
}

/* ---- the chat ------------------------------------------------------------ */

/* What guests are called. */
static const struct slice fake_guest = { FAKE_GUEST, sizeof(FAKE_GUEST) - 1 };

static void
fake_answer(struct connection *connection)
{
	struct chat_answer answer = {
		.request = connection->request,
		.outcome = connection->outcome,
		.name = bytes_slice(&connection->name),
		.room = bytes_slice(&connection->room),
	};
	char *names;

	connection->is_waiting = false;
	if ((answer.request == CHAT_LOGIN || answer.request == CHAT_RENAME) &&
	    answer.outcome == CHAT_DONE) {
		connection->claim.size = answer.name.size;
		memcpy(connection->claim.name, answer.name.bytes,
		    answer.name.size);
	}
	if (answer.request == CHAT_LIST && answer.outcome == CHAT_DONE) {
		names = strdup("alice,bob");
		fake_require(names != NULL);
		names[strlen("alice")] = connection->separator;
		answer.list = list_text_new(
		    names, strlen(names), connection->separator);
		fake_require(answer.list != NULL);
	}
	connection->protocol->answer(connection, &answer);
	list_text_release(answer.list);
}

/* Send back what the connection has sent to itself. */
static void
fake_deliver(struct connection *connection)
{
	struct message message = {
		.kind = MESSAGE_DELIVERED,
		.own = true,
		.from = bytes_slice(&connection->name),
		.text = bytes_slice(&connection->text),
	};

	connection->protocol->tell(connection, &message);
}

static void
fake_settle(struct connection *connection)
{
	struct slice name = bytes_slice(&connection->name);

	if (connection->is_filing) {
		connection->is_filing = connection->is_waiting = false;
		connection->protocol->filed(connection, connection->is_filed);
		return;
	}
	fake_answer(connection);
	if (connection->request == CHAT_SEND &&
	    connection->outcome == CHAT_DONE &&
	    name.size == connection->claim.size &&
	    memcmp(name.bytes, connection->claim.name, name.size) == 0)
		fake_deliver(connection);
}

static void
fake_request(struct connection *connection, enum chat_request request,
    enum chat_outcome outcome)
{
	fake_require(connection_takes_input(connection));
	/* Who is there may be asked at any time. */
	fake_require(request == CHAT_LIST ||
		     (request == CHAT_LOGIN) == (connection->claim.size == 0));
	connection->request = request;
	connection->outcome = outcome;
	connection->is_waiting = true;
	if (!connection->answers_later)
		fake_settle(connection);
}

/* An argument has no blanks around it. */
static void
fake_require_argument(struct slice s)
{
	fake_require(slice_trim(s).size == s.size);
}

static void
fake_request_name(
    struct connection *connection, enum chat_request request, struct slice name)
{
	enum chat_outcome outcome = CHAT_DONE;

	if (!name_is_valid(name.bytes, name.size, connection->limits->name_max))
		outcome = CHAT_BAD_NAME;
	else if (slice_equals(name, "taken"))
		outcome = CHAT_NAME_IN_USE;
	else if (request == CHAT_LOGIN && slice_equals(name, "full"))
		outcome = CHAT_FULL;
	bytes_set(&connection->name, name);
	fake_request(connection, request, outcome);
}

void
chat_login(struct connection *connection, struct slice name)
{
	fake_request_name(connection, CHAT_LOGIN, name);
}

void
chat_login_guest(struct connection *connection)
{
	bytes_set(&connection->name, fake_guest);
	fake_request(connection, CHAT_LOGIN, CHAT_DONE);
}

void
chat_rename(struct connection *connection, struct slice name)
{
	fake_request_name(connection, CHAT_RENAME, name);
}

void
chat_send(struct connection *connection, struct slice name, struct slice text)
{
	struct slice rest = name;
	enum chat_outcome outcome = CHAT_DONE;

	fake_require_argument(name);
	fake_require_argument(text);
	fake_require(slice_take_word(&rest).size == name.size);
	if (text.size == 0 || !text_is_valid(text.bytes, text.size))
		outcome = CHAT_BAD_TEXT;
	else if (slice_equals(name, "nobody"))
		outcome = CHAT_NO_SUCH_USER;
	bytes_set(&connection->name, name);
	bytes_set(&connection->text, text);
	fake_request(connection, CHAT_SEND, outcome);
}

void
chat_list(struct connection *connection, char separator)
{
	connection->separator = separator;
	bytes_set(&connection->room, (struct slice){ 0 });
	fake_request(connection, CHAT_LIST, CHAT_DONE);
}

/* Every room is there, and the connection in it, but for the one "nowhere". */
static void
fake_request_room(
    struct connection *connection, enum chat_request request, struct slice room)
{
	bool is_name = slice_equals(room, CHAT_LOBBY) ||
		       name_is_valid(
			   room.bytes, room.size, connection->limits->name_max);
	enum chat_outcome outcome = CHAT_DONE;

	if (request == CHAT_JOIN && !is_name)
		outcome = CHAT_BAD_NAME;
	else if (!is_name || slice_equals(room, "nowhere"))
		outcome = CHAT_NO_SUCH_ROOM;
	bytes_set(&connection->room, room);
	fake_request(connection, request, outcome);
}

void
chat_join(struct connection *connection, struct slice room)
{
	fake_request_room(connection, CHAT_JOIN, room);
}

void
chat_leave(struct connection *connection, struct slice room)
{
	fake_request_room(connection, CHAT_LEAVE, room);
}

void
chat_list_room(struct connection *connection, struct slice room, char separator)
{
	connection->separator = separator;
	fake_request_room(connection, CHAT_LIST, room);
}

void
chat_say(struct connection *connection, struct slice room, struct slice text)
{
	if (text.size > 0 && text_is_valid(text.bytes, text.size)) {
		fake_request_room(connection, CHAT_SAY, room);
		return;
	}
	bytes_set(&connection->room, room);
	fake_request(connection, CHAT_SAY, CHAT_BAD_TEXT);
}

/* ---- for the fuzz targets ------------------------------------------------ */

struct connection *
fake_open(const struct protocol *protocol, const struct limits *limits,
    bool answers_later)
{
	struct connection *connection = calloc(1, sizeof(*connection));

	fake_require(connection != NULL);
	connection->state = calloc(1, protocol->state_size);
	fake_require(connection->state != NULL);
	connection->protocol = protocol;
	connection->limits = limits;
	connection->answers_later = answers_later;
	connection->filing.connection = connection;
	if (protocol->opened != NULL)
		protocol->opened(connection);
	return connection;
}

/* Let the chat answer, and answer what is asked while it does. */
static void
fake_settle_all(struct connection *connection)
{
	while (connection->is_waiting)
		fake_settle(connection);
}

/*
 * The input stands in memory of just its size at each call, so that the
 * sanitizers see a protocol that reads past its end.
 */
static size_t
fake_handle_input(struct connection *connection)
{
	size_t size = connection->input.size;
	char *copy = malloc(size);
	size_t used;

	fake_require(copy != NULL);
	memcpy(copy, connection->input.data, size);
	used = connection->protocol->input(connection, copy, size);
	free(copy);
	fake_require(used <= size);
	memmove(
	    connection->input.data, connection->input.data + used, size - used);
	connection->input.size -= used;
	return used;
}

void
fake_receive(struct connection *connection, const char *bytes, size_t size)
{
	size_t used = 1;
	bool was_waiting = false;

	fake_settle_all(connection);
	bytes_append(&connection->input, bytes, size);
	/* Who waited, having used up nothing, may be able to go on now. */
	while ((used > 0 || was_waiting) && connection->input.size > 0 &&
	       connection_takes_input(connection)) {
		used = fake_handle_input(connection);
		was_waiting = connection->is_waiting;
		fake_settle_all(connection);
	}
}

struct slice
fake_transcript(const struct connection *connection)
{
	return bytes_slice(&connection->transcript);
}

struct slice
fake_filed(const struct connection *connection)
{
	return bytes_slice(&connection->filed);
}

size_t
fake_reply_count(const struct connection *connection)
{
	return connection->reply_count;
}

size_t
fake_append_count(const struct connection *connection)
{
	return connection->append_count;
}

bool
fake_has_ended(const struct connection *connection)
{
	return connection->has_ended;
}

void
fake_close(struct connection *connection)
{
	if (connection->protocol->ended != NULL)
		connection->protocol->ended(connection);
	free(connection->state);
	free(connection->input.data);
	free(connection->transcript.data);
	free(connection->filed.data);
	free(connection->name.data);
	free(connection->room.data);
	free(connection->text.data);
	free(connection);
}
