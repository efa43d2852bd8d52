/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_TALK_H
#define CHATD_IRC_TALK_H

/*
 * PRIVMSG, NOTICE and TAGMSG: texts to users and rooms, and tags alone.  Owner
 * thread only.
 */

#include <stdbool.h>

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct chat_answer;
struct connection;

/* How many targets one line may have. */
#define IRC_TARGETS_MAX 4

enum command_status irc_talk_privmsg(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_talk_notice(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_talk_tagmsg(
    struct connection *connection, struct slice argument, struct slice rest);

/*
 * Do what follows a plain text that was taken, to the last receiver, whom the
 * client calls target: send it back if the client wants that, and say if that
 * user is away.
 */
void irc_talk_end_plain(
    struct connection *connection, struct slice target, struct slice text);

/*
 * Find whom the text in line is for, if it may follow others that are under way
 * to another node, as command_find_receiver() does.
 */
bool irc_talk_find_receiver(struct slice line, struct slice *name_r);

/* Answer CHAT_SEND and CHAT_SAY. */
void irc_talk_answer(
    struct connection *connection, const struct chat_answer *answer);

#endif
