/* SPDX-License-Identifier: MIT */
/*
 * A library to preload: the call number FAIL_MALLOC of malloc(), calloc(),
 * realloc() and mmap(), counted together from 1, fails as if there were no
 * memory, and standard error says so.  Everything else is the C library's,
 * whose own calls of mmap() do not come here.
 */

#include <dlfcn.h>
#include <errno.h>
#include <pwd.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc's own names for what this library stands in front of. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

/* This thread is where glibc does not survive a failure. */
static _Thread_local int is_excused;

static int
fail_now(void)
{
	static const char message[] = "FAIL_MALLOC: this one\n";
	static atomic_ulong calls;
	const char *number = getenv("FAIL_MALLOC");

	if (is_excused || number == NULL ||
	    atomic_fetch_add(&calls, 1) + 1 != strtoul(number, NULL, 10))
		return 0;
	/* Where it can't be said, the test finds that nothing failed. */
	if (write(STDERR_FILENO, message, strlen(message)) < 0)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t size)
{
	return fail_now() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return fail_now() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return fail_now() ? NULL : __libc_realloc(old, size);
}

void *
mmap(void *address, size_t size, int protection, int flags, int fd,
    off_t offset)
{
	if (fail_now())
		return MAP_FAILED;
	return (void *)(uintptr_t)syscall(
	    SYS_mmap, address, size, protection, flags, fd, offset);
}

/* As of glibc 2.36 the name service crashes in itself without memory. */
struct passwd *
getpwnam(const char *name)
{
	void *next = dlsym(RTLD_NEXT, "getpwnam");
	struct passwd *(*real)(const char *name);
	struct passwd *account;

	memcpy(&real, &next, sizeof(real));
	is_excused = 1;
	account = real(name);
	is_excused = 0;
	return account;
}
