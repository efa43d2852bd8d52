/* SPDX-License-Identifier: MIT */
/*
 * yescrypt, by libcrypt: what Debian keeps its own passwords by, and what may
 * have to be replaced some day can be, since each hash names its method.
 *
 * Whatever has held a password is overwritten before it is freed.
 */

#include "chatd/accounts/password.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_LIBCRYPT
#include <crypt.h>
#endif

#include "common/text.h"

bool
password_is_acceptable(struct slice password)
{
	return password.size >= PASSWORD_MIN_BYTES &&
	       password.size <= PASSWORD_MAX_BYTES &&
	       slice_trim(password).size == password.size &&
	       text_is_valid(password.bytes, password.size);
}

bool
password_hash_is_valid(struct slice hash)
{
	if (hash.size == 0 || hash.size >= PASSWORD_HASH_BYTES ||
	    hash.bytes[0] != '$')
		return false;
	for (size_t i = 0; i < hash.size; i++) {
		if (hash.bytes[i] <= ' ' || hash.bytes[i] > '~')
			return false;
	}
	return true;
}

#ifdef HAVE_LIBCRYPT

/* The method, and how much it costs: 0 is what libcrypt thinks right. */
#define PASSWORD_METHOD "$y$"
#ifndef PASSWORD_COST
#define PASSWORD_COST 0
#endif

bool
password_is_supported(void)
{
	return true;
}

/*
 * Hash password as setting says, which is a salt or a hash, and write the
 * result to hash_r.  Return 0, or -1 with errno set.
 */
static int
password_crypt(struct slice password, const char *setting, char *hash_r)
{
	struct crypt_data *data = calloc(1, sizeof(*data));
	char text[PASSWORD_MAX_BYTES + 1];
	const char *hash;
	int result = -1;

	if (data == NULL)
		return -1;
	memcpy(text, password.bytes, password.size);
	text[password.size] = '\0';
	hash = crypt_rn(text, setting, data, sizeof(*data));
	explicit_bzero(text, sizeof(text));
	if (hash != NULL && strlen(hash) < PASSWORD_HASH_BYTES) {
		strcpy(hash_r, hash);
		result = 0;
	} else if (hash != NULL) {
		errno = EINVAL;
	}
	explicit_bzero(data, sizeof(*data));
	free(data);
	return result;
}

int
password_hash(struct slice password, char *hash_r)
{
	char salt[CRYPT_GENSALT_OUTPUT_SIZE];

	if (crypt_gensalt_rn(PASSWORD_METHOD, PASSWORD_COST, NULL, 0, salt,
		sizeof(salt)) == NULL)
		return -1;
	return password_crypt(password, salt, hash_r);
}

/* Compare all bytes, so that the time tells nothing of where they differ. */
static bool
password_hashes_are_equal(const char *one, const char *other)
{
	size_t size = strlen(one);
	unsigned int differs = 0;

	if (strlen(other) != size)
		return false;
	for (size_t i = 0; i < size; i++)
		differs |= (unsigned int)((unsigned char)one[i] ^
					  (unsigned char)other[i]);
	return differs == 0;
}

enum password_outcome
password_check(struct slice password, const char *hash)
{
	char own[PASSWORD_HASH_BYTES];
	bool is_right;

	/* No password is as long, or has a NUL in it. */
	if (password.size == 0 || password.size > PASSWORD_MAX_BYTES ||
	    memchr(password.bytes, '\0', password.size) != NULL)
		return PASSWORD_WRONG;
	/* libcrypt does not tell want of memory from anything else. */
	if (password_crypt(password, hash, own) != 0)
		return PASSWORD_UNKNOWN;
	is_right = password_hashes_are_equal(own, hash);
	explicit_bzero(own, sizeof(own));
	return is_right ? PASSWORD_RIGHT : PASSWORD_WRONG;
}

#else

bool
password_is_supported(void)
{
	return false;
}

int
password_hash(struct slice password, char *hash_r)
{
	(void)password;
	(void)hash_r;
	errno = ENOSYS;
	return -1;
}

enum password_outcome
password_check(struct slice password, const char *hash)
{
	(void)password;
	(void)hash;
	return PASSWORD_UNKNOWN;
}

#endif
