/* SPDX-License-Identifier: MIT */
/*
 * Nearly every outcome has a numeric of its own in IRC.  A few mean another one
 * after this or that request; those come first.
 */

#include "chatd/protocols/irc/irc_refusals.h"

#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/refusal.h"

/* What stands between a numeric and its words. */
enum irc_subject {
	ABOUT_NOTHING,
	ABOUT_VERB,
	ABOUT_NAME,
	ABOUT_ROOM,
	ABOUT_TARGET, /* the room, or else the name */
	ABOUT_NAME_IN_ROOM,
};

struct irc_refusal {
	enum chat_outcome outcome;
	enum irc_numeric numeric;
	enum irc_subject subject;
	/* With "%" for the words of the operator; NULL: those of the numeric */
	const char *words;
};

static const struct irc_refusal irc_refusal_rows[] = {
	{ CHAT_BAD_NAME, IRC_ERR_ERRONEUSNICKNAME, ABOUT_NAME, NULL },
	{ CHAT_NAME_IN_USE, IRC_ERR_NICKNAMEINUSE, ABOUT_NAME, NULL },
	{ CHAT_FULL, IRC_ERR_UNAVAILRESOURCE, ABOUT_NAME, NULL },
	{ CHAT_NAME_BANNED, IRC_ERR_YOUREBANNEDCREEP, ABOUT_NOTHING,
	    "You are banned: %" },
	{ CHAT_MUTED, IRC_ERR_CANNOTSENDTOCHAN, ABOUT_TARGET,
	    "You are muted: %" },
	{ CHAT_BAD_TEXT, IRC_ERR_UNKNOWNERROR, ABOUT_VERB,
	    "Texts are UTF-8 without control characters" },
	{ CHAT_NO_SUCH_USER, IRC_ERR_NOSUCHNICK, ABOUT_NAME, NULL },
	{ CHAT_NO_SUCH_ROOM, IRC_ERR_NOSUCHCHANNEL, ABOUT_ROOM, NULL },
	{ CHAT_TOO_MANY_ROOMS, IRC_ERR_TOOMANYCHANNELS, ABOUT_ROOM, NULL },
	{ CHAT_ROOMS_FULL, IRC_ERR_UNAVAILRESOURCE, ABOUT_ROOM, NULL },
	{ CHAT_WRONG_PASSWORD, IRC_ERR_PASSWDMISMATCH, ABOUT_NOTHING, NULL },
	{ CHAT_PASSWORD_LATER, IRC_ERR_PASSWDMISMATCH, ABOUT_NOTHING,
	    "Too many passwords, try again later" },
	{ CHAT_NOT_PRIVATE, IRC_ERR_PASSWDMISMATCH, ABOUT_NOTHING,
	    "Others could read your password here" },
	{ CHAT_NO_ACCOUNTS, IRC_ERR_PASSWDMISMATCH, ABOUT_NOTHING, NULL },
	{ CHAT_NOT_OPERATOR, IRC_ERR_CHANOPRIVSNEEDED, ABOUT_ROOM, NULL },
	{ CHAT_BANNED, IRC_ERR_BANNEDFROMCHAN, ABOUT_ROOM, NULL },
	{ CHAT_ROOM_CLOSED, IRC_ERR_INVITEONLYCHAN, ABOUT_ROOM, NULL },
	{ CHAT_BAD_KEY, IRC_ERR_BADCHANNELKEY, ABOUT_ROOM, NULL },
	{ CHAT_ROOM_FULL, IRC_ERR_CHANNELISFULL, ABOUT_ROOM, NULL },
	{ CHAT_MODERATED, IRC_ERR_CANNOTSENDTOCHAN, ABOUT_ROOM, NULL },
	{ CHAT_BANS_FULL, IRC_ERR_BANLISTFULL, ABOUT_ROOM, NULL },
	{ CHAT_NOT_OWNER, IRC_ERR_UNIQOPPRIVSNEEDED, ABOUT_ROOM, NULL },
	{ CHAT_KEPT_FULL, IRC_ERR_UNAVAILRESOURCE, ABOUT_ROOM, NULL },
};

