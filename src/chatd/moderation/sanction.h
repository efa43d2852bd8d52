/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SANCTION_H
#define CHATD_SANCTION_H

/*
 * A ban or a mute, as a value: whom it concerns, until when, why, and who has
 * ordered it.  Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/net/network.h"
#include "common/name.h"
#include "common/slice.h"

enum sanction_kind {
	SANCTION_BAN,  /* they may not be here */
	SANCTION_MUTE, /* they may be here, and say nothing */
	SANCTION_KINDS
};

/* Whom a sanction concerns. */
enum sanction_scope {
	SANCTION_OF_NAME,    /* whoever is called that */
	SANCTION_OF_NAMES,   /* whoever is called something that begins so */
	SANCTION_OF_ACCOUNT, /* whoever has shown its password, or is called
				that */
	SANCTION_OF_NETWORK, /* whoever connects from there */
};

struct sanction_subject {
	enum sanction_scope scope;
	struct slice name;      /* of all but a network; borrowed */
	struct network network; /* only of one */
};

/* It has no end. */
#define SANCTION_FOR_EVER INT64_MAX

/* The longest reason: with it, what is said of a sanction fits every answer. */
#define SANCTION_REASON_MAX_BYTES 200

struct sanction_terms {
	enum sanction_kind kind;
	struct sanction_subject subject;
	int64_t since;       /* seconds since 1970, like the next */
	int64_t until;       /* or SANCTION_FOR_EVER */
	long by;             /* the user of the machine, or -1: not known */
	struct slice reason; /* text, which may be empty; borrowed */
};

/* Bytes that hold every result of sanction_format_subject(). */
#define SANCTION_SUBJECT_BYTES (NAME_MAX_BYTES + 16)

/* Bytes that hold every result of sanction_say(). */
#define SANCTION_WORDS_BYTES (SANCTION_REASON_MAX_BYTES + 40)

/*
 * Read "alice", "ali*", "account:alice", "192.0.2.7" or "192.0.2.0/24".  What
 * could be an address is one; "name:" before it makes it a name.  Return NULL,
 * or what is wrong with it, which is valid until the next call by this thread.
 */
const char *sanction_parse_subject(
    struct slice text, struct sanction_subject *subject_r);

/* Say whether that may be a reason: text without TABs, and not too long. */
bool sanction_reason_is_valid(struct slice reason);

/* Write subject as it is read, to buffer of SANCTION_SUBJECT_BYTES. */
const char *sanction_format_subject(
    const struct sanction_subject *subject, char *buffer);

/* Return what a table calls its scope: "name", "network". */
const char *sanction_scope_name(const struct sanction_subject *subject);

/*
 * Write what the one who is concerned is told after "banned" or "muted", to
 * buffer of SANCTION_WORDS_BYTES: "until 2027-01-31 18:30 UTC: spam", "spam",
 * or "" if there is nothing to tell.
 */
const char *sanction_say(const struct sanction_terms *terms, char *buffer);

#endif
