/* SPDX-License-Identifier: MIT */
/*
 * The sized protocol (chatd-protocols(7)), with lengths of four digits.  A text
 * that is on its way has no reply: an error is all that a sender ever gets.
 */

#include "bench/wires/wire.h"

#include <stdio.h>
#include <string.h>

#define SIZED_DIGITS 4

/*
 * The length says up to 9999, and besides a text there are a name and a verb,
 * besides our users the echo user.
 */
#define SIZED_TEXT_MAX 9900
#define SIZED_LIST_MAX 9900

static size_t
sized_take(const char *bytes, size_t size, struct slice *line_r)
{
	size_t length = 0;

	for (size_t i = 0; i < SIZED_DIGITS; i++) {
		if (i == size)
			return 0;
		if (bytes[i] < '0' || bytes[i] > '9') {
			*line_r = (struct slice){ bytes, size };
			return size;
		}
		length = length * 10 + (size_t)(bytes[i] - '0');
	}
	if (size < SIZED_DIGITS + length)
		return 0;
	*line_r = (struct slice){ bytes + SIZED_DIGITS, length };
	return SIZED_DIGITS + length;
}

/* Write a message of three words, or fewer if the last ones are empty. */
static int
sized_write(char *buffer, size_t size, const char *one, const char *two,
    const char *three)
{
	const char *blank = three[0] != '\0' ? " " : "";
	size_t length = strlen(one) + strlen(two) + strlen(blank) +
			strlen(three);

	return snprintf(buffer, size, "%0*zu%s%s%s%s", SIZED_DIGITS, length,
	    one, two, blank, three);
}

static int
sized_login(char *buffer, size_t size, const struct wire_login *l)
{
	return sized_write(buffer, size, "NAME ", l->name, "");
}

/* Nothing comes that is no delivery, but errors. */
static enum wire_verdict
sized_judge_aside(struct slice line, char *answer)
{
	(void)line;
	(void)answer;
	return WIRE_REFUSED;
}

static enum wire_verdict
sized_judge_login(struct slice line, const struct wire_login *l, char *answer)
{
	(void)answer;
	if (wire_says(line, "HELLO ", l->name))
		return WIRE_DONE;
	return WIRE_REFUSED;
}

static int
sized_message(char *buffer, size_t size, const struct wire_message *m)
{
	char verb[WIRE_LINE_BYTES];

	(void)snprintf(verb, sizeof(verb), "MSG %s", m->to);
	return sized_write(buffer, size, verb, "", m->text);
}

static int
sized_delivery(char *buffer, size_t size, const struct wire_message *m)
{
	return sized_write(buffer, size, m->from, " SENT", m->text);
}

static int
sized_who(char *buffer, size_t size, const char *name)
{
	(void)name;
	return sized_write(buffer, size, "GETNAMES", "", "");
}

/* The names come without a word before them. */
static enum wire_list
sized_judge_list(struct slice line, struct slice *names_r)
{
	*names_r = line;
	return wire_begins(line, "ERROR ") ? WIRE_LIST_NONE : WIRE_LIST_END;
}

static const struct wire sized_wire = {
	.name = "sized",
	.summary = "chatd's sized protocol: MSG without replies",
	.port = 8820,
	.delivers = true,
	.text_max = SIZED_TEXT_MAX,
	.take = sized_take,
	.login = sized_login,
	.judge_login = sized_judge_login,
	.judge_aside = sized_judge_aside,
	.message = sized_message,
	.delivery = sized_delivery,
	.who = sized_who,
	.judge_list = sized_judge_list,
	.list_max = SIZED_LIST_MAX,
};

const struct wire *
wire_sized(void)
{
	return &sized_wire;
}
