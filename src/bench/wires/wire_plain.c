/* SPDX-License-Identifier: MIT */
/*
 * The plain protocol (chatd-protocols(7)): lines, and everybody is in one room.
 * Who has connected is in it already; users of ours take a name besides.
 */

#include "bench/wires/wire.h"

#include <stdio.h>

static int
plain_login(char *buffer, size_t size, const struct wire_login *l)
{
	return snprintf(buffer, size, "!name %s\n", l->name);
}

/* Who comes, goes and takes a name is told to all. */
static enum wire_verdict
plain_judge_aside(struct slice line, char *answer)
{
	(void)answer;
	if (wire_begins(line, "[") || wire_begins(line, "Client ("))
		return WIRE_WAIT;
	return WIRE_REFUSED;
}

static enum wire_verdict
plain_judge_login(struct slice line, const struct wire_login *l, char *answer)
{
	if (wire_says(line, "You are now ", l->name))
		return WIRE_DONE;
	return plain_judge_aside(line, answer);
}

static int
plain_message(char *buffer, size_t size, const struct wire_message *m)
{
	if (m->to == NULL)
		return snprintf(buffer, size, "%s\n", m->text);
	return snprintf(buffer, size, "@%s %s\n", m->to, m->text);
}

static int
plain_delivery(char *buffer, size_t size, const struct wire_message *m)
{
	if (m->to == NULL)
		return snprintf(buffer, size, "\r<%s> %s\n", m->from, m->text);
	return snprintf(
	    buffer, size, "\r<%s> @%s %s\n", m->from, m->to, m->text);
}

static int
plain_who(char *buffer, size_t size, const char *name)
{
	(void)name;
	return snprintf(buffer, size, "!who\n");
}

static enum wire_list
plain_judge_list(struct slice line, struct slice *names_r)
{
	static const char words[] = "users: ";

	if (!wire_begins(line, words))
		return WIRE_LIST_NONE;
	*names_r = wire_behind(line, words);
	return WIRE_LIST_END;
}

static const struct wire plain_wire = {
	.name = "plain",
	.summary = "chatd's plain lines, without replies",
	.port = 6000,
	.delivers = true,
	.has_rooms = true,
	.one_room = true,
	.take = line_take,
	.login = plain_login,
	.judge_login = plain_judge_login,
	.judge_aside = plain_judge_aside,
	.message = plain_message,
	.delivery = plain_delivery,
	.who = plain_who,
	.judge_list = plain_judge_list,
};

const struct wire *
wire_plain(void)
{
	return &plain_wire;
}
