/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_PASSWORD_H
#define CHATD_CHATCTL_PASSWORD_H

/*
 * Asking for a password: on a terminal, twice and unseen, or from standard
 * input as its next line.
 */

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a password, with its NUL.  chatd takes fewer. */
#define CHATCTL_PASSWORD_BYTES 1024

enum chatctl_password_outcome {
	CHATCTL_PASSWORD_GIVEN,
	CHATCTL_PASSWORD_DIFFERS,  /* the second time it was another one */
	CHATCTL_PASSWORD_MISSING,  /* input ended before there was one */
	CHATCTL_PASSWORD_TOO_LONG, /* for chatd, whatever it takes */
	CHATCTL_PASSWORD_FAILED,   /* errno says why */
};

/*
 * Ask for a password and write it to password_r, of CHATCTL_PASSWORD_BYTES;
 * nothing more of standard input is read than its line.  A signal that ends the
 * program ends it with the terminal as it was.
 */
enum chatctl_password_outcome chatctl_password_ask(char *password_r);

#endif
