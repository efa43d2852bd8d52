/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_SASL_H
#define CHATD_IRC_SASL_H

/*
 * AUTHENTICATE: the password of an account, by SASL's PLAIN (RFC 4616), or its
 * certificate, by EXTERNAL (RFC 4422), where the peer has shown one.  Owner
 * thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct chat_answer;
struct connection;

/* Handle "AUTHENTICATE argument". */
enum command_status irc_sasl_handle(
    struct connection *connection, struct slice argument, struct slice rest);

/* Say what came of the password. */
void irc_sasl_answer(
    struct connection *connection, const struct chat_answer *answer);

/*
 * Return the mechanisms that may be used, "PLAIN" or "PLAIN,EXTERNAL", which is
 * constant.
 */
const char *irc_sasl_get_mechanisms(const struct connection *connection);

#endif
