/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_COMPANY_H
#define CHATD_IRC_COMPANY_H

/*
 * Those who are in one room in tests of irc: alice, who has made #tea, and bob
 * speak irc, and carol speaks hello.  Each has been told of those who came
 * later.
 */

struct test_client;
struct test_daemon;

struct irc_company {
	struct test_daemon *daemon;
	struct test_client *alice;
	struct test_client *bob;
	struct test_client *carol;
};

/* Start a daemon with two workers, and gather them. */
struct irc_company irc_company_gather(void);

#endif
