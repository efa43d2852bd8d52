/* SPDX-License-Identifier: MIT */
/*
 * The directory as a whole: opening it, and counting what is in it.
 *
 * Texts are taken away by others, who tell nobody.  So the texts are counted at
 * the start, and again before one is refused for want of room: at once if the
 * kernel knows that something was taken away, else now and then.
 */

#include "chatd/storage/store_private.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/log.h"

#define STORE_INCOMING ".incoming"

/* What st_blocks is counted in, whatever the file system (stat(3type)). */
#define STORE_STAT_BLOCK_BYTES 512

static int
store_check_writable(int fd)
{
	return faccessat(fd, ".", R_OK | W_OK | X_OK, 0);
}

/* Open a directory to list it.  Return NULL with errno set on failure. */
static DIR *
store_list(int at, const char *name)
{
	int fd = store_open_directory(at, name);
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;

	if (list == NULL)
		store_close_fd(fd);
	return list;
}

/* Remove the files that an earlier run left unfinished. */
static void
store_sweep(struct store *store)
{
	DIR *list = store_list(store->incoming_fd, ".");
	struct dirent *entry;

	if (list == NULL)
		return;
	while ((entry = readdir(list)) != NULL)
		unlinkat(store->incoming_fd, entry->d_name, 0);
	closedir(list);
}

static void store_measure(
    struct store *store, DIR *list, bool has_folders, struct quota_amount *sum);

/* Add what one entry of a list takes: nothing if it is gone by now. */
static void
store_measure_entry(struct store *store, int at, const char *name,
    bool has_folders, struct quota_amount *sum)
{
	struct stat status;
	DIR *folder;

	/* Every name that is ours begins with a digit: not STORE_INCOMING. */
	if (name[0] == '.' ||
	    fstatat(at, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	if (S_ISREG(status.st_mode)) {
		sum->bytes += store_bytes_of(&status);
		sum->files++;
	} else if (S_ISDIR(status.st_mode) && has_folders) {
		sum->bytes += store_bytes_of(&status);
		folder = store_list(at, name);
		if (folder != NULL)
			store_measure(store, folder, false, sum);
	}
}

/*
 * Add what is in a directory, including what is in its folders if has_folders
 * is true, and close its list.
 */
static void
store_measure(
    struct store *store, DIR *list, bool has_folders, struct quota_amount *sum)
{
	struct dirent *entry;

	/* First, so that nothing is taken away unseen after it was counted. */
	removals_watch(&store->removals, dirfd(list));
	while (!atomic_load_explicit(
		   &store->is_counting_over, memory_order_relaxed) &&
	       (entry = readdir(list)) != NULL)
		store_measure_entry(
		    store, dirfd(list), entry->d_name, has_folders, sum);
	closedir(list);
}

struct store *
store_open(const char *path, bool is_shared, struct quota_amount most)
{
	struct store *store = calloc(1, sizeof(*store));

	if (store == NULL)
		return NULL;
	store->is_shared = is_shared;
	store->incoming_fd = -1;
	quota_init(&store->quota, most);
	removals_init(&store->removals);
	store->fd = store_open_directory(AT_FDCWD, path);
	if (store->fd < 0)
		goto fail;
	/* Some network file systems cannot lock a directory. */
	if (flock(store->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		goto fail;
	if (store_check_writable(store->fd) != 0 ||
	    (mkdirat(store->fd, STORE_INCOMING, S_IRWXU) != 0 &&
		errno != EEXIST))
		goto fail;
	store->incoming_fd = store_open_directory(store->fd, STORE_INCOMING);
	if (store->incoming_fd < 0 ||
	    store_check_writable(store->incoming_fd) != 0)
		goto fail;
	return store;

fail:
	store_close(store);
	return NULL;
}

struct quota_amount
store_prepare(struct store *store)
{
	store_sweep(store);
	store_count(store);
	return quota_kept(&store->quota);
}

void
store_set_most(struct store *store, struct quota_amount most)
{
	quota_set_most(&store->quota, most);
}

void
store_stop_counting(struct store *store)
{
	atomic_store(&store->is_counting_over, true);
}

void
store_close(struct store *store)
{
	int saved_errno = errno;

	if (store == NULL)
		return;
	store_close_fd(store->incoming_fd);
	store_close_fd(store->fd);
	quota_clear(&store->quota);
	removals_clear(&store->removals);
	free(store);
	errno = saved_errno;
}

int
store_open_directory(int at, const char *name)
{
	return openat(
	    at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

void
store_close_fd(int fd)
{
	int saved_errno = errno;

	if (fd >= 0)
		close(fd);
	errno = saved_errno;
}

uint64_t
store_round_up(uint64_t size)
{
	return (size + STORE_BLOCK_BYTES - 1) / STORE_BLOCK_BYTES *
	       STORE_BLOCK_BYTES;
}

uint64_t
store_bytes_of(const struct stat *status)
{
	uint64_t least = store_round_up((uint64_t)status->st_size);
	uint64_t given = (uint64_t)status->st_blocks * STORE_STAT_BLOCK_BYTES;

	return given > least ? given : least;
}

void
store_count(struct store *store)
{
	struct quota_amount counted = { 0 };
	DIR *list;

	if (!quota_begin_count(
		&store->quota, removals_have_happened(&store->removals)))
		return;
	removals_restart(&store->removals);
	list = store_list(store->fd, ".");
	if (list != NULL) {
		store_measure(store, list, true, &counted);
	} else {
		log_errno("cannot count the texts in drop_directory");
		counted = quota_kept(&store->quota);
	}
	quota_end_count(&store->quota, counted);
}
