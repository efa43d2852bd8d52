/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CABLES_H
#define CHATD_CABLES_H

/*
 * Network namespaces, one for the engine and one for each node, and a cable
 * from each node to the engine.  Nobody else sees them, and they end with the
 * process.  To be used by one who may make them.
 */

#include <stdbool.h>

/* Have the program skipped where namespaces cannot be made. */
void cables_require(void);

/* Make them, and be in that of the engine from now on. */
void cables_begin(unsigned int nodes);

/* Say whether there are any. */
bool cables_are_there(void);

/* Say whether a node has one; all others are where the engine is. */
bool cables_reach(unsigned int node);

/* Be in the namespace of a node that has one, for whatever is started there; or
 * go back. */
void cables_enter(unsigned int node);
void cables_go_back(void);

/* Return the host at which others find node, and at which node finds them. */
const char *cables_node(unsigned int node);
const char *cables_engine(unsigned int node);

/* Cut the cable of node without a word to either end; mend it. */
void cables_cut(unsigned int node, bool is_cut);

#endif
