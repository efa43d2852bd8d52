/* SPDX-License-Identifier: MIT */
/*
 * In place of trust.c and channel.c where chatc is built without TLS.  Whoever
 * asks for it is told, so that nothing is ever encrypted, and no other function
 * called.
 */

#include <err.h>
#include <stdlib.h>
#include <sysexits.h>

#include "chatc/options/options.h"
#include "chatc/trust/channel.h"
#include "chatc/trust/trust.h"

int
trust_open(const struct chatc_options *options, uint16_t default_port,
    struct trust **trust_r)
{
	(void)default_port;
	*trust_r = NULL;
	if (!options->tls)
		return EX_OK;
	warnx("--tls: this chatc was built without TLS");
	return EX_USAGE;
}

void
trust_free(struct trust *trust)
{
	(void)trust;
}

struct ssl_st *
trust_begin(struct trust *trust)
{
	(void)trust;
	abort();
}

enum trust_verdict
trust_judge(struct trust *trust, struct ssl_st *ssl, const char **words_r)
{
	(void)trust;
	(void)ssl;
	*words_r = "";
	return TRUST_REFUSED;
}

const char *
trust_explain(struct trust *trust, struct ssl_st *ssl, unsigned long error)
{
	(void)trust;
	(void)ssl;
	(void)error;
	return NULL;
}

struct bufferevent *
channel_new(struct event_base *base, struct ssl_st *ssl)
{
	(void)base;
	(void)ssl;
	return NULL;
}

struct ssl_st *
channel_ssl(struct bufferevent *bev)
{
	(void)bev;
	return NULL;
}

unsigned long
channel_take_error(struct bufferevent *bev)
{
	(void)bev;
	return 0;
}
