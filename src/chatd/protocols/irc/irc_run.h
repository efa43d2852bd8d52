/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_RUN_H
#define CHATD_IRC_RUN_H

/*
 * Texts that come one after the other, from one user to another: the short way
 * of a line, as command.h has it for other protocols; see doc/fast-path.md.
 *
 * A run is begun by a PRIVMSG to one nick, without tags, whose text has the
 * ":".  A line that begins as that one did, up to its text, is a text to the
 * same user.  Owner thread only.
 */

#include <stdbool.h>

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;
struct irc_line;

/* Begin a run with text, a line of command that was parsed; or end it. */
void irc_run_begin(struct command_run *run, const struct command *command,
    struct slice text, const struct irc_line *line);

/*
 * Handle line if it goes on with run, and nothing else is to be asked about
 * what it says.  Return false, with nothing done, if it has to go the long way.
 */
bool irc_run_handle(struct connection *connection,
    const struct command_run *run, struct slice line);

#endif
