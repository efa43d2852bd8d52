/* SPDX-License-Identifier: MIT */
/*
 * The client's side of irc, which has its requests labelled: so what has a
 * label, or is in the batch of one, is an answer, and all else comes unasked.
 *
 * It is in one room at most, because IRC tells once of somebody who quits, or
 * has a new nick, however many rooms are shared (hearing.c).
 */

#include "model/letter.h"
#include "model/peer.h"
#include "model/wire.h"
#include "model/wire_irc_line.h"

#include <string.h>

/* What a client may send in a line, besides the longest names. */
#define IRC_TEXT_MAX 400

/* Room for all users in a list. */
#define IRC_LIST_BYTES 16384

/* A text may have several lines, of which each repeats what is before it. */
#define IRC_SAID_BYTES (2 * LETTER_SPACE)

#define IRC_CAPABILITIES "batch echo-message labeled-response no-implicit-names"

static void
irc_write(struct peer *peer, const struct request *request)
{
	const char *name = request->name, *room = request->room;

	switch (request->kind) {
	case REQUEST_LOGIN:
		peer_print(peer,
		    "CAP REQ :" IRC_CAPABILITIES "\r\n"
		    "USER model 0 * :A model\r\nNICK %s\r\nCAP END\r\n",
		    name);
		break;
	case REQUEST_RENAME:
		peer_print(peer, "@label=%s NICK %s\r\n", name, name);
		break;
	case REQUEST_SEND:
	case REQUEST_SAY:
		peer_print(peer, "@label=send PRIVMSG %s :%s\r\n",
		    request->kind == REQUEST_SEND ? name : room, request->text);
		break;
	case REQUEST_JOIN:
		peer_print(peer, "@label=%s JOIN %s\r\n", room, room);
		break;
	case REQUEST_LEAVE:
		peer_print(peer, "@label=leave PART %s\r\n", room);
		break;
	case REQUEST_LIST:
		peer_print(peer, "@label=list WHO *\r\n");
		break;
	case REQUEST_LIST_ROOM:
		peer_print(peer, "@label=list NAMES %s\r\n", room);
		break;
	case REQUEST_TOO_LONG:
		peer_print(peer, "PRIVMSG echobot :");
		wire_put_long(peer);
		peer_print(peer, "\r\n");
		break;
	case REQUEST_QUIT:
		peer_print(peer, "QUIT :good bye\r\n");
		break;
	default:
		peer_print(peer, "NONSENSE\r\n");
		break;
	}
}

/* ---- what takes one line ------------------------------------------------- */

/* Make "127.0.0.1:34858" of a guest's "127.0.0.1-34858", in room. */
static struct slice
irc_mean_name(struct slice name, char room[64])
{
	if (name.size == 0 || name.size > 64 || name.bytes[0] < '0' ||
	    name.bytes[0] > '9')
		return name;
	for (size_t i = 0; i < name.size; i++)
		room[i] = name.bytes[i] == '-' ? ':' : name.bytes[i];
	return (struct slice){ room, name.size };
}

enum irc_part { NOTHING, FROM, FIRST, SECOND };

/* A line, and where it has what the event says. */
struct irc_form {
	const char *verb;
	bool is_answer, is_event; /* what it can be */
	enum event_kind kind;
	enum irc_part name, room, text;
};

