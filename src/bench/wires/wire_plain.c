/* SPDX-License-Identifier: MIT */
/*
 * The plain protocol (chatd-protocols(7)): lines, and one room for all.
 * With their first line they are in it; that of our users takes a name.
 */

#include "bench/wires/wire.h"

#include <stdio.h>

#include "common/line.h"

static int
wire_plain_login(char *buffer, size_t size, const struct wire_login *l)
{
	return snprintf(buffer, size, "!name %s\n", l->name);
}

/* Let announcements of joins, leaves and new names pass. */
static enum wire_verdict
wire_plain_judge_aside(struct slice line, char *answer)
{
	(void)answer;
	if (slice_begins_with(line, "[") || slice_begins_with(line, "Client ("))
		return WIRE_WAIT;
	return WIRE_REFUSED;
}

static enum wire_verdict
wire_plain_judge_login(
    struct slice line, const struct wire_login *l, char *answer)
{
	if (wire_says(line, "You are now ", l->name))
		return WIRE_DONE;
	return wire_plain_judge_aside(line, answer);
}

static int
wire_plain_message(char *buffer, size_t size, const struct wire_message *m)
{
	if (m->to == NULL)
		return snprintf(buffer, size, "%s\n", m->text);
	return snprintf(buffer, size, "@%s %s\n", m->to, m->text);
}

static int
wire_plain_delivery(char *buffer, size_t size, const struct wire_message *m)
{
	if (m->to == NULL)
		return snprintf(buffer, size, "\r<%s> %s\n", m->from, m->text);
	return snprintf(
	    buffer, size, "\r<%s> @%s %s\n", m->from, m->to, m->text);
}

static int
wire_plain_who(char *buffer, size_t size, const char *name)
{
	(void)name;
	return snprintf(buffer, size, "!who\n");
}

static enum wire_list
wire_plain_judge_list(struct slice line, struct slice *names_r)
{
	*names_r = line;
	return slice_take_prefix(names_r, "users: ") ? WIRE_LIST_END
						     : WIRE_LIST_NONE;
}

static const struct wire plain_wire = {
	.name = "plain",
	.summary = "chatd's plain lines, without replies",
	.port = 6000,
	.delivers = true,
	.has_rooms = true,
	.one_room = true,
	.take = line_take,
	.login = wire_plain_login,
	.judge_login = wire_plain_judge_login,
	.judge_aside = wire_plain_judge_aside,
	.message = wire_plain_message,
	.delivery = wire_plain_delivery,
	.who = wire_plain_who,
	.judge_list = wire_plain_judge_list,
};

const struct wire *
wire_plain(void)
{
	return &plain_wire;
}
