/* SPDX-License-Identifier: MIT */
#include "cluster/company.h"

#include <sys/timerfd.h>

#include <stdint.h>
#include <unistd.h>

#include "cluster/cluster_fixture.h"
#include "cluster/faults.h"
#include "common/clock.h"
#include "common/test_support.h"

static struct talker talkers[COMPANY_MAX];
static struct pollfd polled[COMPANY_MAX + 1]; /* the last is the timer */
static unsigned int talker_count;
static const struct company_acts *acts;

void
company_begin(
    unsigned int count, unsigned int tick_ms, const struct company_acts *given)
{
	const struct timespec tick = {
		.tv_nsec = (long)(tick_ms * CLOCK_NS_PER_MS),
	};
	const struct itimerspec times = { tick, tick };

	talker_count = count;
	acts = given;
	for (unsigned int i = 0; i < count; i++)
		talkers[i].fd = -1;
	polled[count].fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	polled[count].events = POLLIN;
	test_require(timerfd_settime(polled[count].fd, 0, &times, NULL) == 0,
	    "no timer");
}

struct talker *
company_talker(unsigned int index)
{
	return &talkers[index];
}

static void
company_read(unsigned int index, uint64_t polled_ns)
{
	struct talker *talker = &talkers[index];
	bool goes_on = talker_read(talker, &polled[index], polled_ns);
	const char *line;

	while (talker->fd >= 0 && (line = talker_take_line(talker)) != NULL)
		acts->hear(index, line);
	if (goes_on || talker->fd < 0)
		return;
	acts->ended(index);
	talker_close(talker, false);
}

void
company_go_on(void)
{
	uint64_t polled_ns, ticks;

	for (unsigned int i = 0; i < talker_count; i++) {
		polled[i].fd = talkers[i].fd;
		polled[i].events = POLLIN;
		polled[i].revents = 0;
	}
	polled_ns = clock_monotonic_ns();
	test_require(
	    test_poll(polled, talker_count + 1) > 0, "the timer has stopped");
	for (unsigned int i = 0; i < talker_count; i++) {
		if (talkers[i].fd >= 0)
			company_read(i, polled_ns);
	}
	if (polled[talker_count].revents == 0)
		return;
	test_require(read(polled[talker_count].fd, &ticks, sizeof(ticks)) ==
			 (ssize_t)sizeof(ticks),
	    "no tick");
	for (unsigned int i = 0; i < talker_count; i++)
		acts->act(i);
}

void
company_end(void)
{
	for (unsigned int i = 0; i < talker_count; i++)
		talker_close(&talkers[i], false);
	close(polled[talker_count].fd);
}

bool
company_connect(unsigned int index, unsigned int nodes, unsigned int *node_r,
    const char *text)
{
	*node_r = test_random(nodes);
	if (!faults_leave_alone(*node_r) ||
	    !talker_connect(&talkers[index], cluster_node(*node_r)))
		return false;
	if (talker_say(&talkers[index], text))
		return true;
	talker_close(&talkers[index], false);
	return false;
}