static const struct irc_form irc_forms[] = {
	{ "NICK", true, false, EVENT_NAMED, FIRST, NOTHING, NOTHING },
	{ "433", true, true, EVENT_NAME_TAKEN, SECOND, NOTHING, NOTHING },
	{ "432", true, true, EVENT_NAME_REFUSED, SECOND, NOTHING, NOTHING },
	{ "PRIVMSG", true, false, EVENT_SENT, NOTHING, NOTHING, NOTHING },
	{ "401", true, false, EVENT_NOBODY, SECOND, NOTHING, NOTHING },
	{ "403", true, false, EVENT_NOBODY, NOTHING, SECOND, NOTHING },
	{ "404", true, false, EVENT_NOBODY, NOTHING, SECOND, NOTHING },
	{ "442", true, false, EVENT_NOBODY, NOTHING, SECOND, NOTHING },
	{ "400", true, false, EVENT_TEXT_REFUSED, NOTHING, NOTHING, NOTHING },
	{ "417", false, true, EVENT_TEXT_REFUSED, NOTHING, NOTHING, NOTHING },
	{ "JOIN", true, false, EVENT_JOIN_DONE, NOTHING, FIRST, NOTHING },
	{ "PART", true, false, EVENT_LEAVE_DONE, NOTHING, FIRST, NOTHING },
	{ "421", false, true, EVENT_NONSENSE, NOTHING, NOTHING, NOTHING },
	{ "JOIN", false, true, EVENT_JOINED, FROM, FIRST, NOTHING },
	{ "PART", false, true, EVENT_LEFT, FROM, FIRST, NOTHING },
	{ "QUIT", false, true, EVENT_LEFT, FROM, NOTHING, NOTHING },
	{ "NICK", false, true, EVENT_RENAMED, FROM, NOTHING, FIRST },
	/* Whoever has founded a room may be told of after others have come. */
	{ "MODE", false, true, EVENT_NOTHING, NOTHING, NOTHING, NOTHING },
	{ "CAP", false, true, EVENT_NOTHING, NOTHING, NOTHING, NOTHING },
	{ "BATCH", true, true, EVENT_NOTHING, NOTHING, NOTHING, NOTHING },
	{ "ERROR", false, true, EVENT_GOODBYE, NOTHING, NOTHING, FIRST },
};

static struct slice
irc_get(const struct wire_irc_line *line, enum irc_part part)
{
	switch (part) {
	case NOTHING:
		break;
	case FROM:
		return line->from;
	case FIRST:
		return line->parameters[0];
	case SECOND:
		return line->parameters[1];
	}
	return (struct slice){ 0 };
}

/*
 * "ACK": there was nothing to say, because whoever asked is in the room, or has
 * that nick, which the label says.
 */
static void
irc_read_ack(const struct wire_irc_line *line, struct event *event_r)
{
	bool is_room = line->label.size > 0 && line->label.bytes[0] == '#';

	event_r->kind = is_room ? EVENT_JOIN_DONE : EVENT_NAMED;
	if (is_room)
		event_r->room = line->label;
	else
		event_r->name = line->label;
}

/* Return false if nothing that is one line is like this one. */
static bool
irc_read_form(const struct wire_irc_line *line, struct event *event_r)
{
	static char room[64];

	if (slice_is(line->verb, "ACK") && line->label.size > 0) {
		irc_read_ack(line, event_r);
		return true;
	}
	for (size_t i = 0; i < sizeof(irc_forms) / sizeof(irc_forms[0]); i++) {
		const struct irc_form *form = &irc_forms[i];

		if (!slice_is(line->verb, form->verb) ||
		    !(line->is_answer ? form->is_answer : form->is_event))
			continue;
		event_r->kind = form->kind;
		event_r->name = irc_mean_name(irc_get(line, form->name), room);
		event_r->room = irc_get(line, form->room);
		event_r->text = irc_get(line, form->text);
		if (form->kind == EVENT_GOODBYE &&
		    !slice_is(event_r->text, "Closing link: Quit"))
			event_r->kind = EVENT_KICKED;
		return true;
	}
	return false;
}

/* ---- what takes several -------------------------------------------------- */

/* Take what follows the first line of a welcome. */
static bool
irc_read_welcome(
    struct slice *rest, struct wire_irc_line line, struct event *event_r)
{
	event_r->kind = EVENT_NAMED;
	event_r->name = line.parameters[0];
	while (!slice_is(line.verb, "422") && !slice_is(line.verb, "376"))
		if (!wire_irc_take_line(rest, &line))
			return false;
	return true;
}

/* Add names, with a blank between two, and without marks, to a list. */
static void
irc_add_names(struct slice names, char list[IRC_LIST_BYTES], size_t *used)
{
	while (names.size > 0) {
		struct slice name = wire_irc_take_word(&names);
		char room[64];

		while (slice_take_prefix(&name, "@") ||
		       slice_take_prefix(&name, "+"))
			continue;
		name = irc_mean_name(name, room);
		if (*used + 1 + name.size > IRC_LIST_BYTES)
			wire_fail(&wire_irc, list, *used);
		if (*used > 0)
			list[(*used)++] = ' ';
		memcpy(list + *used, name.bytes, name.size);
		*used += name.size;
	}
}

