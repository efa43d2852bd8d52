/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_LOG_FIXTURE_H
#define CHATD_NAME_LOG_FIXTURE_H

/* A copy of all names, in the words of the engine, and somebody who is told. */

#include <stdbool.h>

#include "chatd/cluster/copies/name_log.h"

extern struct name_log *copied;

/* Begin and end a test: make a copy without names, and free it. */
void name_log_fixture_begin(void);
void name_log_fixture_end(void);

/* Take an entry of the log.  Return false if the copy is behind. */
bool take(const char *id, const char *field, const char *value);

/* Add a life or a name that a snapshot has found. */
void add_node(const char *life, const char *value);
void add_name(const char *name, const char *value);

/* Follow the log from 10, with two lives and without names. */
void follow(void);

/* Expect what has been told by now, since that was last asked. */
void expect_some(const char *news);

/* The same, once all is told that is to be. */
void expect(const char *news);

#endif
