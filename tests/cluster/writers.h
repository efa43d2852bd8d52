/* SPDX-License-Identifier: MIT */
#ifndef CHATD_WRITERS_H
#define CHATD_WRITERS_H

/*
 * People who log in, write to each other and leave, over and over, on any node
 * of a cluster, through whatever happens to it (faults.h); what they are told
 * stands in the ledger (ledger.h).
 */

/* Begin with so many, on the first nodes of the cluster. */
void writers_begin(unsigned int count, unsigned int nodes);

/* Have them fall silent, wait for the last answers, and check the ledger. */
void writers_end(void);

#endif
