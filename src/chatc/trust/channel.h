/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CHANNEL_H
#define CHATD_CHATC_CHANNEL_H

/*
 * Bytes through TLS for who waits in the loop: a bufferevent.  Who waits with
 * poll(2) has encrypted_socket.h.
 */

struct bufferevent;
struct event_base;
struct ssl_st;

/*
 * Return a bufferevent without a socket, which does a handshake as soon as it
 * is connected, and reports that as BEV_EVENT_CONNECTED.  It frees ssl and
 * closes its socket.  Return NULL if there is no memory; then ssl is freed.
 */
struct bufferevent *channel_new(struct event_base *base, struct ssl_st *ssl);

/* Return what channel_new() was given. */
struct ssl_st *channel_ssl(struct bufferevent *bev);

/* Return OpenSSL's error after BEV_EVENT_ERROR, or 0 if it was the socket's. */
unsigned long channel_take_error(struct bufferevent *bev);

#endif
