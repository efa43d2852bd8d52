/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHAT_H
#define CHATD_CHAT_H

/*
 * The chat itself: who may log in, who can be sent to, what may be said.
 *
 * Each worker has a chat; all of them share the directory and the rooms.  This
 * header is the door to all files of the chat, for protocols and for workers.
 * Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/chat/mode_change.h"
#include "chatd/core/address.h"
#include "chatd/core/chat_text.h"
#include "chatd/core/mail.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/room.h"
#include "common/slice.h"

/* The room of the protocols that have but one. */
#define CHAT_LOBBY ROOM_LOBBY

struct chat;
struct connection;
struct connections;
struct directory;
struct loop;
struct router;

/* ---- requests, for protocols --------------------------------------------- */

/*
 * A request is answered through protocol->answer, perhaps before the call
 * returns and perhaps later; until then the connection handles no more input.
 * Outcomes are values: the words for them are the protocol's.  Names and texts
 * are borrowed for the call.
 */

/*
 * Show that the peer knows the password of the account that owns name.
 * Answers request, which is CHAT_AUTHENTICATE: DONE, and a login or a rename by
 * this connection gets names of the account from now on; or CHAT_LOGIN or
 * CHAT_RENAME, which then goes on as it does below.  Otherwise NO_ACCOUNTS,
 * NOT_PRIVATE, WRONG_PASSWORD, PASSWORD_LATER or OUT_OF_MEMORY, checked in this
 * order.  password lies in the input, and is overwritten there.
 */
void chat_authenticate(struct connection *connection, enum chat_request request,
    struct slice name, struct slice password);

/*
 * Show that the certificate of the peer is the one of the account that owns
 * name.  Answers CHAT_AUTHENTICATE: NO_ACCOUNTS, WRONG_PASSWORD (if it is not,
 * or there is none), or DONE, which means what it does above.
 */
void chat_authenticate_certified(
    struct connection *connection, struct slice name);

/*
 * Make an account for the name of the connection, which is logged in.  Answers
 * CHAT_REGISTER: NO_ACCOUNTS (also if registration is closed), NOT_PRIVATE,
 * BAD_TEXT (that can be no password), NAME_IN_USE (somebody owns it),
 * PASSWORD_LATER (there are too many for now, or the disk does not take it),
 * OUT_OF_MEMORY, or DONE when the account is on the disk.  password lies in the
 * input, and is overwritten there.
 */
void chat_register(struct connection *connection, struct slice password);

/*
 * Log the connection in as name.  Answers CHAT_LOGIN: DONE, BAD_NAME,
 * NAME_BANNED, NAME_IN_USE, FULL or OUT_OF_MEMORY, checked in this order.  A
 * name with an account is in use for everybody but its owner, who gets it even
 * if another connection has it: that one ends.
 */
void chat_login(struct connection *connection, struct slice name);

/*
 * Let the connection take part as a guest, called by its peer's address
 * ("192.0.2.7:34858"), which nobody can claim.  A guest is listed and can be
 * sent to, and does not count towards max_clients.  Answers CHAT_LOGIN: DONE,
 * NAME_IN_USE (if one address and port have reached two of our ports) or
 * OUT_OF_MEMORY.
 */
void chat_login_guest(struct connection *connection);

/*
 * Give the connection, which is logged in or a guest, another name.  Answers
 * CHAT_RENAME: DONE, MUTED, BAD_NAME, NAME_BANNED, NAME_IN_USE, FULL (to a
 * guest who wants a name) or OUT_OF_MEMORY; its own name is DONE.
 */
void chat_rename(struct connection *connection, struct slice name);

/*
 * Whoever the operator has muted gets MUTED for a text, for an invitation, for
 * a topic, a kick or a name of theirs.
 */

/*
 * Say whether connection has texts under way to the user called name, and few
 * enough that chat_send() may be asked for one more before these are answered.
 */
bool chat_is_sending_to(const struct connection *connection, struct slice name);

