/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_MODE_REQUEST_H
#define CHATD_IRC_MODE_REQUEST_H

/*
 * What "MODE #tea +ov-k alice bob" asks for: the letters, each with a value if
 * it has one, as changes of the chat.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/chat/mode_change.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "common/slice.h"

struct connection;

/* How many changes of a room one line may have; what follows is passed over. */
#define IRC_MODES_MAX 12

/* The letters, as 004 and 005 show them. */
#define IRC_MODES_ALL        "Ibeiklmnorstv"
#define IRC_MODES_WITH_VALUE "Ibeklov"
#define IRC_MODES_BY_KIND    "Ibe,k,l,imnrst"

struct irc_mode_request {
	struct connection *connection;
	struct slice target;         /* "#tea" */
	bool comes_again;            /* the line: all but its list is done */
	bool wants[ROOM_MASK_KINDS]; /* to see these lists */
	size_t count;
	struct chat_mode_change changes[IRC_MODES_MAX];
	char texts[IRC_MODES_MAX][ROOM_MASK_MAX_BYTES]; /* of these, if need
							    be */
};

/*
 * Read letters, which take what they need of values, and say what is wrong with
 * them: but not again, if the line comes again.  What is read is borrowed.
 */
void irc_mode_request_read(struct irc_mode_request *request,
    struct connection *connection, struct slice target, bool comes_again,
    struct slice letters, struct irc_parameters *values);

/*
 * Say that a mode cannot have that value: "696 alice #tea l x"; of a key "*" is
 * shown, as it is when one is taken away.
 */
void irc_mode_request_refuse(struct connection *connection, struct slice target,
    char mode, struct slice value);

#endif
