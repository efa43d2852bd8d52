/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONTROL_REPORT_H
#define CHATD_CONTROL_REPORT_H

/*
 * Tables that the workers fill in, each on its own thread, and that go to a
 * client of the console when the last has answered.  Main thread only.
 */

#include "chatd/worker/worker.h"

struct control_client;
struct evbuffer;

/* Append rows about the connections of loop; runs on the worker's thread. */
typedef void control_report_cb(
    struct connections *connections, struct evbuffer *rows);

/*
 * Ask every worker for rows, and reply to client with the header line, which is
 * a constant, and the rows in order of worker.
 */
void control_report(
    struct control_client *client, const char *header, control_report_cb *fill);

/* Rows for the commands "users" and "connections". */
void control_report_users_cb(
    struct connections *connections, struct evbuffer *rows);
void control_report_connections_cb(
    struct connections *connections, struct evbuffer *rows);

/* The header line for both. */
#define CONTROL_REPORT_HEADER                                                  \
	"name\tprotocol\tpeer\tnumber\tworker\tage\tidle\tbytes_in\t"          \
	"bytes_out\tmessages_in\tmessages_out\tqueue\n"

#endif
