/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RATE_CHOICE_H
#define CHATD_RATE_CHOICE_H

/*
 * What message_rate and byte_rate come to where they are "auto": nothing, until
 * a port is open to other machines.  Main thread.
 */

#include <stdbool.h>

struct config;

/* Set what config->limits.rates hold connections to. */
void rate_choice_make(struct config *config, bool is_open);

/*
 * Say in the log which rates hold because the daemon listens at open_address,
 * "0.0.0.0:5378", if that is why any does.
 */
void rate_choice_log(const struct config *config, const char *open_address);

#endif
