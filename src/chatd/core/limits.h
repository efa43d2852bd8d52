/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LIMITS_H
#define CHATD_LIMITS_H

/*
 * The settings that connections are held to: the part of the configuration that
 * a reload can change while people talk.  They are a plain value, which the
 * configuration fills in; each worker has its own copy, and gets a new one by
 * mail.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/rate.h"
#include "common/name.h"

/* How many digits a length field of the sized protocol has. */
enum length_digits {
	LENGTH_DIGITS_AUTO, /* as many as in the client's first message */
	LENGTH_DIGITS_2,
	LENGTH_DIGITS_3,
	LENGTH_DIGITS_4,
};

/* The longest name of a server or a network of irc, as servers have it. */
#define LIMITS_IRC_NAME_BYTES 63

/* The longest list of names that nobody may have. */
#define LIMITS_RESERVED_NAMES_BYTES 255

struct limits {
	uint64_t max_clients;        /* logged-in users, all ports together */
	uint64_t max_logins_pending; /* connections that have not logged in */
	uint64_t max_guests;         /* connections that need not */
	uint64_t rooms_max;          /* rooms of a user, besides the lobby */
	uint64_t rooms_total_max;    /* all rooms together, besides it */
	size_t name_max;             /* bytes, 1 to NAME_MAX_BYTES */
	size_t line_max;             /* bytes of a line, without its "\n" */
	size_t message_max;          /* bytes of text in a framed message */
	uint64_t drop_message_max;   /* bytes of a text that is filed */
	size_t send_queue_max;       /* bytes waiting for one connection */
	uint64_t send_timeout_ms;    /* without progress in sending */
	uint64_t name_grace_ms;      /* from a cut until the name is free */
	uint64_t login_timeout_ms;   /* from accept to login, absolute */
	uint64_t irc_sts_ms;         /* that irc insists on TLS; 0 = not */
	uint16_t irc_tls_port;       /* where it speaks TLS; 0 = nowhere */
	uint64_t irc_ping_ms;        /* silence until irc asks; 0 = never */
	uint64_t drain_timeout_ms;   /* from SIGTERM to exit */
	uint64_t room_list_interval_ms; /* between user lists; 0 = never */
	uint64_t echo_delay_ms;         /* from a reply to the echo; 0: none */
	struct rates rates;             /* of what a connection sends */
	enum length_digits length_digits;
	bool registration_is_open; /* users make accounts for themselves */
	bool auth_plaintext;       /* passwords may come over any connection */
	bool hello_strict;         /* close after an error in the handshake */
	bool dialect_list;         /* BAD-DEST-USER in place of UNKNOWN */
	char echo_user[NAME_MAX_BYTES + 1]; /* "" = there is none */
	/* How irc calls this server and the network. */
	char irc_server_name[LIMITS_IRC_NAME_BYTES + 1];
	char irc_network[LIMITS_IRC_NAME_BYTES + 1];
	char reserved_names[LIMITS_RESERVED_NAMES_BYTES + 1]; /* with commas */
};

#endif
