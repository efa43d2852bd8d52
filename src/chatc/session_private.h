/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_SESSION_PRIVATE_H
#define CHATD_CHATC_SESSION_PRIVATE_H

/* What the files of a session share. */

#include <netdb.h>
#include <stdbool.h>

#include <event2/event.h>

#include "chatc/conversation/conversation.h"

struct chatc_options;
struct server_connection;
struct trust;
struct user;

struct session {
	const struct chatc_options *options;
	struct addrinfo *addresses;
	struct event_base *base;
	struct event *timer;
	struct slice host_name; /* of the options */
	struct secret password; /* of --password-file, until it is begun */
	struct trust *trust;
	struct server_connection *connection;
	struct user *user;
	struct conversation conversation;
	bool over;
	int status;
};

/* Return what the conversation wants done; its context is the session. */
const struct conversation_host *session_host(void);

/* End, with this exit status. */
void session_end(struct session *session, int status);

#endif
