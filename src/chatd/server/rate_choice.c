/* SPDX-License-Identifier: MIT */
/*
 * People type a line in a second at most, and paste some dozens at once; a
 * program that is meant to do more is known to its operator.  Servers for IRC
 * let a client send one or two lines a second after a burst of ten, and XMPP's
 * have ten kilobytes a second: these are wider, because whoever is over them
 * waits and is not cut.
 */

#include "chatd/server/rate_choice.h"

#include "chatd/config/config.h"
#include "common/log.h"
#include "common/quantity.h"

#define RATE_CHOICE_REQUESTS (10 * 60)
#define RATE_CHOICE_BYTES    (32768 * 60)

static uint64_t
rate_choice_of(uint64_t configured, bool is_open, uint64_t usual)
{
	if (configured != RATE_AUTO)
		return configured;
	return is_open ? usual : 0;
}

void
rate_choice_make(struct config *config, bool is_open)
{
	struct rates *rates = &config->limits.rates;

	rates->requests.per_minute = rate_choice_of(
	    config->message_rate, is_open, RATE_CHOICE_REQUESTS);
	rates->bytes.per_minute = rate_choice_of(
	    config->byte_rate, is_open, RATE_CHOICE_BYTES);
}

void
rate_choice_log(const struct config *config, const char *open_address)
{
	const struct rates *rates = &config->limits.rates;
	char requests[32], bytes[32];

	if (open_address == NULL || (config->message_rate != RATE_AUTO &&
					config->byte_rate != RATE_AUTO))
		return;
	log_info("%s is open to other machines, so message_rate is %s and "
		 "byte_rate %s for each connection; set them to change that",
	    open_address,
	    quantity_format_rate(
		rates->requests.per_minute, requests, sizeof(requests)),
	    quantity_format_byte_rate(
		rates->bytes.per_minute, bytes, sizeof(bytes)));
}