/*
 * Send text to the user called name.  Answers CHAT_SEND: BAD_TEXT (even if
 * nobody has that name), MUTED, DONE, NO_SUCH_USER or OUT_OF_MEMORY.  DONE
 * means that the text is on its way, in order, to a connection that was logged
 * in: it is lost only if that connection ends first.  Users who send to
 * themselves get the answer before the text.
 */
void chat_send(
    struct connection *connection, struct slice name, struct slice text);

/*
 * The same, with a text that has a style.  An action is what the sender does,
 * "waves", and its plain form becomes "* alice waves" on its way.  What is not
 * for people has a raw form alone, and is delivered to users whose protocol
 * shows nothing of it, too.  BAD_TEXT also if a form, with the name in front,
 * is longer than the larger of line_max and message_max, or both together than
 * CHAT_TEXT_MAX_BYTES.
 */
void chat_send_styled(struct connection *connection, struct slice name,
    const struct chat_text *text);

/*
 * Ask for the list of users.  Answers CHAT_LIST: DONE with the names of all
 * users in order of login, separator between two, or OUT_OF_MEMORY.
 */
void chat_list(struct connection *connection, char separator);

/*
 * In the requests below, room is a name like a user's, without any sign in
 * front.  The connection must be logged in or a guest.
 *
 * Joins, leaves and new names are announced to the other members as
 * MESSAGE_JOINED, MESSAGE_LEFT and MESSAGE_RENAMED, all those of a turn
 * together at its end, or later in a big room.  What is said is a MESSAGE_SAID
 * to all members but the speaker, and everybody gets what one speaker says, in
 * whichever rooms, and sends to them in the order in which it was asked for.
 */

/*
 * Let the connection, which need be neither, hear what happens in room, which
 * is made if there is none: it is told what members are told, but is in no list
 * and not announced.  Joining makes it a member.  Answers CHAT_JOIN: DONE (also
 * if the connection is in it already), TOO_MANY_ROOMS, ROOMS_FULL or
 * OUT_OF_MEMORY.
 */
void chat_listen(struct connection *connection, struct slice room);

/*
 * Join room, which is made if there is none, by a key, which may be empty and
 * does no harm where none is asked for.  Answers CHAT_JOIN: BAD_NAME, DONE
 * (also if the connection is in it already), TOO_MANY_ROOMS, ROOMS_FULL (if it
 * would have to be made), BANNED, ROOM_CLOSED, BAD_KEY, ROOM_FULL or
 * OUT_OF_MEMORY, checked in this order.  The lobby can always be joined, and
 * does not count.
 */
void chat_join(
    struct connection *connection, struct slice room, struct slice key);

/*
 * Leave room, and let the members whose protocol shows it know why: that is a
 * text (text_is_valid()), of which MESSAGE_WHY_MAX_BYTES are told, or empty.
 * Answers CHAT_LEAVE: DONE, or NO_SUCH_ROOM if the connection is not in it.
 */
void chat_leave(
    struct connection *connection, struct slice room, struct slice why);

/*
 * Leave all rooms for good, because the connection is about to be ended by its
 * user, who may say why in a text as above.  It is no request, and not
 * answered: the caller ends the connection now.  Whoever ends otherwise leaves
 * for the reason of close_reason.h.
 */
void chat_quit(struct connection *connection, struct slice why);

/*
 * Say text in room.  Answers CHAT_SAY: BAD_TEXT, MUTED, NO_SUCH_ROOM (also if
 * the connection is not in it, unless the room is open), MODERATED, BANNED,
 * DONE or OUT_OF_MEMORY.
 */
void chat_say(
    struct connection *connection, struct slice room, struct slice text);

/* The same, with a style (see chat_send_styled()), and perhaps for ranks. */
void chat_say_styled(struct connection *connection, struct slice room,
    const struct chat_text *text);

/*
 * Ask for the members of room.  Answers CHAT_LIST with the room: DONE with
 * their names in order of joining, separator between two, NO_SUCH_ROOM (also
 * to whoever is not in a secret one) or OUT_OF_MEMORY.
 */
