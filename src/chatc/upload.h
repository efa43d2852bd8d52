/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_FILING_H
#define CHATD_CHATC_FILING_H

/*
 * Filing texts with a server of the drop protocol.
 */

struct options;

/* The default port. */
#define FILING_PORT 12100

/*
 * Send the files that the options name, one after the other, and say of each
 * whether the server has it.  Return the program's exit status: 0 if it has
 * all.
 */
int filing_run(const struct options *options);

#endif
