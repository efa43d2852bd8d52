/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_CLIENT_PRIVATE_H
#define CHATD_TEST_CLIENT_PRIVATE_H

/*
 * What the two halves of the test client share: test_client.c opens, sends and
 * closes, test_client_read.c reads and expects.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* Bytes of input or output that a message shows. */
#define SHOWN_MAX 800

struct test_client {
	int fd;                       /* -1 when closed */
	char name[80];                /* our address */
	struct sockaddr_storage peer; /* where it has connected to */
	size_t peer_size;
	unsigned int node;        /* of a cluster, from 0 */
	bool is_encrypted;        /* fd is the end of a relay */
	bool ended, reset;        /* what reading has met */
	char *input;              /* received, not yet taken */
	size_t start, end;        /* of the bytes in input */
	size_t space;             /* bytes allocated */
	unsigned int segments;    /* received when last looked */
	char sent[SHOWN_MAX / 4]; /* the last request, for messages */
};

#endif
