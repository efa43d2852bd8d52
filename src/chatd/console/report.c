/* SPDX-License-Identifier: MIT */
/*
 * A report is asked of all workers at once and collected by mail.  The client
 * may be gone when the last answer comes: it is looked up by its number.
 */

#include "chatd/console/report.h"

#include <stdlib.h>

#include <event2/buffer.h>

#include "chatd/connection/connection.h"
#include "chatd/console/console.h"
#include "chatd/core/mail.h"
#include "chatd/connection/connections.h"
#include "chatd/event/mailbox.h"
#include "chatd/server/server_private.h"

/* One worker's part; it travels to the worker and back. */
struct report_part {
	struct mail mail;
	struct report *report;
	struct evbuffer *rows;
};

/* Owner: the main thread. */
struct report {
	struct control *control;
	uint64_t client_number;
	const char *header;
	control_report_cb *fill;
	struct mailbox *mailbox; /* the main thread's */
	unsigned int awaited;    /* parts that are on their way */
	unsigned int part_count;
	struct report_part *parts[];
};

static void
report_free(struct report *report)
{
	for (unsigned int i = 0; i < report->part_count; i++) {
		if (report->parts[i] == NULL)
			continue;
		if (report->parts[i]->rows != NULL)
			evbuffer_free(report->parts[i]->rows);
		free(report->parts[i]);
	}
	free(report);
}

static void
report_reply(struct report *report)
{
	struct control_client *client = control_find_client(
	    report->control, report->client_number);

	if (client == NULL)
		return;
	control_append(client, "OK\n%s", report->header);
	for (unsigned int i = 0; i < report->part_count; i++) {
		control_append_buffer(client, report->parts[i]->rows);
	}
	control_reply_end(client);
}

static void
report_deliver_cb(struct mail *mail, void *receiver)
{
	struct report *report = ((struct report_part *)mail)->report;

	(void)receiver;
	if (--report->awaited > 0)
		return;
	report_reply(report);
	report_free(report);
}

/* On the worker's thread. */
static void
report_fill_cb(struct connections *connections, void *argument)
{
	struct report_part *part = argument;

	part->report->fill(connections, part->rows);
	mailbox_post(part->report->mailbox, &part->mail);
}

static struct report *
report_new(
    struct control_client *client, const char *header, control_report_cb *fill)
{
	struct control *control = control_client_control(client);
	struct server *server = control_server(control);
	unsigned int count = server->worker_count;
	struct report *report = calloc(
	    1, sizeof(*report) + count * sizeof(report->parts[0]));

	if (report == NULL)
		return NULL;
	report->control = control;
	report->client_number = control_client_number(client);
	report->header = header;
	report->fill = fill;
	report->mailbox = server->mailbox;
	report->part_count = count;
	for (unsigned int i = 0; i < count; i++) {
		struct report_part *part = calloc(1, sizeof(*part));

		report->parts[i] = part;
		if (part == NULL || (part->rows = evbuffer_new()) == NULL) {
			report_free(report);
			return NULL;
		}
		part->report = report;
		part->mail.deliver = report_deliver_cb;
	}
	return report;
}

void
control_report(
    struct control_client *client, const char *header, control_report_cb *fill)
{
	struct server *server = control_client_server(client);
	struct report *report = report_new(client, header, fill);

	if (report == NULL) {
		control_reply_error(client, "out of memory");
		return;
	}
	report->awaited = report->part_count;
	for (unsigned int i = 0; i < report->part_count; i++) {
		struct report_part *part = report->parts[i];

		/* A part that cannot be asked for stays empty. */
		if (worker_post_call(
			server->workers[i], report_fill_cb, part) != 0)
			mailbox_post(server->mailbox, &part->mail);
	}
}

/* ---- rows ---------------------------------------------------------------- */

struct report_rows {
	struct evbuffer *rows;
	bool users_only;
};

static void
report_row_cb(struct connection *connection, void *argument)
{
	const struct report_rows *to = argument;
	struct connection_info info;

	connection_get_info(connection, &info);
	if (info.name.size == 0 && to->users_only)
		return;
	if (info.name.size == 0)
		info.name = (struct slice){ "-", 1 };
	evbuffer_add_printf(to->rows,
	    "%.*s\t%s\t%s\t%llu\t%u\t%u\t%u\t%llu\t%llu\t%llu\t%llu\t%zu\n",
	    (int)info.name.size, info.name.bytes, info.protocol, info.peer,
	    (unsigned long long)info.number, info.worker, info.age_s,
	    info.idle_s, (unsigned long long)info.bytes_in,
	    (unsigned long long)info.bytes_out,
	    (unsigned long long)info.messages_in,
	    (unsigned long long)info.messages_out, info.queued_bytes);
}

void
control_report_users_cb(struct connections *connections, struct evbuffer *rows)
{
	struct report_rows to = { rows, true };

	connections_for_each(connections, report_row_cb, &to);
}

void
control_report_connections_cb(
    struct connections *connections, struct evbuffer *rows)
{
	struct report_rows to = { rows, false };

	connections_for_each(connections, report_row_cb, &to);
}
