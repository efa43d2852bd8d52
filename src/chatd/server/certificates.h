/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CERTIFICATES_H
#define CHATD_CERTIFICATES_H

/*
 * The certificates that a configuration names, read from their files.  Main
 * thread only.
 */

struct config;
struct config_errors;
struct ticket_keys;
struct tls_context;

/*
 * Read them.  keys are borrowed by the context.  Return 0 with *context_r set
 * to what listeners are to offer, one reference of which is the caller's, or to
 * NULL if no certificate is named; or -1 after an error has been reported.
 */
int certificates_load(const struct config *config, struct ticket_keys *keys,
    const struct config_errors *errors, struct tls_context **context_r);

/*
 * Read them, have the log warn of some, and forget them.  Return EX_OK, or the
 * exit status after an error has been reported.
 */
int certificates_check(
    const struct config *config, const struct config_errors *errors);

/*
 * Have the log warn of certificates that an operator should look at; NULL has
 * none.
 */
void certificates_warn(const struct tls_context *context);

#endif
