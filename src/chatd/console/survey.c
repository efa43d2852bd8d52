/* SPDX-License-Identifier: MIT */
/*
 * The parts are collected by mail.  The client may be gone when the last one
 * comes: it is looked up by its number.
 */

#include "chatd/console/survey.h"

#include <stdlib.h>

#include <event2/buffer.h>

#include "chatd/connection/connections.h"
#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/event/mailbox.h"
#include "chatd/metrics/metrics.h"
#include "chatd/worker/worker.h"
#include "common/container.h"

static void
survey_visit_cb(struct connections *connections, void *argument)
{
	struct survey_part *part = argument;

	connections_for_each(connections, part->survey->plan->visit, part);
	mailbox_post(part->survey->mailbox, &part->mail);
}

static void
survey_free(struct survey *survey)
{
	for (unsigned int i = 0; i < survey->part_count; i++) {
		if (survey->parts[i] == NULL)
			continue;
		if (survey->parts[i]->rows != NULL)
			evbuffer_free(survey->parts[i]->rows);
		free(survey->parts[i]);
	}
	free(survey->argument);
	free(survey);
}

static void
survey_receive_cb(struct mail *mail, void *receiver)
{
	struct survey *survey =
	    container_of(mail, struct survey_part, mail)->survey;
	struct console_client *client;

	(void)receiver;
	if (--survey->awaited > 0)
		return;
	client = console_find_client(survey->console, survey->client_number);
	if (client != NULL && survey->lacks_parts)
		console_reply_error(client, "out of memory");
	else if (client != NULL)
		survey->plan->reply(client, survey);
	survey_free(survey);
}

static struct survey_part *
survey_part_new(struct survey *survey)
{
	struct survey_part *part = calloc(1, sizeof(*part));

	if (part == NULL)
		return NULL;
	part->rows = evbuffer_new();
	if (part->rows == NULL) {
		free(part);
		return NULL;
	}
	part->survey = survey;
	part->argument = survey->argument;
	part->mail.receive = survey_receive_cb;
	return part;
}

/* Take argument, also on failure, which is a lack of memory: return NULL. */
static struct survey *
survey_new(const struct console_client *client, const struct survey_plan *plan,
    void *argument)
{
	const struct console_host *host = console_client_host(client);
	unsigned int count = host->metrics->worker_count;
	struct survey *survey = calloc(
	    1, sizeof(*survey) + count * sizeof(survey->parts[0]));

	if (survey == NULL) {
		free(argument);
		return NULL;
	}
	survey->plan = plan;
	survey->console = console_client_console(client);
	survey->client_number = console_client_number(client);
	survey->mailbox = host->mailbox;
	survey->argument = argument;
	survey->awaited = count;
	survey->part_count = count;
	for (unsigned int i = 0; i < count; i++) {
		survey->parts[i] = survey_part_new(survey);
		if (survey->parts[i] == NULL) {
			survey_free(survey);
			return NULL;
		}
	}
	return survey;
}

void
survey_ask(struct console_client *client, const struct survey_plan *plan,
    void *argument)
{
	const struct console_host *host = console_client_host(client);
	struct survey *survey = survey_new(client, plan, argument);

	if (survey == NULL) {
		console_reply_error(client, "out of memory");
		return;
	}
	for (unsigned int i = 0; i < survey->part_count; i++) {
		struct survey_part *part = survey->parts[i];

		if (worker_post_call(
			host->metrics->workers[i], survey_visit_cb, part) == 0)
			continue;
		survey->lacks_parts = true;
		mailbox_post(survey->mailbox, &part->mail);
	}
}
