/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_SANCTION_TERMS_H
#define CHATD_CONSOLE_SANCTION_TERMS_H

/*
 * Bans and mutes as operators write them:
 *
 *	alice --for 2h please calm down
 *
 * Pure; any thread.
 */

#include "chatd/moderation/sanction.h"
#include "common/slice.h"

/*
 * Read the arguments of an order into terms, whose kind and since are there
 * already.  Return NULL, or what is wrong with them: usage, if they have not
 * the form that it says.
 */
const char *sanction_terms_parse(
    struct slice arguments, const char *usage, struct sanction_terms *terms);

#endif
