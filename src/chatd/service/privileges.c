/* SPDX-License-Identifier: MIT */
/*
 * Becoming an ordinary user.
 *
 * The groups come first and the user last, because only root can change groups.
 * When root calls setuid() the saved user is set as well, so that there is no
 * way back.  The way back is tried all the same, since a wrong belief about it
 * would go unnoticed for years.  Capabilities go with the user
 * (capabilities(7)); none is kept.
 */

#include "chatd/service/privileges.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* The account that is always there, and owns nothing. */
#define FALLBACK_USER "nobody"

/* The sentence that privileges_drop() last set *error_r to. */
static char privileges_error[256];

static int
privileges_fail(const char **error_r, const char *user, const char *reason)
{
	snprintf(privileges_error, sizeof(privileges_error),
	    "cannot become \"%s\": %s", user, reason);
	*error_r = privileges_error;
	return -1;
}

/*
 * Find the account of user, or else the one that stands in for it.  Return 0,
 * or -1 with errno set.
 */
static int
privileges_find_account(
    const char *user, const char **account_r, const struct passwd **entry_r)
{
	const char *const candidates[] = { user, FALLBACK_USER };

	for (size_t i = 0; i < 2; i++) {
		errno = 0;
		*entry_r = getpwnam(candidates[i]);
		if (*entry_r != NULL) {
			*account_r = candidates[i];
			return 0;
		}
		/* Every other error is one of those by which getpwnam(3) says
		 * that there is no such account. */
		if (errno == EINTR || errno == EIO || errno == EMFILE ||
		    errno == ENFILE || errno == ENOMEM)
			return -1;
	}
	errno = ENOENT;
	return -1;
}

/* Say whether no right of root is left, and none can be regained. */
static bool
privileges_are_gone(uid_t uid, gid_t gid)
{
	return getuid() == uid && geteuid() == uid && getgid() == gid &&
	       getegid() == gid && setuid(0) == -1 && seteuid(0) == -1;
}

int
privileges_drop(const char *user, const char **account_r, const char **error_r)
{
	const struct passwd *entry;
	const char *account;
	uid_t uid;
	gid_t gid;

	*account_r = NULL;
	if (geteuid() != 0)
		return 0;
	if (privileges_find_account(user, &account, &entry) == -1)
		return privileges_fail(error_r, user,
		    errno == ENOENT ? "there is no such account, nor "
				      "\"" FALLBACK_USER "\""
				    : strerror(errno));
	uid = entry->pw_uid;
	gid = entry->pw_gid;
	if (uid == 0)
		return privileges_fail(error_r, account, "it is root");
	if (initgroups(account, gid) == -1 || setgid(gid) == -1 ||
	    setuid(uid) == -1)
		return privileges_fail(error_r, account, strerror(errno));
	if (!privileges_are_gone(uid, gid))
		return privileges_fail(
		    error_r, account, "root could be regained");
	*account_r = account;
	return 0;
}
