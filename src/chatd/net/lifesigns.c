/* SPDX-License-Identifier: MIT */
/*
 * While data is under way the kernel sends no probes, and what it sends again
 * comes at intervals that double.  A peer whose window is closed is neither
 * here nor there: that is a slow reader, who has a time-out of their own.
 */

#include "chatd/net/lifesigns.h"

#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "chatd/net/transport.h"

_Static_assert(
    (LIFESIGNS_IDLE_S + LIFESIGNS_PROBES * LIFESIGNS_INTERVAL_S) * 1000 <=
	TRANSPORT_USER_TIMEOUT_MS,
    "the user time-out leaves no time for the probes");

/* No pause between two transmissions is longer, so no shift overflows. */
#define LIFESIGNS_BACKOFF_MAX 16

bool
lifesigns_are_none(const struct lifesigns *signs)
{
	uint32_t enough = signs->has_data ? LIFESIGNS_DATA_UNANSWERED
					  : LIFESIGNS_PROBES_UNANSWERED;

	return signs->unanswered >= enough &&
	       signs->unanswered_ms >= LIFESIGNS_SILENCE_MS &&
	       signs->silent_ms >= LIFESIGNS_SILENCE_MS;
}

/*
 * Return how long data has been sent again and again: the pause was doubled
 * each time, so all of them together are what the last one is longer than the
 * first.
 */
static uint32_t
lifesigns_pauses_ms(const struct tcp_info *info)
{
	uint32_t backoff = info->tcpi_backoff < LIFESIGNS_BACKOFF_MAX
			       ? info->tcpi_backoff
			       : LIFESIGNS_BACKOFF_MAX;

	return (info->tcpi_rto - (info->tcpi_rto >> backoff)) / 1000;
}

static void
lifesigns_read(
    const struct tcp_info *info, bool has_data, struct lifesigns *signs_r)
{
	*signs_r = (struct lifesigns){
		.silent_ms = info->tcpi_last_ack_recv,
		.has_data = has_data,
	};
	if (info->tcpi_last_data_recv < signs_r->silent_ms)
		signs_r->silent_ms = info->tcpi_last_data_recv;
	if (has_data) {
		signs_r->unanswered = info->tcpi_retransmits;
		signs_r->unanswered_ms = lifesigns_pauses_ms(info);
	} else if (info->tcpi_probes > 0) {
		signs_r->unanswered = info->tcpi_probes;
		signs_r->unanswered_ms = (info->tcpi_probes - 1U) *
					 LIFESIGNS_URGENT_S * 1000;
	}
}

bool
lifesigns_peer_is_gone(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof(info);
	struct lifesigns signs;
	uint32_t unacknowledged;

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
	    transport_get_unacknowledged(fd, &unacknowledged) != 0)
		return false;
	lifesigns_read(&info, unacknowledged > 0, &signs);
	return lifesigns_are_none(&signs);
}

/* A socket that refuses this asks as it did. */
static void
lifesigns_set(int fd, int idle_s, int interval_s)
{
	(void)setsockopt(
	    fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof(interval_s));
	/* Setting this one has the kernel look at its watch. */
	(void)setsockopt(
	    fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof(idle_s));
}

void
lifesigns_ask_urgently(int fd)
{
	lifesigns_set(fd, LIFESIGNS_URGENT_S, LIFESIGNS_URGENT_S);
}

void
lifesigns_ask_as_usual(int fd)
{
	lifesigns_set(fd, LIFESIGNS_IDLE_S, LIFESIGNS_INTERVAL_S);
}
