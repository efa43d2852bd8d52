/* SPDX-License-Identifier: MIT */
#ifndef CHATD_EVENT_LOG_H
#define CHATD_EVENT_LOG_H

/*
 * What libevent has to say, in the log.
 */

/*
 * Have libevent's messages written to the log, each with its level, and a line
 * when it meets an error that it cannot survive, after which the process
 * aborts.  Errors are always written; of all others, a thread writes ten in ten
 * seconds, because strangers may cause them, and counts the rest.  Call this
 * once, before there are threads and before any event_base.
 */
void event_log_open(void);

#endif
