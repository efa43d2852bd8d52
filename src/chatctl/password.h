/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_PASSWORD_H
#define CHATD_CHATCTL_PASSWORD_H

/*
 * Asking for a password: on a terminal, twice and unseen, or from standard
 * input as its next line.
 */

#include "common/secret.h"

/*
 * Ask for a password and write it to password_r, of SECRET_BYTES;
 * nothing more of standard input is read than its line.  A signal that ends the
 * program ends it with the terminal as it was.
 */
enum secret_outcome chatctl_password_ask(char *password_r);

#endif
