/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NETWORK_FIXTURE_H
#define CHATD_NETWORK_FIXTURE_H

/*
 * A chatd whose network calls fail, or halt, as a test wants it: see
 * tests/common/faulty_network.c, which says what the calls are named.
 */

struct test_daemon;

/* Have the daemons that this test starts from now on be of that kind. */
void network_use_faulty(void);

/*
 * Have the next such call fail with error; with "-always" after its name, each
 * of them until it is mended.
 */
void network_break(const char *call, int error);
void network_mend(const char *call);

/* Wait until the call has failed. */
void network_wait_failed(struct test_daemon *daemon, const char *call);

/*
 * Have the thread that makes the next such call halt when it has been made;
 * wait until one has; and let it go on.
 */
void network_halt(const char *call);
void network_wait_halted(struct test_daemon *daemon, const char *call);
void network_go_on(const char *call);

#endif
