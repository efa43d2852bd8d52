/* SPDX-License-Identifier: MIT */
/*
 * All workers are asked at once, and their parts are collected by mail.  The
 * client may be gone when the last one comes: it is looked up by its number.
 */

#include "chatd/console/report.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <event2/buffer.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/core/mail.h"
#include "chatd/event/mailbox.h"
#include "chatd/metrics/metrics.h"
#include "chatd/worker/worker.h"
#include "common/container.h"
#include "common/slice.h"

/* One worker's part; it travels to the worker and back. */
struct report_part {
	struct mail mail;
	struct report *report;
	struct evbuffer *rows;
};

/* Owner: the main thread; workers only read it. */
struct report {
	struct console *console;
	uint64_t client_number;
	bool users_only;         /* else every connection */
	struct mailbox *mailbox; /* the main thread's */
	unsigned int awaited;    /* parts that are on their way */
	unsigned int part_count;
	struct report_part *parts[];
};

/* ---- rows, on a worker's thread ------------------------------------------ */

/* The first line of every report: what each row holds. */
static const char report_header[] =
    "name\tprotocol\tpeer\tnumber\tworker\tage\tidle\tbytes_in\t"
    "bytes_out\tmessages_in\tmessages_out\tqueue\n";

static void
report_append_row_cb(struct connection *connection, void *argument)
{
	const struct report_part *part = argument;
	struct connection_info info;

	connection_get_info(connection, &info);
	if (info.name.size == 0 && part->report->users_only)
		return;
	if (info.name.size == 0)
		info.name = (struct slice){ "-", 1 };
	evbuffer_add_printf(part->rows,
	    "%.*s\t%s\t%s\t%llu\t%u\t%u\t%u\t%llu\t%llu\t%llu\t%llu\t%zu\n",
	    (int)info.name.size, info.name.bytes, info.protocol, info.peer,
	    (unsigned long long)info.number, info.worker, info.age_s,
	    info.idle_s, (unsigned long long)info.bytes_in,
	    (unsigned long long)info.bytes_out,
	    (unsigned long long)info.messages_in,
	    (unsigned long long)info.messages_out, info.queued_bytes);
}

static void
report_fill_cb(struct connections *connections, void *argument)
{
	struct report_part *part = argument;

	connections_for_each(connections, report_append_row_cb, part);
	mailbox_post(part->report->mailbox, &part->mail);
}

/* ---- the report, on the main thread -------------------------------------- */

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
	struct console_client *client = console_find_client(
	    report->console, report->client_number);

	if (client == NULL)
		return;
	console_append(client, "OK\n%s", report_header);
	for (unsigned int i = 0; i < report->part_count; i++)
		console_append_buffer(client, report->parts[i]->rows);
	console_reply_end(client);
}

static void
report_receive_cb(struct mail *mail, void *receiver)
{
	struct report *report =
	    container_of(mail, struct report_part, mail)->report;

	(void)receiver;
	if (--report->awaited > 0)
		return;
	report_reply(report);
	report_free(report);
}

static struct report *
report_new(const struct console_client *client, bool users_only)
{
	const struct console_host *host = console_client_host(client);
	unsigned int count = host->metrics->worker_count;
	struct report *report = calloc(
	    1, sizeof(*report) + count * sizeof(report->parts[0]));

	if (report == NULL)
		return NULL;
	report->console = console_client_console(client);
	report->client_number = console_client_number(client);
	report->users_only = users_only;
	report->mailbox = host->mailbox;
	report->awaited = count;
	report->part_count = count;
	for (unsigned int i = 0; i < count; i++) {
		struct report_part *part = calloc(1, sizeof(*part));

		report->parts[i] = part;
		if (part == NULL || (part->rows = evbuffer_new()) == NULL) {
			report_free(report);
			return NULL;
		}
		part->report = report;
		part->mail.receive = report_receive_cb;
	}
	return report;
}

static void
report_ask(struct console_client *client, bool users_only)
{
	const struct console_host *host = console_client_host(client);
	struct report *report = report_new(client, users_only);

	if (report == NULL) {
		console_reply_error(client, "out of memory");
		return;
	}
	for (unsigned int i = 0; i < report->part_count; i++) {
		struct report_part *part = report->parts[i];

		/* A part that cannot be asked for stays empty. */
		if (worker_post_call(
			host->metrics->workers[i], report_fill_cb, part) != 0)
			mailbox_post(host->mailbox, &part->mail);
	}
}

void
console_report_users(struct console_client *client)
{
	report_ask(client, true);
}

void
console_report_connections(struct console_client *client)
{
	report_ask(client, false);
}
