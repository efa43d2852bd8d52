/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_H
#define CHATD_IRC_H

/*
 * IRC, for the list of protocols (all_protocols.h).
 */

struct protocol;

/* Return the protocol: users and rooms for the clients of IRC.  Any thread. */
const struct protocol *irc_protocol(void);

#endif
