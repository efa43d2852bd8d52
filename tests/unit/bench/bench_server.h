/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_UNIT_BENCH_SERVER_H
#define CHATD_TESTS_UNIT_BENCH_SERVER_H

/*
 * A server for chatd-bench that errs on purpose, in every protocol that
 * chatd-bench speaks.  It is a thread that serves one pair of users with
 * blocking calls.
 */

#include <stdbool.h>
#include <stddef.h>

enum bench_fault {
	FAULT_NONE,
	FAULT_LOSE,         /* the victim is neither delivered nor answered */
	FAULT_DOUBLE,       /* it is delivered twice */
	FAULT_SWAP,         /* it is delivered after the next one */
	FAULT_DAMAGE,       /* one byte of it is changed */
	FAULT_WRONG_REPLY,  /* an error comes instead of its answer, or too */
	FAULT_DOUBLE_REPLY, /* it is answered twice */
	FAULT_TRICKLE,      /* nothing is wrong, but it comes in small pieces */
	FAULT_REFUSE_LOGIN,
};

struct result;

struct bench_bytes {
	const char *bytes;
	size_t size;
};

/*
 * What goes over a wire, byte for byte, when the talker t00000 writes texts of
 * 100 bytes to the listener l00000.
 */
struct bench_dialect {
	const char *wire;
	const char *load;               /* "pairs", "room" or "who" */
	struct bench_bytes login[2];    /* the talker's, the listener's */
	struct bench_bytes welcome[2];  /* the answers to them */
	struct bench_bytes message[2];  /* the bytes before and after a text */
	struct bench_bytes delivery[2]; /* empty: nobody receives anything */
	struct bench_bytes reply;       /* empty: there is none */
	struct bench_bytes error;       /* a line that should not come */
};

/* Return a dialect; there is one for each wire and load that has messages. */
const struct bench_dialect *bench_dialect(int index);
int bench_dialect_count(void);

/* Say whether its replies are its deliveries: what was sent comes back. */
bool bench_dialect_echoes(const struct bench_dialect *dialect);

/*
 * Return a dialect of the load who.  Its message is the question, without a
 * text; its reply is the list with the only user that there is, and its error
 * is the list without that user.
 */
const struct bench_dialect *bench_list_dialect(int index);
int bench_list_dialect_count(void);

/*
 * Run chatd-bench with one connection and these options against a server with
 * this fault, which befalls message number victim, counted from 0.  The caller
 * clears *result_r.
 */
void bench_run(const struct bench_dialect *dialect, enum bench_fault fault,
    int victim, const char *options, struct result *result_r);

#endif
