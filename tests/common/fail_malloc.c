/* SPDX-License-Identifier: MIT */
/*
 * A library to preload.  Calls of malloc(), calloc(), realloc() and mmap() are
 * counted together, from 1; the call whose number is FAIL_MALLOC fails as if
 * there were no memory, and standard error says so.  Everything else is the C
 * library's, whose own calls of mmap() do not come here.
 *
 * Only calls within main() count: what a compiler adds before and after it,
 * such as writing down which lines have been run, may rely on memory.
 *
 * FAIL_MALLOC_FILE lets a call fail later: calls are counted from the moment
 * when there is a file of that name.  The call whose number is in it fails, and
 * the file is removed; if the file is removed before, no call fails.
 */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc's own names for the functions that this library replaces. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

typedef int main_function(int argc, char **argv, char **environment);
typedef int start_function(main_function *main, int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*end)(void), void *stack);

/* What glibc starts every program with. */
start_function __libc_start_main;

static main_function *program;
static atomic_int is_running;

/* This thread runs code of glibc that does not survive a failure. */
static _Thread_local int is_excused;

static int
run_program(int argc, char **argv, char **environment)
{
	int status;

	atomic_store(&is_running, 1);
	status = program(argc, argv, environment);
	atomic_store(&is_running, 0);
	return status;
}

int
__libc_start_main(main_function *main, int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*end)(void), void *stack)
{
	void *next = dlsym(RTLD_NEXT, "__libc_start_main");
	start_function *real;

	memcpy(&real, &next, sizeof(real));
	program = main;
	return real(run_program, argc, argv, init, fini, end, stack);
}

/* Say whether this is the call of the number in the environment. */
static int
fail_by_number(void)
{
	static atomic_ulong calls;
	const char *number = getenv("FAIL_MALLOC");

	return number != NULL &&
	       atomic_fetch_add(&calls, 1) + 1 == strtoul(number, NULL, 10);
}

/* Return the number in the file at path; 0 if there is none. */
static long
read_number(const char *path)
{
	char number[16] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	if (read(fd, number, sizeof(number) - 1) < 0)
		number[0] = '\0';
	close(fd);
	return strtol(number, NULL, 10);
}

/* Say whether this is the call of the number in the file. */
static int
fail_by_file(void)
{
	static atomic_long calls_left; /* 0: there was no file yet */
	const char *path = getenv("FAIL_MALLOC_FILE");
	int saved_errno = errno;
	long left, none = 0;
	int fails;

	if (path == NULL)
		return 0;
	left = atomic_load(&calls_left);
	if (left == 0) {
		left = read_number(path);
		errno = saved_errno;
		if (left == 0 ||
		    !atomic_compare_exchange_strong(&calls_left, &none, left))
			return 0;
	}
	/* If the file is gone, no call is to fail. */
	fails = left == 1 && unlink(path) == 0;
	while (left > 0 &&
	       !atomic_compare_exchange_weak(&calls_left, &left, left - 1))
		continue;
	errno = saved_errno;
	return fails;
}

static int
fail_now(void)
{
	static const char message[] = "FAIL_MALLOC: this one\n";

	if (!atomic_load(&is_running) || is_excused ||
	    (!fail_by_number() && !fail_by_file()))
		return 0;
	/* If it cannot be said, nothing fails, and the test finds that out. */
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
mmap(
    void *address, size_t size, int protection, int flags, int fd, off_t offset)
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