/* Take the lines of a list, and the one at its end, which has the room. */
static bool
irc_read_list(
    struct slice *rest, struct wire_irc_line line, struct event *event_r)
{
	static char list[IRC_LIST_BYTES];
	bool is_room = slice_is(line.verb, "353") || slice_is(line.verb, "366");
	const char *each = is_room ? "353" : "352";
	size_t used = 0;

	while (slice_is(line.verb, each)) {
		irc_add_names(line.parameters[is_room ? 3 : 5], list, &used);
		if (!wire_irc_take_line(rest, &line))
			return false;
	}
	if (!slice_is(line.verb, is_room ? "366" : "315"))
		wire_fail(&wire_irc, line.verb.bytes, line.verb.size);
	event_r->kind = is_room ? EVENT_LIST_ROOM : EVENT_LIST;
	if (is_room)
		event_r->room = line.parameters[1];
	event_r->text = (struct slice){ list, used };
	return true;
}

static bool
irc_is_more(const struct wire_irc_line *line, const struct wire_irc_line *first)
{
	return !line->is_answer && slice_is(line->verb, "PRIVMSG") &&
	       slice_equals(line->from, first->from) &&
	       slice_equals(line->parameters[0], first->parameters[0]);
}

/* A letter that is too long for a line comes in several, one after the other.
 */
static bool
irc_read_text(struct slice *rest, const struct wire_irc_line *first,
    const char *own_name, struct event *event_r)
{
	static char text[IRC_SAID_BYTES], name[64];
	struct wire_irc_line line = *first;
	uint32_t session, number;
	struct slice whole = { text, 0 };

	for (;;) {
		struct slice piece = line.parameters[1];

		if (!irc_is_more(&line, first) ||
		    whole.size + piece.size > sizeof(text))
			wire_fail(&wire_irc, text, whole.size);
		memcpy(text + whole.size, piece.bytes, piece.size);
		whole.size += piece.size;
		if (letter_read(whole, &session, &number))
			break;
		if (!wire_irc_take_line(rest, &line))
			return false;
	}
	*event_r = (struct event){ .kind = EVENT_SAID,
		.name = irc_mean_name(first->from, name),
		.room = first->parameters[0],
		.text = whole };
	if (event_r->room.bytes[0] == '#')
		return true;
	event_r->kind = EVENT_DELIVERED;
	if (!slice_is(event_r->room, own_name))
		wire_fail(&wire_irc, text, whole.size);
	return true;
}

static size_t
irc_read(
    const char *bytes, size_t size, const char *own_name, struct event *event_r)
{
	struct slice rest = { bytes, size };
	struct wire_irc_line line;
	bool is_whole = true;

	if (!wire_irc_take_line(&rest, &line))
		return 0;
	*event_r = (struct event){ .separator = ' ' };
	if (slice_is(line.verb, "001"))
		is_whole = irc_read_welcome(&rest, line, event_r);
	else if (line.is_answer && line.verb.size == 3 &&
		 line.verb.bytes[0] == '3')
		is_whole = irc_read_list(&rest, line, event_r);
	else if (!line.is_answer && slice_is(line.verb, "PRIVMSG"))
		is_whole = irc_read_text(&rest, &line, own_name, event_r);
	else if (!irc_read_form(&line, event_r))
		wire_fail(&wire_irc, bytes, size - rest.size);
	return is_whole ? size - rest.size : 0;
}

const struct wire wire_irc = {
	.protocol = "irc",
	.has_requests = {
		[REQUEST_LOGIN] = true,
		[REQUEST_RENAME] = true,
		[REQUEST_SEND] = true,
		[REQUEST_SAY] = true,
		[REQUEST_JOIN] = true,
		[REQUEST_LEAVE] = true,
		[REQUEST_LIST] = true,
		[REQUEST_LIST_ROOM] = true,
		[REQUEST_NONSENSE] = true,
		[REQUEST_TOO_LONG] = true,
		[REQUEST_QUIT] = true,
	},
	.confirms_late = true,
	.is_in_one_room = true,
	.checks_names = true,
	.lists_people = true,
	.text_max = IRC_TEXT_MAX,
	.write = irc_write,
	.read = irc_read,
};
