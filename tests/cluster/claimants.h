/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CLAIMANTS_H
#define CHATD_CLAIMANTS_H

/*
 * Many who want few names, on all nodes of a cluster (cluster_fixture.h): each
 * claims one, asks for something all the time it has it, gives it back in one
 * way or another, and claims another one.  What they have is noted and checked
 * by cluster/ownership.h.
 */

/*
 * Begin with so many of them, COMPANY_MAX at most, on a company (company.h) of
 * their own; names is at most OWNERSHIP_NAMES_MAX.
 */
void claimants_begin(
    unsigned int count, unsigned int names, unsigned int nodes);

/*
 * Have those who own a name ask as fast as they are answered, with much under
 * way: their nodes are found in the middle of something.
 */
void claimants_hurry(void);

/* Have them claim each name in some capitals or others. */
void claimants_fold(void);

/* Say how often a name was had, was refused, and was lost without a wish. */
void claimants_print(void);

#endif
