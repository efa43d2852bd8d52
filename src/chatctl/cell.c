/* SPDX-License-Identifier: MIT */
/*
 * The kinds of fields.  A user may be called 42, so the column decides whether
 * a field is a number, and not its look.
 */

#include "chatctl/cell.h"

#include <inttypes.h>
#include <string.h>

#include <uniwidth.h>

#include "common/json_text.h"
#include "common/text.h"

/* The columns and keys that do not hold text, or that may be left out. */
static const struct cell_column {
	const char *name;
	enum cell_kind kind;
	unsigned int rank; /* see cell_rank() */
	const char *title; /* NULL: the name */
} cell_columns[] = {
	{ "age", CELL_SECONDS, 4, NULL },
	{ "again", CELL_COUNT, 0, NULL },
	{ "by", CELL_COUNT, 8, NULL },
	{ "bytes", CELL_BYTES, 0, NULL },
	{ "bytes_in", CELL_BYTES, 2, "in" },
	{ "bytes_out", CELL_BYTES, 3, "out" },
	{ "connections", CELL_COUNT, 0, NULL },
	{ "connections_total", CELL_COUNT, 0, NULL },
	{ "idle", CELL_SECONDS, 0, NULL },
	{ "life", CELL_COUNT, 0, NULL },
	{ "login_timeouts", CELL_COUNT, 0, NULL },
	{ "logins", CELL_COUNT, 0, NULL },
	{ "logins_bad_name", CELL_COUNT, 0, NULL },
	{ "logins_full", CELL_COUNT, 0, NULL },
	{ "logins_in_use", CELL_COUNT, 0, NULL },
	{ "logins_total", CELL_COUNT, 0, NULL },
	{ "members", CELL_COUNT, 0, NULL },
	{ "memory", CELL_BYTES, 0, NULL },
	{ "memory_peak", CELL_BYTES, 0, NULL },
	{ "messages_delivered", CELL_COUNT, 0, "delivered" },
	{ "messages_in", CELL_COUNT, 6, "sent" },
	{ "messages_out", CELL_COUNT, 5, "received" },
	{ "messages_sent", CELL_COUNT, 0, "sent" },
	{ "number", CELL_COUNT, 0, NULL },
	{ "processor", CELL_SECONDS, 0, NULL },
	{ "protocol", CELL_TEXT, 7, NULL },
	{ "queue", CELL_BYTES, 0, NULL },
	{ "rate_waits", CELL_COUNT, 0, NULL },
	{ "rooms", CELL_COUNT, 0, NULL },
	{ "rooms_kept", CELL_COUNT, 0, NULL },
	{ "rooms_kept_max", CELL_COUNT, 0, NULL },
	{ "rooms_total_max", CELL_COUNT, 0, NULL },
	{ "senders_held", CELL_COUNT, 0, NULL },
	{ "since", CELL_TEXT, 9, NULL },
	{ "slow_readers_cut", CELL_COUNT, 0, NULL },
	{ "turned_away", CELL_COUNT, 0, NULL },
	{ "unacknowledged", CELL_COUNT, 0, NULL },
	{ "uptime", CELL_SECONDS, 0, NULL },
	{ "users", CELL_COUNT, 0, NULL },
	{ "users_max", CELL_COUNT, 0, NULL },
	{ "users_peak", CELL_COUNT, 0, NULL },
	{ "waiting", CELL_BYTES, 0, NULL },
	{ "waiting_max", CELL_BYTES, 0, NULL },
	{ "worker", CELL_COUNT, 1, NULL },
	{ "workers", CELL_COUNT, 0, NULL },
};

/* Return the row of this name, or NULL. */
static const struct cell_column *
cell_column_find(struct slice name)
{
	const size_t count = sizeof(cell_columns) / sizeof(*cell_columns);

	for (size_t i = 0; i < count; i++) {
		if (slice_is(name, cell_columns[i].name))
			return &cell_columns[i];
	}
	return NULL;
}

enum cell_kind
cell_kind_of(struct slice name)
{
	const struct cell_column *column = cell_column_find(name);

	return column != NULL ? column->kind : CELL_TEXT;
}

struct slice
cell_title(struct slice name)
{
	const struct cell_column *column = cell_column_find(name);

	if (column == NULL || column->title == NULL)
		return name;
	return slice_of(column->title);
}

unsigned int
cell_rank(struct slice name)
{
	const struct cell_column *column = cell_column_find(name);

	return column != NULL ? column->rank : 0;
}

bool
cell_number(struct slice value, uint64_t *number_r)
{
	/* A number of JSON has no leading zero. */
	if (value.size > 1 && value.bytes[0] == '0')
		return false;
	return slice_to_number(value, number_r);
}

const char *
cell_format_bytes(uint64_t bytes, char *buffer)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB",
		"EiB" };
	double amount = (double)bytes;
	int unit = -1;

	/* An amount that would round up to 1024 is one of the next unit. */
	while (amount >= 1023.5 && unit < 5) {
		amount /= 1024;
		unit++;
	}
	if (unit < 0)
		snprintf(buffer, CELL_FORMAT_BYTES, "%" PRIu64 "B", bytes);
	else
		snprintf(buffer, CELL_FORMAT_BYTES, "%.*f%s",
		    amount < 9.95 ? 1 : 0, amount, units[unit]);
	return buffer;
}

const char *
cell_format_seconds(uint64_t seconds, char *buffer)
{
	uint64_t minutes = seconds / 60, hours = minutes / 60;

	if (seconds < 60)
		snprintf(buffer, CELL_FORMAT_BYTES, "%" PRIu64 "s", seconds);
	else if (minutes < 60)
		snprintf(buffer, CELL_FORMAT_BYTES, "%" PRIu64 "m%02us",
		    minutes, (unsigned int)(seconds % 60));
	else if (hours < 24)
		snprintf(buffer, CELL_FORMAT_BYTES, "%" PRIu64 "h%02um", hours,
		    (unsigned int)(minutes % 60));
	else
		snprintf(buffer, CELL_FORMAT_BYTES, "%" PRIu64 "d%02uh",
		    hours / 24, (unsigned int)(hours % 24));
	return buffer;
}

const char *
cell_format(enum cell_kind kind, struct slice value, char *buffer)
{
	uint64_t number;

	if (kind == CELL_BYTES && cell_number(value, &number))
		return cell_format_bytes(number, buffer);
	if (kind == CELL_SECONDS && cell_number(value, &number))
		return cell_format_seconds(number, buffer);
	return text_escape(value.bytes, value.size, buffer, CELL_FORMAT_BYTES);
}

size_t
cell_width(const char *text)
{
	int width = u8_width((const uint8_t *)text, strlen(text), "UTF-8");

	return width > 0 ? (size_t)width : 0;
}

void
cell_write_json(FILE *to, enum cell_kind kind, struct slice value)
{
	uint64_t number;

	if (kind != CELL_TEXT && cell_number(value, &number))
		fprintf(to, "%" PRIu64, number);
	else
		json_text_write(to, value);
}