REFUSALS_ARE_COMPLETE(irc_refusal_rows);

static const struct irc_refusal irc_bad_room = { CHAT_BAD_NAME,
	IRC_ERR_NOSUCHCHANNEL, ABOUT_ROOM, NULL };
static const struct irc_refusal irc_not_in_room = { CHAT_NO_SUCH_ROOM,
	IRC_ERR_NOTONCHANNEL, ABOUT_ROOM, NULL };
static const struct irc_refusal irc_not_to_room = { CHAT_NO_SUCH_ROOM,
	IRC_ERR_CANNOTSENDTOCHAN, ABOUT_ROOM, NULL };
static const struct irc_refusal irc_silenced = { CHAT_BANNED,
	IRC_ERR_CANNOTSENDTOCHAN, ABOUT_ROOM, NULL };
static const struct irc_refusal irc_no_member = { CHAT_NO_SUCH_USER,
	IRC_ERR_USERNOTINCHANNEL, ABOUT_NAME_IN_ROOM, NULL };

/* Return what the outcome means after this very request, or NULL. */
static const struct irc_refusal *
irc_refusal_of_request(
    struct connection *connection, const struct chat_answer *answer)
{
	enum chat_request request = answer->request;

	switch (answer->outcome) {
	case CHAT_BAD_NAME:
		return request == CHAT_JOIN ? &irc_bad_room : NULL;
	case CHAT_BANNED:
		return request == CHAT_SAY ? &irc_silenced : NULL;
	case CHAT_NO_SUCH_USER:
		return request == CHAT_KICK ? &irc_no_member : NULL;
	case CHAT_NO_SUCH_ROOM:
		if (!known_has_room(connection, answer->room))
			return NULL;
		return request == CHAT_SAY ? &irc_not_to_room
					   : &irc_not_in_room;
	default:
		return NULL;
	}
}

static const struct irc_refusal *
irc_refusal_find(
    struct connection *connection, const struct chat_answer *answer)
{
	const struct irc_refusal *refusal = irc_refusal_of_request(
	    connection, answer);

	for (size_t i = 0; refusal == NULL && i < REFUSAL_COUNT; i++) {
		if (irc_refusal_rows[i].outcome == answer->outcome)
			refusal = &irc_refusal_rows[i];
	}
	return refusal;
}

static void
irc_refusal_add_subject(struct irc_words *words, enum irc_subject subject,
    const struct chat_answer *answer)
{
	bool is_target = subject == ABOUT_TARGET;
	bool has_room = answer->room.size > 0;
	char room[IRC_SHOWN_BYTES];
	char name[IRC_SHOWN_BYTES];

	if (subject == ABOUT_NAME || subject == ABOUT_NAME_IN_ROOM ||
	    (is_target && !has_room))
		irc_words_add_parameter(
		    words, irc_name_show(answer->name, name));
	if (subject == ABOUT_ROOM || subject == ABOUT_NAME_IN_ROOM ||
	    (is_target && has_room))
		irc_words_add_parameter(
		    words, irc_name_show_room(answer->room, room));
}

void
irc_refuse(struct connection *connection, const struct chat_answer *answer)
{
	const struct irc_refusal *refusal = irc_refusal_find(
	    connection, answer);
	struct irc_reply reply;

	/* There are no words for want of memory. */
	if (refusal == NULL)
		return;
	irc_reply_begin(&reply, connection, refusal->numeric);
	if (refusal->subject == ABOUT_VERB)
		irc_words_add_parameter(
		    &reply.words, slice_of(irc_session_of(connection)->verb));
	irc_refusal_add_subject(&reply.words, refusal->subject, answer);
	if (refusal->words == NULL) {
		irc_reply_send_text(&reply, connection, refusal->numeric);
		return;
	}
	irc_words_add_filled(&reply.words, refusal->words, &answer->text);
	irc_reply_send(&reply, connection);
}
