/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_LABEL_H
#define CHATD_IRC_LABEL_H

/*
 * IRCv3's "labeled-response": what answers a line that has a label is told
 * apart from all else.  One line has the label itself, several are in a batch
 * that has it, and if there is none, an ACK has it.
 *
 * How many there will be is not known before the last.  So the first is held
 * back until the second comes, or the end, or something that is no answer, such
 * as what others say: that must not overtake it, so a batch begins then.
 *
 * A label costs a client's session 80 bytes and a line, for as long as the
 * line is not done.  There is one at a time, since lines are done one after the
 * other.  Owner thread only.
 */

#include <stdbool.h>

#include "common/slice.h"

struct connection;
struct irc_session;

/*
 * Take the label out of tags, if the client has asked for labels and this is
 * the first time that the line comes.  One that is empty or longer than
 * IRCv3 allows is none.  Without memory the connection is closed.
 */
void irc_label_begin(struct connection *connection, struct slice tags);

/* Say whether the line that is handled, or waits for an answer, has a label. */
bool irc_label_is_there(struct connection *connection);

/*
 * Send line, which answers a request and ends with "\r\n": at once, or later if
 * that has a label.
 */
void irc_label_send(struct connection *connection, struct slice line);

/* Send what is held back, because what comes next is no answer. */
void irc_label_interrupt(struct connection *connection);

/*
 * Note that nothing is left to do for the line but to wait until the chat has
 * answered; and ask whether that was noted.
 */
void irc_label_set_handled(struct irc_session *session);
bool irc_label_is_handled(const struct irc_session *session);

/* End the answer, if there is a label. */
void irc_label_end(struct connection *connection);

#endif