void chat_list_room(
    struct connection *connection, struct slice room, char separator);

/*
 * The same, with the ranks of the members in front of their names: "@" for an
 * operator, "+" for a voice, and "@+" for both.
 */
void chat_list_ranks(
    struct connection *connection, struct slice room, char separator);

/*
 * In the requests below, NO_SUCH_ROOM also means that the connection is not in
 * the room.  Whoever makes a room by joining is its operator.  What operators
 * change goes with the last member, unless the room is kept (kept_rooms.h): the
 * owner of a kept room and its operators are accounts, and whoever has shown
 * that they own their name has the rank of that account there.  The lobby has
 * no operators.  The other members are told of a new topic, mode or rank by a
 * MESSAGE_CHANGED (room_news.h), if their protocol has words for it.
 */

/*
 * Ask for the topic of room.  Answers CHAT_TOPIC: NO_SUCH_ROOM, or DONE with
 * the topic, which is empty if there is none.
 */
void chat_ask_topic(struct connection *connection, struct slice room);

/*
 * Let text be the topic of room, or let it have none if text is empty.  Answers
 * CHAT_TOPIC: BAD_TEXT (also if text has more than ROOM_TOPIC_MAX_BYTES),
 * NO_SUCH_ROOM, NOT_OPERATOR (unless every member may), DONE with the topic, or
 * OUT_OF_MEMORY.  Nobody is told of a topic that was there before, and it stays
 * that of whoever has set it.
 */
void chat_set_topic(
    struct connection *connection, struct slice room, struct slice text);

/*
 * Take the member called name out of room.  They get a MESSAGE_KICKED with why,
 * which may be empty; the others hear that they have left, and how.  Answers
 * CHAT_KICK: BAD_TEXT, NO_SUCH_ROOM, NOT_OPERATOR, NO_SUCH_USER (if no member
 * is called that), DONE or OUT_OF_MEMORY.
 */
void chat_kick(struct connection *connection, struct slice room,
    struct slice name, struct slice why);

/*
 * Ask for the modes of room.  Answers CHAT_MODE: NO_SUCH_ROOM, or DONE with the
 * modes and when the room was made.
 */
void chat_ask_modes(struct connection *connection, struct slice room);

/*
 * Make count changes of room, or of the ranks of members, one after the other:
 * as many as a protocol has in one line, for each is a request of its own but
 * for its answer.  Answers CHAT_MODE before it returns, with changes, in which
 * it says what has become of each.  That is BAD_TEXT (if a key is empty, has
 * blanks or more than ROOM_KEY_MAX_BYTES, or nobody could be called what is
 * banned), NO_SUCH_ROOM, NOT_OPERATOR, NO_SUCH_USER (if no member has the
 * name), BANS_FULL, NOT_OWNER, KEPT_FULL, DONE, or OUT_OF_MEMORY, after which
 * nothing is tried any more.  The answer is the first of these that is not
 * DONE, or DONE with all modes; or MUTED, and nothing has been tried.  The
 * other members are told of all that is new together.  Members who are banned
 * stay until they leave, and may not speak unless they have a rank.
 *
 * A room is kept for the operator who asks for it and has shown that they own
 * the name that they have; and no longer, if its owner asks for that: others
 * are NOT_OWNER.  A rank that is given in a kept room to somebody who has shown
 * the same is kept as well; if no more of those may be, it is not given, and
 * the answer is KEPT_FULL, as for one room too many.  One that is taken away
 * need not be a member's.
 */
void chat_change_modes(struct connection *connection, struct slice room,
    struct chat_mode_change *changes, size_t count);

/*
 * Ask who may not join room, or may all the same.  Answers CHAT_BANS with kind:
 * NO_SUCH_ROOM, or DONE with the masks of that kind, as entries of
 * room_mask_list.h without what says which that is.
 */
