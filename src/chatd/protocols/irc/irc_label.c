/* SPDX-License-Identifier: MIT */
/*
 * Lines are held back as they will be sent, and get the tag that belongs to
 * them in front of those they have.  A client has one batch open at most, so
 * that all have the same reference.
 */

#include "chatd/protocols/irc/irc_label.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "chatd/connection/connection.h"
#include "chatd/core/limits.h"
#include "chatd/protocols/irc/irc_identity.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "common/text.h"

/* The longest label, as IRCv3 has it. */
#define IRC_LABEL_MAX_BYTES 64

#define IRC_LABEL_BATCH "answer"

#define IRC_LABEL_NEEDS (IRC_BATCH | IRC_LABELED_RESPONSE)

struct irc_label {
	size_t held_size; /* of the session's line that is held back */
	bool has_batch;
	bool is_handled;
	uint8_t size;
	char text[IRC_LABEL_MAX_BYTES];
};

void
irc_label_begin(struct connection *connection, struct slice tags)
{
	struct irc_session *session = irc_session_of(connection);
	struct slice text = { 0 };
	struct irc_label *label;

	if (session->label != NULL || tags.size == 0 ||
	    (irc_state_of(connection)->capabilities & IRC_LABEL_NEEDS) !=
		IRC_LABEL_NEEDS)
		return;
	irc_line_find_tag(tags, "label", &text);
	if (text.size == 0 || text.size > IRC_LABEL_MAX_BYTES ||
	    !text_is_valid(text.bytes, text.size))
		return;
	label = calloc(1, sizeof(*label));
	if (label == NULL) {
		connection_close(connection, CLOSE_OUT_OF_MEMORY);
		return;
	}
	slice_write(label->text, text);
	label->size = (uint8_t)text.size;
	session->label = label;
}

/* Send line with the tag key=value before those that it has. */
static void
irc_label_send_tagged(struct connection *connection, const char *key,
    struct slice value, struct slice line)
{
	bool has_tags = slice_take_prefix(&line, "@");
	const struct slice parts[] = { slice_of(key), value,
		slice_of(has_tags ? ";" : " "), line };

	connection_append(
	    connection, APPEND_REPLY, parts, sizeof(parts) / sizeof(parts[0]));
}

static void
irc_label_send_in_batch(struct connection *connection, struct slice line)
{
	const struct slice batch = SLICE(IRC_LABEL_BATCH);

	irc_label_send_tagged(connection, "@batch=", batch, line);
}

/* Send line, which the label is for. */
static void
irc_label_send_labelled(struct connection *connection,
    const struct irc_label *label, struct slice line)
{
	const struct slice text = { label->text, label->size };

	irc_label_send_tagged(connection, "@label=", text, line);
}

/* Room for ":", the name of the server, a batch and its type. */
#define IRC_LABEL_LINE_BYTES (LIMITS_IRC_NAME_BYTES + 64)

/* Write what the server says of an answer. */
static struct slice
irc_label_write(const struct connection *connection, const char *words,
    char line[IRC_LABEL_LINE_BYTES])
{
	struct slice server = irc_identity_server(connection);
	int size = snprintf(line, IRC_LABEL_LINE_BYTES, ":%.*s %s\r\n",
	    (int)server.size, server.bytes, words);

	return (struct slice){ line, (size_t)size };
}

/* Begin a batch with what is held back. */
static void
irc_label_open(struct connection *connection)
{
	char line[IRC_LABEL_LINE_BYTES];
	const struct slice begin = irc_label_write(
	    connection, "BATCH +" IRC_LABEL_BATCH " labeled-response", line);
	struct irc_session *session = irc_session_of(connection);
	struct irc_label *label = session->label;

	irc_label_send_labelled(connection, label, begin);
	label->has_batch = true;
	if (session->held == NULL)
		return;
	irc_label_send_in_batch(
	    connection, (struct slice){ session->held, label->held_size });
	free(session->held);
	session->held = NULL;
}

/* Hold line back.  Return false if there is no memory for that. */
static bool
irc_label_hold(struct irc_session *session, struct slice line)
{
	session->held = malloc(line.size);
	if (session->held == NULL)
		return false;
	slice_write(session->held, line);
	session->label->held_size = line.size;
	return true;
}

bool
irc_label_is_there(struct connection *connection)
{
	const struct irc_session *session = irc_session_of(connection);

	return session != NULL && session->label != NULL;
}

void
irc_label_send(struct connection *connection, struct slice line)
{
	struct irc_session *session = irc_session_of(connection);

	if (!irc_label_is_there(connection)) {
		connection_append(connection, APPEND_REPLY, &line, 1);
		return;
	}
	if (!session->label->has_batch) {
		if (session->held == NULL && irc_label_hold(session, line))
			return;
		irc_label_open(connection);
	}
	irc_label_send_in_batch(connection, line);
}

void
irc_label_interrupt(struct connection *connection)
{
	if (irc_label_is_there(connection) &&
	    irc_session_of(connection)->held != NULL)
		irc_label_open(connection);
}

void
irc_label_set_handled(struct irc_session *session)
{
	session->label->is_handled = true;
}

bool
irc_label_is_handled(const struct irc_session *session)
{
	return session->label != NULL && session->label->is_handled;
}

void
irc_label_end(struct connection *connection)
{
	char line[IRC_LABEL_LINE_BYTES];
	struct slice text;
	struct irc_session *session = irc_session_of(connection);
	struct irc_label *label;

	if (!irc_label_is_there(connection))
		return;
	label = session->label;
	if (label->has_batch) {
		text = irc_label_write(
		    connection, "BATCH -" IRC_LABEL_BATCH, line);
		connection_append(connection, APPEND_REPLY, &text, 1);
	} else {
		text = session->held == NULL
			   ? irc_label_write(connection, "ACK", line)
			   : (struct slice){ session->held, label->held_size };
		irc_label_send_labelled(connection, label, text);
	}
	free(session->held);
	free(label);
	session->held = NULL;
	session->label = NULL;
}
