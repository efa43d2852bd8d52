/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CONVERSATION_PRIVATE_H
#define CHATD_CHATC_CONVERSATION_PRIVATE_H

/*
 * What the parts of a conversation share, from the lowest to the highest:
 * conversation_words.c says things, conversation_steps.c takes the steps,
 * conversation_password.c those of a name that has an owner,
 * conversation_register.c those of a name that shall have one,
 * conversation_rooms.c those of rooms and their operators,
 * conversation_errands.c those that follow a login by themselves,
 * conversation_login.c knows the answers to a login, conversation_answer.c
 * finds the one that an answer of the server calls for, conversation_command.c
 * the one that a typed line calls for, and conversation.c listens to the user
 * and to the connection.  Each calls only those before it.
 */

#include "chatc/codecs/codec.h"
#include "chatc/conversation/conversation.h"

struct user_command;

/* ---- words ---- */

/* Say something: without details, about our name, about a name, with a text. */
void conversation_say(struct conversation *c, enum sentence_kind kind);
void conversation_say_own_name(struct conversation *c, enum sentence_kind kind);
void conversation_say_name(
    struct conversation *c, enum sentence_kind kind, struct slice name);
void conversation_say_text(
    struct conversation *c, enum sentence_kind kind, struct slice text);
void conversation_say_room(
    struct conversation *c, enum sentence_kind kind, struct slice room);
void conversation_say_number(
    struct conversation *c, enum sentence_kind kind, unsigned long number);

/* Say something about this protocol. */
void conversation_say_protocol(
    struct conversation *c, enum sentence_kind kind, struct slice text);

/* Say what one can type, in one line. */
void conversation_say_hints(struct conversation *c);

/* Say whether one more thing that nobody asked for may be said. */
bool conversation_may_say_unasked(struct conversation *c);

/* Say how many words of the server were not shown, if there were any. */
void conversation_say_hidden(struct conversation *c);

/* ---- steps ---- */

/* End the conversation: disconnect, and tell the host. */
void conversation_end(struct conversation *c, int status);

/*
 * Note that a line of the user's was refused: a script's exit status is this,
 * unless an earlier line has decided it.
 */
void conversation_note_refused(struct conversation *c, int status);

/* Note that the request in flight has been answered, or never will be. */
void conversation_answered(struct conversation *c);

/* Ask the user for a name, the first or another one. */
void conversation_ask(struct conversation *c);

/* This name will not do, and it has been said why: ask for another one. */
void conversation_ask_again(struct conversation *c);

/* Connect, and forget what the last connection was about. */
void conversation_connect(struct conversation *c);

/*
 * Connect again after a pause, because the server has gone, or does not let us
 * in yet.  why is said if it is worth it.
 */
void conversation_connect_later(
    struct conversation *c, const struct sentence *why);

/*
 * Connect again for a login that has failed after a lost connection.  Return
 * false if that makes no sense.
 */
bool conversation_tries_again(struct conversation *c, enum sentence_kind why);

/* Overwrite the password, which is that of another name. */
void conversation_forget_password(struct conversation *c);

/* Say whether there is one to be shown now. */
bool conversation_can_show_password(const struct conversation *c);

/*
 * Take this name and log in with it, as soon as there is a connection.  The
 * server decides which names it accepts; one that cannot be sent is refused.
 */
void conversation_log_in(struct conversation *c, struct slice name);

/* Show the password that the name needs, or else log in. */
void conversation_send_login(struct conversation *c);

/* Ask for the name to be our own, with the new password. */
void conversation_send_own_name(struct conversation *c);

/* Ask which users are online or, unless it is empty, in room. */
void conversation_send_who(struct conversation *c, struct slice room);

/* Join a room, or leave it. */
void conversation_send_join(struct conversation *c, struct slice room);
void conversation_send_leave(struct conversation *c, struct slice room);

/* Ask something about a room. */
void conversation_send_to_room(struct conversation *c,
    enum codec_room_request request, struct slice room, struct slice text);

/* Send a text to a user or a room, or to everybody if the codec can. */
void conversation_send_text(
    struct conversation *c, struct slice name, struct slice text);
void conversation_send_to_all(struct conversation *c, struct slice text);

/*
 * Tell a user or a room what we do, deed, which would be text where the server
 * does not know actions; codec->act is not NULL.
 */
void conversation_send_act(struct conversation *c, struct slice name,
    struct slice deed, struct slice text);

/* Say goodbye to the server if the codec has a word for it. */
void conversation_send_quit(struct conversation *c);

/* Have what is typed from now on go to name, or to everybody if it is empty. */
void conversation_set_target(struct conversation *c, struct slice name);

/* ---- passwords ---- */

/* Have the user asked for one, after a warning where others could read it. */
void conversation_ask_password(
    struct conversation *c, enum conversation_question question);

/* Take what was typed as the password of our name. */
void conversation_own_password(struct conversation *c, struct slice password);

/*
 * The name is taken, perhaps by its owner: show the password, or ask a person
 * for it.  Return false if there is nothing of the kind to do.
 */
bool conversation_name_is_owned(struct conversation *c);

/* Note that the password was right. */
void conversation_owner_is_known(struct conversation *c);

/* Do what the answer to a password calls for.  Return false if it is none. */
bool conversation_password_event(
    struct conversation *c, const struct codec_event *event);

/* Give our name up, because its owner is somewhere else, it seems. */
void conversation_taken_over(struct conversation *c, enum sentence_kind why);

/*
 * Do that if the server has ended one login of ours after the other, which were
 * short.  Otherwise two programs of one owner would drive each other out.
 */
bool conversation_is_driven_out(struct conversation *c, bool was_short);

/* Make our name our own, which needs a password. */
void conversation_register(struct conversation *c);

/* Do what the answer to that calls for.  Return false if it is none. */
bool conversation_register_event(
    struct conversation *c, const struct codec_event *event);

/* ---- rooms ---- */

/* We are not in this room, so that what is typed cannot go there. */
void conversation_forget_room(struct conversation *c, struct slice room);

/* We were taken out of a room, or let into one. */
void conversation_kicked(
    struct conversation *c, const struct codec_event *event);
void conversation_invited(
    struct conversation *c, const struct codec_event *event);

/* Say what was asked about a room, or was done there. */
void conversation_room_answered(
    struct conversation *c, const struct codec_event *event);

/* Ask what a command of the user's is about, which needs ask_room(). */
void conversation_ask_room(
    struct conversation *c, const struct user_command *command);

/* ---- errands ---- */

/* Begin what follows a login by itself. */
void conversation_start_errands(struct conversation *c);

/* Go on with it, if it is under way and nothing is in flight. */
void conversation_continue_errands(struct conversation *c);

/* ---- what is heard and what is typed ---- */

/* Do what the answer to a login calls for. */
void conversation_login_event(
    struct conversation *c, const struct codec_event *event);

/* Do what an event calls for at this stage. */
void conversation_answer(
    struct conversation *c, const struct codec_event *event);

/*
 * Ask for the list again in other words, if that is what is in flight and there
 * are other words.
 */
bool conversation_ask_otherwise(struct conversation *c);

/* Do what a command of the user's calls for, once logged in. */
void conversation_command(
    struct conversation *c, const struct user_command *command);

/* Say which commands there are. */
void conversation_help(struct conversation *c);

#endif