void chat_list_masks(
    struct connection *connection, struct slice room, enum room_mask_kind kind);

/*
 * Let the user called name join room once, whatever its modes and bans are, if
 * an operator asks for it; any other member only has them told of a room that
 * is not closed.  They get a MESSAGE_INVITED.  Answers CHAT_INVITE:
 * NO_SUCH_ROOM, NOT_OPERATOR (if the room is closed), NO_SUCH_USER (if nobody
 * is logged in by that name), DONE or OUT_OF_MEMORY.  See ROOM_INVITED_MAX for
 * how many there may be.
 */
void chat_invite(
    struct connection *connection, struct slice room, struct slice name);

/* ---- for the worker ------------------------------------------------------ */

/*
 * What mail for a chat is posted with: each has the function that is named here
 * called with the receiver's chat.
 */
struct chat_receivers {
	mail_receive_cb *takeover; /* chat_receive_takeover() */
	mail_receive_cb *named;    /* chat_receive_named() */
	mail_receive_cb *watched;  /* watched_names_receive() */
};

/*
 * Return a chat for the worker that runs loop and has these connections, which
 * need not be ready yet; or NULL if there is no memory.  What it is given is
 * borrowed for good.
 */
struct chat *chat_new(struct loop *loop, struct connections *connections,
    struct router *router, struct directory *directory, struct rooms *rooms,
    const struct chat_receivers *receivers);

/* Free chat, whose connections have all ended; NULL is allowed. */
void chat_free(struct chat *chat);

/* Take mail, a batch that another worker has sent; free it. */
void chat_receive_batch(struct chat *chat, struct mail *mail);

/* Take mail, a takeover (takeover.h) on its way there or back. */
void chat_receive_takeover(struct chat *chat, struct mail *mail);

/* Take mail, the name of an account (peer_names.h); free it. */
void chat_receive_named(struct chat *chat, struct mail *mail);

/*
 * Take mail, the answer to a verification (verification.h) or a registration
 * (registration.h); free it.
 */
void chat_receive_verified(struct chat *chat, struct mail *mail);
void chat_receive_registered(struct chat *chat, struct mail *mail);

/*
 * Hold the connection to what the operator has decided about bans and mutes:
 * end it, or let it be muted or not.  Return whether that makes a difference.
 */
bool chat_apply_sanctions(struct connection *connection);

/* Tell members what was announced in this turn.  Called at its end. */
void chat_flush_announcements(struct chat *chat);

/* Say whether there is anything to tell them. */
bool chat_has_announcements(const struct chat *chat);

/* Say whether the members of big rooms have still to be told something. */
bool chat_has_backlogs(const struct chat *chat);

/* Tell them for a slice of the turn. */
void chat_work_off_backlogs(struct chat *chat);

/* Tell them all of it, however long it takes: the daemon is about to end. */
void chat_end_backlogs(struct chat *chat);

/*
 * Drop the requests that wait until other workers have told their members, and
 * answer none of them: the daemon is about to end, and what was sent now might
 * not arrive.
 */
void chat_drop_put_off(struct chat *chat);

/* Drop those that wait for what the system calls an account, too. */
void chat_drop_look_ups(struct chat *chat);

/*
 * Have the worker of sender hold it for receiver, of this worker; and have all
 * other workers release those that they hold for receiver.  See struct
 * connection_owner.
 */
void chat_congested(struct connections *connections, struct address sender,
    struct address receiver, size_t waiting, size_t size);
bool chat_eased(struct connections *connections, struct address receiver);

/*
 * Log out the connection, which has ended.  Its name is free at once; or, if
 * the daemon has cut it, after name_grace.
 */
void chat_ended(struct connection *connection);

/*
 * Note that limits->room_list_interval_ms may be another one: the interval
 * after which lists of users are sent (protocol->list_due) then begins anew.
 */
void chat_limits_changed(struct chat *chat);

/* Free the lists of users that are kept but out of date. */
void chat_drop_old_lists(struct chat *chat);

#endif
