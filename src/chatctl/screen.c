/* SPDX-License-Identifier: MIT */
/*
 * The screen is written from the top left, and each line ends with what clears
 * the rest of it, so that nothing flickers.  A line that is too long is cut.
 */

#include "chatctl/screen.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <unistr.h>
#include <uniwidth.h>

#include "chatctl/cell.h"
#include "common/text.h"

/* The lines above the users: four about the server, a blank, the header. */
#define SCREEN_HEAD_LINES 6

/* Room for a line before it is cut; its fields are shorter. */
#define SCREEN_LINE_BYTES 4096

/* The columns of a name, and the most bytes that are shown of a text. */
#define SCREEN_NAME_COLUMNS 19
#define SCREEN_NAME_BYTES   24
#define SCREEN_PEER_BYTES   56

/* What is compared, and partly shown, of a user. */
struct screen_user {
	uint64_t number;
	size_t row; /* in the table of users */
	struct slice name;
	uint64_t messages; /* in both directions, in a second */
	uint64_t bytes;
	uint64_t queue;
	uint64_t age;
};

static const struct {
	char key;
	enum screen_order order;
	const char *name;
} screen_orders[] = {
	{ 'm', SCREEN_BY_MESSAGES, "messages" },
	{ 'b', SCREEN_BY_BYTES, "bytes" },
	{ 'w', SCREEN_BY_QUEUE, "what waits" },
	{ 'a', SCREEN_BY_AGE, "age" },
	{ 'n', SCREEN_BY_NAME, "name" },
};

#define SCREEN_ORDERS (sizeof(screen_orders) / sizeof(*screen_orders))

void
screen_take_key(struct screen *screen, char key)
{
	for (size_t i = 0; i < SCREEN_ORDERS; i++) {
		if (screen_orders[i].key == key)
			screen->order = screen_orders[i].order;
	}
}

/* ---- lines --------------------------------------------------------------- */

