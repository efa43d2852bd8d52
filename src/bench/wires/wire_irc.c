/* SPDX-License-Identifier: MIT */
/*
 * IRC (RFC 2812), as far as chatd, ngIRCd and InspIRCd need it: NICK, USER,
 * JOIN, PRIVMSG, NAMES, and PONG to answer PING.  A PRIVMSG has no reply, but
 * servers that know IRCv3's "echo-message" send it back to its sender.
 */

#include "bench/wires/wire.h"

#include <stdio.h>
#include <string.h>

#include "common/line.h"

/* A line has 512 bytes, some of which a long host name may take. */
#define IRC_TEXT_MAX 400

/* The numbers of the replies that matter. */
#define RPL_NAMREPLY   "353"
#define RPL_ENDOFNAMES "366"
#define RPL_ENDOFMOTD  "376"
#define ERR_NOMOTD     "422"

static int
wire_irc_login(char *buffer, size_t size, const struct wire_login *l)
{
	return snprintf(buffer, size, "NICK %s\r\nUSER %s 0 * :%s\r\n", l->name,
	    l->name, l->name);
}

/* No user is logged in before CAP END, so that none is without the echo. */
static int
wire_irc_ack_login(char *buffer, size_t size, const struct wire_login *l)
{
	return snprintf(buffer, size,
	    "CAP REQ :echo-message\r\nNICK %s\r\nUSER %s 0 * :%s\r\n"
	    "CAP END\r\n",
	    l->name, l->name, l->name);
}

/* Return the command of a line, which follows the prefix if there is one. */
static struct slice
wire_irc_command(struct slice line)
{
	if (line.size > 0 && line.bytes[0] == ':')
		(void)slice_take_word(&line);
	return slice_take_word(&line);
}

static enum wire_verdict
wire_irc_judge_aside(struct slice line, char *answer)
{
	struct slice command = wire_irc_command(line);

	if (slice_is(command, "PING")) {
		(void)snprintf(answer, WIRE_LINE_BYTES, "PONG%.*s\r\n",
		    (int)(line.size - 4 < 256 ? line.size - 4 : 256),
		    line.bytes + 4);
		return WIRE_WAIT;
	}
	/* A text other than the one that is due. */
	if (slice_is(command, "PRIVMSG"))
		return WIRE_REFUSED;
	/* The server has no echo-message. */
	if (slice_is(command, "CAP") &&
	    memmem(line.bytes, line.size, " NAK ", 5) != NULL)
		return WIRE_REFUSED;
	if (slice_is(command, "ERROR"))
		return WIRE_REFUSED;
	if (command.size == 3 && command.bytes[0] >= '4' &&
	    command.bytes[0] <= '5' && !slice_is(command, ERR_NOMOTD))
		return WIRE_REFUSED;
	return WIRE_WAIT;
}

static enum wire_verdict
wire_irc_judge_login(
    struct slice line, const struct wire_login *l, char *answer)
{
	struct slice command = wire_irc_command(line);

	if (slice_is(command, RPL_ENDOFNAMES))
		return WIRE_DONE;
	if (slice_is(command, RPL_ENDOFMOTD) || slice_is(command, ERR_NOMOTD)) {
		if (!l->in_room)
			return WIRE_DONE;
		(void)snprintf(
		    answer, WIRE_LINE_BYTES, "JOIN #" WIRE_ROOM "\r\n");
		return WIRE_WAIT;
	}
	return wire_irc_judge_aside(line, answer);
}

static int
wire_irc_message(char *buffer, size_t size, const struct wire_message *m)
{
	return snprintf(buffer, size, "PRIVMSG %s :%s\r\n",
	    m->to != NULL ? m->to : "#" WIRE_ROOM, m->text);
}

static int
wire_irc_delivery(char *buffer, size_t size, const struct wire_message *m)
{
	return snprintf(buffer, size, ":%s!%c PRIVMSG %s :%s\r\n", m->from,
	    WIRE_GAP, m->to != NULL ? m->to : "#" WIRE_ROOM, m->text);
}

static int
wire_irc_who(char *buffer, size_t size, const char *name)
{
	(void)name;
	return snprintf(buffer, size, "NAMES #" WIRE_ROOM "\r\n");
}

/*
 * Judge ":server 353 asker = #bench :names"; ":server 366 asker ..." ends the
 * answer.
 */
static enum wire_list
wire_irc_judge_list(struct slice line, struct slice *names_r)
{
	struct slice command = wire_irc_command(line);
	const char *names = memmem(line.bytes, line.size, " :", 2);

	*names_r = (struct slice){ line.bytes, 0 };
	if (slice_is(command, RPL_ENDOFNAMES))
		return WIRE_LIST_END;
	if (!slice_is(command, RPL_NAMREPLY) || names == NULL)
		return WIRE_LIST_NONE;
	names_r->bytes = names;
	names_r->size = (size_t)(line.bytes + line.size - names);
	return WIRE_LIST_PART;
}

static const struct wire irc_wire = {
	.name = "irc",
	.summary = "IRC: PRIVMSG (chatd, ngIRCd, InspIRCd)",
	.port = 6667,
	.delivers = true,
	.has_rooms = true,
	.text_max = IRC_TEXT_MAX,
	.take = line_take,
	.login = wire_irc_login,
	.judge_login = wire_irc_judge_login,
	.judge_aside = wire_irc_judge_aside,
	.message = wire_irc_message,
	.delivery = wire_irc_delivery,
	.who = wire_irc_who,
	.judge_list = wire_irc_judge_list,
	.who_needs_room = true,
	.list_names_asker = true,
};

static const struct wire irc_ack_wire = {
	.name = "irc-ack",
	.summary = "IRC: PRIVMSG, each confirmed by its echo",
	.port = 6667,
	.delivers = true,
	.has_rooms = true,
	.text_max = IRC_TEXT_MAX,
	.take = line_take,
	.login = wire_irc_ack_login,
	.judge_login = wire_irc_judge_login,
	.judge_aside = wire_irc_judge_aside,
	.message = wire_irc_message,
	.delivery = wire_irc_delivery,
	.echoes = true,
	.who = wire_irc_who,
	.judge_list = wire_irc_judge_list,
	.who_needs_room = true,
	.list_names_asker = true,
};

const struct wire *
wire_irc(void)
{
	return &irc_wire;
}

const struct wire *
wire_irc_ack(void)
{
	return &irc_ack_wire;
}
