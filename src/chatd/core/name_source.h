/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_SOURCE_H
#define CHATD_NAME_SOURCE_H

/*
 * Who says what the user of a connection is called: the client, or what the
 * connection itself has shown.  A listener has it in its option name_from.
 */

enum name_source {
	NAME_SOURCE_CLIENT,
	NAME_SOURCE_CERTIFICATE, /* that the client has shown, of TLS */
	NAME_SOURCE_PEER,        /* the account at a unix socket's other end */
};

#endif
