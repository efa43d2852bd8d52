/* SPDX-License-Identifier: MIT */
#ifndef CHATD_USER_CHANGE_H
#define CHATD_USER_CHANGE_H

/*
 * What members of a room change of themselves: the size of a MESSAGE_CHANGED,
 * beside an enum room_change (message.h), and for ever the same on the wire.
 */
enum user_change {
	USER_CHANGE_AWAY = 16,      /* text is why; empty: from is back */
	USER_CHANGE_ACCOUNT = 17,   /* text is the one that from has shown */
	USER_CHANGE_REAL_NAME = 18, /* text is what from calls themselves */
};

#endif
