/* SPDX-License-Identifier: MIT */
#include "chatd/console/report.h"

#include <event2/buffer.h>

#include "chatd/connection/connection.h"
#include "chatd/console/reply.h"
#include "chatd/console/survey.h"
#include "common/slice.h"

/* The first line of every report: what each row holds. */
static const char report_header[] =
    "name\tprotocol\tpeer\tnumber\tworker\tage\tidle\tbytes_in\t"
    "bytes_out\tmessages_in\tmessages_out\tqueue\n";

static void
report_append_row(
    const struct connection_info *info, struct slice name, struct evbuffer *to)
{
	evbuffer_add_printf(to,
	    "%.*s\t%s\t%s\t%llu\t%u\t%u\t%u\t%llu\t%llu\t%llu\t%llu\t%zu\n",
	    (int)name.size, name.bytes, info->protocol, info->peer,
	    (unsigned long long)info->number, info->worker, info->age_s,
	    info->idle_s, (unsigned long long)info->bytes_in,
	    (unsigned long long)info->bytes_out,
	    (unsigned long long)info->messages_in,
	    (unsigned long long)info->messages_out, info->queued_bytes);
}

static void
report_visit_user_cb(struct connection *connection, void *argument)
{
	const struct survey_part *part = argument;
	struct connection_info info;

	connection_get_info(connection, &info);
	if (info.name.size > 0)
		report_append_row(&info, info.name, part->rows);
}

static void
report_visit_connection_cb(struct connection *connection, void *argument)
{
	const struct survey_part *part = argument;
	struct connection_info info;

	connection_get_info(connection, &info);
	report_append_row(&info,
	    info.name.size > 0 ? info.name : (struct slice)SLICE("-"),
	    part->rows);
}

static void
report_reply(struct console_client *client, const struct survey *survey)
{
	console_append(client, "OK\n%s", report_header);
	for (unsigned int i = 0; i < survey->part_count; i++)
		console_append_buffer(client, survey->parts[i]->rows);
	console_reply_end(client);
}

void
console_report_users(struct console_client *client)
{
	static const struct survey_plan plan = { report_visit_user_cb,
		report_reply };

	survey_ask(client, &plan, NULL);
}

void
console_report_connections(struct console_client *client)
{
	static const struct survey_plan plan = { report_visit_connection_cb,
		report_reply };

	survey_ask(client, &plan, NULL);
}
