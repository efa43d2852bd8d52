/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL's own lines, with a number and the name of a library in them, are for
 * people who have its source; an operator wants the reason.
 */

#include "chatd/tls/tls_error.h"

#include <stdio.h>
#include <string.h>

#include <openssl/err.h>

const char *
tls_error_take(char *buffer)
{
	unsigned long error = ERR_peek_error();
	const char *reason = ERR_reason_error_string(error);

	if (ERR_SYSTEM_ERROR(error))
		reason = strerror(ERR_GET_REASON(error));
	if (reason != NULL)
		snprintf(buffer, TLS_ERROR_BYTES, "%s", reason);
	else
		snprintf(buffer, TLS_ERROR_BYTES, "OpenSSL's error %lu", error);
	ERR_clear_error();
	return buffer;
}
