/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_SENTENCE_H
#define CHATD_CHATC_SENTENCE_H

/*
 * What chatc has to say: a value.  The conversation says sentences; display.c
 * words them for people and for scripts that read lines, and json_lines.c for
 * programs.
 */

#include "common/slice.h"

/* Behind each kind are the parts that it has. */
enum sentence_kind {
	SENTENCE_ASK_NAME,
	SENTENCE_LOGGED_IN,    /* name */
	SENTENCE_NAME_TAKEN,   /* name */
	SENTENCE_NAME_REFUSED, /* name */
	SENTENCE_FULL,
	SENTENCE_SENT,         /* name: to whom */
	SENTENCE_NO_SUCH_USER, /* name: to whom */
	SENTENCE_BAD_HEADER,
	SENTENCE_BAD_BODY,
	SENTENCE_FROM,     /* name, text; room, if it was said in one */
	SENTENCE_NAMES,    /* text: a list for codec_next_name(); room, if it is
			      that of one */
	SENTENCE_JOINED,   /* room: we are in it now */
	SENTENCE_LEFT,     /* room: we are in it no longer */
	SENTENCE_CAME,     /* name, room */
	SENTENCE_WENT,     /* name, room */
	SENTENCE_ROOMS,    /* text: our rooms, a list for codec_next_name() */
	SENTENCE_TOPIC,    /* room, text */
	SENTENCE_NO_TOPIC, /* room */
	SENTENCE_MODES,    /* room, text */
	SENTENCE_TAKEN_OUT,  /* name, room: we have asked for it */
	SENTENCE_MAY_ENTER,  /* name, room: the same */
	SENTENCE_REGISTERED, /* name: ours from now on */
	SENTENCE_HELP,       /* name: the usage, text: what it does */

	/* Scripts do not expect these, and find them on standard error. */
	SENTENCE_ASIDES,
	SENTENCE_SERVER_SAYS = SENTENCE_ASIDES, /* text */
	SENTENCE_KICKED,                        /* name: by whom, room */
	SENTENCE_KICKED_WHY,                    /* the same, text: why */
	SENTENCE_INVITED,                       /* name: by whom, room */
	SENTENCE_NOT_OPERATOR,   /* room: whose operators may do that */
	SENTENCE_NOT_THERE,      /* room: nobody there has the name */
	SENTENCE_RENAMED,        /* name, text: the new one, room */
	SENTENCE_HINTS,          /* text: what one can type */
	SENTENCE_TARGET,         /* name: who hears what is typed from now on */
	SENTENCE_EVERYBODY,      /* everybody hears it */
	SENTENCE_NOBODY,         /* nobody does: there is no target */
	SENTENCE_NO_TARGET,      /* for a text to nobody */
	SENTENCE_NO_COMMAND,     /* text: what is none */
	SENTENCE_RAW_COMMAND,    /* text: how it is typed here */
	SENTENCE_INCOMPLETE,     /* text: the usage of the command */
	SENTENCE_NO_ROOMS,       /* name: the protocol that has none */
	SENTENCE_NOT_IN_ROOM,    /* room */
	SENTENCE_TOO_MANY_ROOMS, /* room: which cannot be joined */
	SENTENCE_CANNOT_CONNECT, /* name: the host, text: why */
	SENTENCE_ADVICE,         /* text: what more there is to that */
	SENTENCE_ENCRYPTED,      /* name: the host, text: the version of TLS */
	SENTENCE_NEW_SERVER,     /* name: the host, text: of its key */
	SENTENCE_NO_ANSWER,
	SENTENCE_NO_LOGIN,         /* name: the protocol that is not answered */
	SENTENCE_HUNG_UP,          /* during login */
	SENTENCE_HUNG_UP_SILENTLY, /* the same, in clear and without a word */
	SENTENCE_LOST,             /* text: why */
	SENTENCE_TRYING_AGAIN,     /* text: in how many seconds */
	SENTENCE_TOO_LONG,         /* a typed line */
	SENTENCE_BROKEN,       /* name: the protocol that it does not speak */
	SENTENCE_WRONG_DOOR,   /* name: the same, text: --protocol=... */
	SENTENCE_FOREIGN_DOOR, /* name: the same, text: what it seems to speak
				*/
	SENTENCE_WANTS_TLS,    /* name: the same, text: TLS */
	SENTENCE_HIDDEN,       /* text: how many lines were not shown */
	SENTENCE_UNSENT,       /* text: how many lines were not sent */
	SENTENCE_ASK_PASSWORD, /* name: whose */
	SENTENCE_ASK_NEW_PASSWORD,
	SENTENCE_ASK_SAME_PASSWORD,
	SENTENCE_READABLE,        /* what is typed next, on its way */
	SENTENCE_WRONG_PASSWORD,  /* name */
	SENTENCE_NOT_PRIVATE,     /* no password is sent, or taken */
	SENTENCE_LATER,           /* it was not looked at */
	SENTENCE_NO_OWNERS,       /* nobody owns a name on this server */
	SENTENCE_NO_PASSWORD,     /* for a script that wants to be an owner */
	SENTENCE_NO_REGISTER,     /* name: the protocol that lacks it */
	SENTENCE_NO_REGISTRATION, /* the server does not allow it */
	SENTENCE_NOT_A_PASSWORD,  /* the server takes others */
	SENTENCE_DIFFERS,         /* the second password */
	SENTENCE_OWNED,           /* name */
	SENTENCE_TAKEN_OVER,      /* name */
	SENTENCE_DRIVEN_OUT,      /* name: the same, as it seems */
	SENTENCE_LOG_ENDS,        /* name: its file, text: why */
};

/* The slices are borrowed for the call that takes the sentence. */
struct sentence {
	enum sentence_kind kind;
	struct slice room;
	struct slice name;
	struct slice text;
};

#endif