static void screen_write_line(const struct screen *screen, FILE *to,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Write a line, and cut it at the width of the screen. */
static void
screen_write_line(
    const struct screen *screen, FILE *to, const char *format, ...)
{
	char line[SCREEN_LINE_BYTES];
	const uint8_t *rest = (const uint8_t *)line;
	unsigned int columns = 0;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	for (size_t left = strlen(line), used; left > 0; left -= used) {
		ucs4_t character;
		int length = u8_mbtoucr(&character, rest, left);
		int width = uc_width(character, "UTF-8");

		used = length > 0 ? (size_t)length : left;
		columns += width > 0 ? (unsigned int)width : 0;
		if (length <= 0 || columns > screen->columns)
			break;
		fwrite(rest, 1, used, to);
		rest += used;
	}
	fputs("\033[K\r\n", to);
}

/* ---- numbers ------------------------------------------------------------- */

static uint64_t
screen_number(struct slice value)
{
	uint64_t number;

	return cell_number(value, &number) ? number : 0;
}

static uint64_t
screen_field(const struct table *table, size_t row, const char *column)
{
	size_t at = table_find_column(table, column);

	return at < table->columns ? screen_number(table_cell(table, row, at))
				   : 0;
}

/* Return how much a counter has grown in a second. */
static uint64_t
screen_rate(uint64_t now, uint64_t before, uint64_t elapsed_ms)
{
	return elapsed_ms > 0 && now > before
		   ? (now - before) * 1000 / elapsed_ms
		   : 0;
}

/* Return the same for a key of the status; 0 without an earlier snapshot. */
static uint64_t
screen_status_rate(
    const struct snapshot *now, const struct snapshot *before, const char *key)
{
	if (before == NULL)
		return 0;
	return screen_rate(screen_number(table_value(&now->status, key)),
	    screen_number(table_value(&before->status, key)),
	    now->at_ms - before->at_ms);
}

/* ---- users --------------------------------------------------------------- */

static int
screen_compare_numbers(const void *left, const void *right)
{
	const struct screen_user *a = left, *b = right;

	return (a->number > b->number) - (a->number < b->number);
}

static int
screen_compare_names(const void *left, const void *right)
{
	const struct screen_user *a = left, *b = right;
	size_t size = a->name.size < b->name.size ? a->name.size : b->name.size;
	int order = size > 0 ? memcmp(a->name.bytes, b->name.bytes, size) : 0;

	if (order != 0)
		return order;
	return (a->name.size > b->name.size) - (a->name.size < b->name.size);
}

/* Order by amount, the largest first; of two equal users the older first. */
static int
screen_compare_amounts(const void *left, const void *right,
    uint64_t left_amount, uint64_t right_amount)
{
	if (left_amount != right_amount)
		return left_amount < right_amount ? 1 : -1;
	return screen_compare_numbers(left, right);
}

static int
screen_compare_messages(const void *left, const void *right)
{
	const struct screen_user *a = left, *b = right;

	return screen_compare_amounts(a, b, a->messages, b->messages);
}

static int
screen_compare_bytes(const void *left, const void *right)
{
	const struct screen_user *a = left, *b = right;

	return screen_compare_amounts(a, b, a->bytes, b->bytes);
}

static int
screen_compare_queues(const void *left, const void *right)
{
	const struct screen_user *a = left, *b = right;

	return screen_compare_amounts(a, b, a->queue, b->queue);
}

static int
screen_compare_ages(const void *left, const void *right)
{
	const struct screen_user *a = left, *b = right;

	return screen_compare_amounts(a, b, a->age, b->age);
}

/* Indexed by enum screen_order. */
static int (*const screen_comparisons[])(const void *, const void *) = {
	[SCREEN_BY_MESSAGES] = screen_compare_messages,
	[SCREEN_BY_BYTES] = screen_compare_bytes,
	[SCREEN_BY_QUEUE] = screen_compare_queues,
	[SCREEN_BY_AGE] = screen_compare_ages,
	[SCREEN_BY_NAME] = screen_compare_names,
};

/* Return the users of a snapshot with their totals, or NULL. */
static struct screen_user *
screen_list_users(const struct table *table)
{
	struct screen_user *users = calloc(table->rows + 1, sizeof(*users));
	size_t name = table_find_column(table, "name");

	for (size_t i = 0; users != NULL && i < table->rows; i++) {
		users[i] = (struct screen_user){
			.number = screen_field(table, i, "number"),
			.row = i,
			.name = name < table->columns
				    ? table_cell(table, i, name)
				    : (struct slice){ NULL, 0 },
			.messages = screen_field(table, i, "messages_in") +
				    screen_field(table, i, "messages_out"),
			.bytes = screen_field(table, i, "bytes_in") +
				 screen_field(table, i, "bytes_out"),
			.queue = screen_field(table, i, "queue"),
			.age = screen_field(table, i, "age"),
		};
	}
	return users;
}

/* Turn totals into rates: since before, or since the user connected. */
static int
screen_set_rates(struct screen_user *users, const struct snapshot *now,
    const struct snapshot *before)
{
	const struct table none = { 0 };
	const struct table *table = before != NULL ? &before->users : &none;
	struct screen_user *old = screen_list_users(table);

	if (old == NULL)
		return -1;
	qsort(old, table->rows, sizeof(*old), screen_compare_numbers);
	for (size_t i = 0; i < now->users.rows; i++) {
		struct screen_user *user = &users[i];
		const struct screen_user *same = bsearch(user, old, table->rows,
		    sizeof(*old), screen_compare_numbers);
		uint64_t elapsed_ms = same != NULL ? now->at_ms - before->at_ms
						   : (user->age + 1) * 1000;

		user->messages = screen_rate(user->messages,
		    same != NULL ? same->messages : 0, elapsed_ms);
		user->bytes = screen_rate(
		    user->bytes, same != NULL ? same->bytes : 0, elapsed_ms);
	}
	free(old);
	return 0;
}

/* Write a field to buffer, escaped and cut to size, and return buffer. */
static const char *
screen_text(const struct table *table, size_t row, const char *column,
    char *buffer, size_t size)
{
	size_t at = table_find_column(table, column);
	struct slice value = { NULL, 0 };

	if (at < table->columns)
		value = table_cell(table, row, at);
	return text_escape(value.bytes, value.size, buffer, size);
}

static void
screen_write_user(const struct screen *screen, const struct table *table,
    const struct screen_user *user, FILE *to)
{
	char name[SCREEN_NAME_BYTES], protocol[16], peer[SCREEN_PEER_BYTES];
	char age[CELL_FORMAT_BYTES], idle[CELL_FORMAT_BYTES];
	char bytes[CELL_FORMAT_BYTES], queue[CELL_FORMAT_BYTES];
	size_t width;

	screen_text(table, user->row, "name", name, sizeof(name));
	screen_text(table, user->row, "protocol", protocol, sizeof(protocol));
	screen_text(table, user->row, "peer", peer, sizeof(peer));
	cell_format_seconds(user->age, age);
	cell_format_seconds(screen_field(table, user->row, "idle"), idle);
	cell_format_bytes(user->bytes, bytes);
	cell_format_bytes(user->queue, queue);
	width = cell_width(name);
	screen_write_line(screen, to,
	    "%s%*s %10" PRIu64 " %8s %8s %7s %7s %6" PRIu64 " %-8s %s", name,
	    width < SCREEN_NAME_COLUMNS ? (int)(SCREEN_NAME_COLUMNS - width)
					: 0,
	    "", user->messages, bytes, queue, age, idle,
	    screen_field(table, user->row, "worker"), protocol, peer);
}

/* ---- the server ---------------------------------------------------------- */

static void
screen_write_head(const struct screen *screen, const struct snapshot *now,
    const struct snapshot *before, FILE *to)
{
	const struct table *status = &now->status;
	char version[32], state[32], uptime[CELL_FORMAT_BYTES];
	char in[CELL_FORMAT_BYTES], out[CELL_FORMAT_BYTES];
	char queue[CELL_FORMAT_BYTES];
	struct slice text = table_value(status, "version");

	text_escape(text.bytes, text.size, version, sizeof(version));
	text = table_value(status, "state");
	text_escape(text.bytes, text.size, state, sizeof(state));
	cell_format_seconds(
	    screen_number(table_value(status, "uptime")), uptime);
	cell_format_bytes(screen_status_rate(now, before, "bytes_in"), in);
	cell_format_bytes(screen_status_rate(now, before, "bytes_out"), out);
	cell_format_bytes(screen_number(table_value(status, "queue")), queue);
	screen_write_line(screen, to,
	    "chatd %s, %s for %s, users %" PRIu64 " of %" PRIu64
	    ", connections %" PRIu64 ", workers %" PRIu64,
	    version, state, uptime, screen_number(table_value(status, "users")),
	    screen_number(table_value(status, "users_max")),
	    screen_number(table_value(status, "connections")),
	    screen_number(table_value(status, "workers")));
	screen_write_line(screen, to,
	    "messages/s: %" PRIu64 " taken, %" PRIu64
	    " delivered; bytes/s: %s in, %s out",
	    screen_status_rate(now, before, "messages_sent"),
	    screen_status_rate(now, before, "messages_delivered"), in, out);
	screen_write_line(screen, to, "waiting: %s; slow readers cut: %" PRIu64,
	    queue, screen_number(table_value(status, "slow_readers_cut")));
}

static void
screen_write_keys(const struct screen *screen, FILE *to)
{
	const char *by = "";

	for (size_t i = 0; i < SCREEN_ORDERS; i++) {
		if (screen_orders[i].order == screen->order)
			by = screen_orders[i].name;
	}
	screen_write_line(screen, to,
	    "by %s; keys: m messages, b bytes, w what waits, a age, n name, "
	    "q quit",
	    by);
}

int
screen_draw(const struct screen *screen, const struct snapshot *now,
    const struct snapshot *before, FILE *to)
{
	size_t rows = now->users.rows;
	struct screen_user *users = screen_list_users(&now->users);

	if (users == NULL || screen_set_rates(users, now, before) != 0) {
		free(users);
		return -1;
	}
	qsort(users, rows, sizeof(*users), screen_comparisons[screen->order]);
	fputs("\033[H", to);
	screen_write_head(screen, now, before, to);
	screen_write_keys(screen, to);
	screen_write_line(screen, to, "%s", "");
	screen_write_line(screen, to, "%-*s %10s %8s %8s %7s %7s %6s %-8s %s",
	    SCREEN_NAME_COLUMNS, "name", "messages/s", "bytes/s", "queue",
	    "age", "idle", "worker", "protocol", "peer");
	/* The last line stays empty: its end would make the terminal scroll. */
	for (size_t i = 0;
	     i < rows && i + SCREEN_HEAD_LINES + 1 < screen->lines; i++)
		screen_write_user(screen, &now->users, &users[i], to);
	fputs("\033[J", to);
	free(users);
	return 0;
}
