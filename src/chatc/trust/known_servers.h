/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_KNOWN_SERVERS_H
#define CHATD_CHATC_KNOWN_SERVERS_H

/*
 * The servers whose keys a user trusts, in a file with lines such as
 *
 *	chat.example:5378 SHA256:ID6cJNsvJaAtgphwXgzU91muDLAJxCmRsfPBVxpRW3M
 *
 * A server may have several lines, so that the next key can be written down
 * before it is used.  Empty lines count for nothing, nor do those that begin
 * with "#".
 */

#include "common/slice.h"

struct buffer;

enum known_servers_answer {
	KNOWN_SERVERS_YES,     /* this is a key of the server's */
	KNOWN_SERVERS_NEVER,   /* there is no line for the server */
	KNOWN_SERVERS_ANOTHER, /* it has other keys */
};

/*
 * Look for a server and its key in the text of such a file.  Letters of a
 * server's name are the same, large and small.  Where it has other keys, set
 * *line_r to the number of its first line, from 1, and *known_r to the key
 * there.  Pure.
 */
enum known_servers_answer known_servers_look_up(struct slice text,
    struct slice server, struct slice key, unsigned int *line_r,
    struct slice *known_r);

/* Return the path of the user's file, to be freed, or NULL: there is no HOME.
 */
char *known_servers_path(void);

/*
 * Append the text of the file, which has none if it is not there.  Return 0, or
 * -1 with errno.
 */
int known_servers_read(const char *path, struct buffer *text);

/*
 * Add a line, all of it or nothing; the file is made for the user alone if it
 * is not there.  Return 0 when it is on the disk, or -1 with errno.
 */
int known_servers_add(const char *path, struct slice server, struct slice key);

#endif
