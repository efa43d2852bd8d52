/* SPDX-License-Identifier: MIT */
/*
 * The sized protocol (chatd-protocols(7)), with lengths of four digits.  A text
 * that is on its way is not confirmed: a sender gets nothing but errors.
 */

#include "bench/wires/wire.h"

#include <stdio.h>
#include <string.h>

#define SIZED_DIGITS 4

/*
 * A length is 9999 at the most, and has to count a name and a verb along with a
 * text, and the echo user along with our users.
 */
#define SIZED_TEXT_MAX 9900
#define SIZED_LIST_MAX 9900

static size_t
wire_sized_take(const char *bytes, size_t size, struct slice *line_r)
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
wire_sized_write(char *buffer, size_t size, const char *one, const char *two,
    const char *three)
{
	const char *blank = three[0] != '\0' ? " " : "";
	size_t length = strlen(one) + strlen(two) + strlen(blank) +
			strlen(three);

	return snprintf(buffer, size, "%0*zu%s%s%s%s", SIZED_DIGITS, length,
	    one, two, blank, three);
}

static int
wire_sized_login(char *buffer, size_t size, const struct wire_login *l)
{
	return wire_sized_write(buffer, size, "NAME ", l->name, "");
}

static enum wire_verdict
wire_sized_judge_login(
    struct slice line, const struct wire_login *l, char *answer)
{
	(void)answer;
	if (wire_says(line, "HELLO ", l->name))
		return WIRE_DONE;
	return WIRE_REFUSED;
}

static int
wire_sized_message(char *buffer, size_t size, const struct wire_message *m)
{
	char verb[WIRE_LINE_BYTES];

	(void)snprintf(verb, sizeof(verb), "MSG %s", m->to);
	return wire_sized_write(buffer, size, verb, "", m->text);
}

static int
wire_sized_delivery(char *buffer, size_t size, const struct wire_message *m)
{
	return wire_sized_write(buffer, size, m->from, " SENT", m->text);
}

static int
wire_sized_who(char *buffer, size_t size, const char *name)
{
	(void)name;
	return wire_sized_write(buffer, size, "GETNAMES", "", "");
}

/* Take a line as the list, which no word introduces. */
static enum wire_list
wire_sized_judge_list(struct slice line, struct slice *names_r)
{
	*names_r = line;
	return slice_begins_with(line, "ERROR ") ? WIRE_LIST_NONE
						 : WIRE_LIST_END;
}

static const struct wire sized_wire = {
	.name = "sized",
	.summary = "chatd's sized protocol: MSG without replies",
	.port = 8820,
	.delivers = true,
	.text_max = SIZED_TEXT_MAX,
	.take = wire_sized_take,
	.login = wire_sized_login,
	.judge_login = wire_sized_judge_login,
	.judge_aside = wire_refuse_aside,
	.message = wire_sized_message,
	.delivery = wire_sized_delivery,
	.who = wire_sized_who,
	.judge_list = wire_sized_judge_list,
	.list_max = SIZED_LIST_MAX,
};

const struct wire *
wire_sized(void)
{
	return &sized_wire;
}
