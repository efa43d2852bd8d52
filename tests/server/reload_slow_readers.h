/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RELOAD_SLOW_READERS_H
#define CHATD_RELOAD_SLOW_READERS_H

/*
 * What users see of the options that concern slow readers, before a reload has
 * changed them and after.  The daemon must serve its metrics.
 */

#include <stdbool.h>

struct test_daemon;

void slow_reader_see_send_queue_max(struct test_daemon *chatd, bool is_changed);
void slow_reader_see_queue_total_max(
    struct test_daemon *chatd, bool is_changed);
void slow_reader_see_send_timeout(struct test_daemon *chatd, bool is_changed);
void slow_reader_see_name_grace(struct test_daemon *chatd, bool is_changed);

#endif
