/* SPDX-License-Identifier: MIT */
#ifndef CHATD_STORAGE_EXIT_STATUS_H
#define CHATD_STORAGE_EXIT_STATUS_H

/*
 * What chatd is to exit with where it cannot open what an option names.  Pure.
 */

#include <errno.h>
#include <sysexits.h>

/* Return the status (sysexits.h) for this errno. */
static inline int
storage_exit_status(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
	case EROFS:
		return EX_NOPERM;
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case EINVAL:
	case ELOOP:
	case ENAMETOOLONG:
		return EX_CONFIG;
	case EWOULDBLOCK:
		return EX_UNAVAILABLE;
	default:
		return EX_OSERR;
	}
}

#endif
