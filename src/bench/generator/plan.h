/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_PLAN_H
#define CHATD_BENCH_PLAN_H

/*
 * What one run of chatd-bench is to do, checked as a whole.  The plan does not
 * change once the command line has been read, so that every thread may look at
 * it without a lock.
 */

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

struct load;
struct wire;

#define PLAN_CPUS_MAX    256
#define PLAN_TITLE_BYTES 320

struct plan {
	const struct load *load;
	const struct wire *wire;
	const char *host; /* borrowed from the command line */
	const char *port;
	char port_buffer[8]; /* what port points to if none was given */
	char title[PLAN_TITLE_BYTES]; /* load, wire and server, for errors */
	struct sockaddr_storage server;
	socklen_t server_size;
	struct sockaddr_storage other; /* where listeners log in */
	socklen_t other_size;          /* 0: where all do */
	struct in_addr *sources;       /* owned; NULL: the kernel chooses */
	size_t source_count;
	size_t connections; /* of the kind that the load is about */
	size_t idle;        /* other users, who stay logged in and silent */
	size_t askers;      /* load who: how many of the users ask */
	size_t at_once;     /* logins in flight */
	size_t window;      /* messages in flight for each sender */
	size_t text_size;   /* bytes */
	uint64_t count;     /* messages in all; 0: until the time is up */
	uint64_t duration_ms;
	uint64_t warmup_ms;
	uint64_t timeout_ms; /* for logins, for a counted run, for the drain */
	size_t threads;
	int cpus[PLAN_CPUS_MAX]; /* where the threads run, in turn */
	size_t cpu_count;        /* 0: the kernel chooses */
	pid_t server_pid;        /* 0: unknown, or on another machine */
	bool churn;
	bool is_encrypted;
	bool resumes; /* handshakes are those of users who come back */
	bool json;
	bool quiet;
	const char *plot_path; /* NULL: no picture */
};

#endif
