/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_TEXTS_H
#define CHATD_IRC_TEXTS_H

/*
 * What somebody says, in as many lines as it takes: texts of the chat may be
 * longer than a line of IRC, and are cut between characters.  Owner thread
 * only.
 */

#include <stdbool.h>

#include "chatd/connection/connection.h"
#include "chatd/core/address.h"
#include "chatd/core/chat_text.h"
#include "common/slice.h"

struct stamp;

struct irc_text {
	enum text_style style;
	const struct stamp *stamp;
	struct address by;   /* who says it; nowhere: whoever is called from */
	struct slice from;   /* a name of the chat */
	struct slice target; /* as it is shown */
	struct slice tags;   /* that clients have added */
	struct slice text;   /* with its codes; an action without who does it */
};

/* Say whether connection wants to know the stamp of a text. */
bool irc_text_is_stamped(struct connection *connection);

/* Tell connection; the stamp is looked at only if it is wanted. */
void irc_text_tell(struct connection *connection, enum append_mode mode,
    const struct irc_text *text);

#endif
