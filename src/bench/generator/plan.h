/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_OPTIONS_H
#define CHATD_BENCH_OPTIONS_H

/*
 * What chatd-bench was told to do, checked as a whole.  A value that nobody
 * changes once it is read.
 */

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

struct load;
struct wire;

#define OPTIONS_CPUS_MAX 256

struct options {
	const struct load *load;
	const struct wire *wire;
	const char *host; /* borrowed from the command line */
	const char *port;
	char port_buffer[8]; /* what port points to if it was not given */
	struct sockaddr_storage server;
	socklen_t server_size;
	struct in_addr *sources; /* NULL: as the kernel likes */
	size_t source_count;
	size_t connections; /* of the kind that the load is about */
	size_t idle;        /* users who are logged in besides */
	size_t askers;      /* load who: how many of the users ask */
	size_t at_once;     /* logins in flight */
	size_t window;      /* messages in flight for each sender */
	size_t text_size;   /* bytes */
	uint64_t count;     /* messages in all; 0: as many as fit */
	uint64_t duration_ms;
	uint64_t warmup_ms;
	uint64_t
	    timeout_ms; /* for logging in, for a counted run, for draining */
	size_t threads;
	int cpus[OPTIONS_CPUS_MAX]; /* where the threads run, in turn */
	size_t cpu_count;           /* 0: where the kernel likes */
	pid_t server_pid;           /* 0: unknown, or not on this machine */
	bool churn;
	bool json;
	bool quiet;
	const char *plot_path; /* NULL: no picture */
};

enum options_result {
	OPTIONS_RUN,
	OPTIONS_EXIT,  /* --help or --version has been answered */
	OPTIONS_WRONG, /* and standard error says why */
};

/* Read the command line.  options_clear() is due whatever the result. */
enum options_result options_read(
    struct options *options, int argc, char *argv[]);

/* Free what options holds, but not options. */
void options_clear(struct options *options);

#endif
