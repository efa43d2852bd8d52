/* SPDX-License-Identifier: MIT */
/*
 * Texts on a disk, by descriptors: every path is one name relative to a
 * directory that is open, so that nothing can be slipped in between a check and
 * a use.
 *
 * A folder is made for the sender's first whole text, so that a sender without
 * one leaves nothing.  Its descriptor is not kept, since thousands of senders
 * may be connected; only a text that is being written has one.
 */

#include "chatd/storage/store_private.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "common/date.h"

/* Whatever the umask is, the group of the daemon may read the texts. */
#define STORE_FILE_MODE   0640
#define STORE_FOLDER_MODE 0750

/* Holds "18446744073709551615.txt". */
#define STORE_FILE_NAME_BYTES 32

/* Name the file that the sender's present text is written to. */
static const char *
store_name_incoming(const struct store_sender *sender, char *buffer)
{
	snprintf(buffer, STORE_FILE_NAME_BYTES, "%llu",
	    (unsigned long long)sender->number);
	return buffer;
}

/* Set more aside for the text.  Return 0, or -1 with errno set. */
static int
store_reserve(struct store *store, struct store_sender *sender,
    struct quota_amount amount)
{
	enum quota_answer answer = quota_reserve(&store->quota, amount);

	if (answer != QUOTA_GRANTED) {
		store_count(store);
		answer = quota_reserve(&store->quota, amount);
	}
	if (answer != QUOTA_GRANTED) {
		errno = answer == QUOTA_NO_FILES ? ERANGE : EDQUOT;
		return -1;
	}
	sender->reserved.bytes += amount.bytes;
	sender->reserved.files += amount.files;
	return 0;
}

/* Set aside what size more bytes of the text take. */
static int
store_reserve_text(
    struct store *store, struct store_sender *sender, size_t size)
{
	const struct quota_amount amount = {
		.bytes = store_round_up(sender->size + size) -
			 store_round_up(sender->size),
		.files = sender->reserved.files == 0 ? 1 : 0,
	};

	if (store_reserve(store, sender, amount) != 0)
		return -1;
	sender->size += size;
	return 0;
}

/* Set aside what a folder takes. */
static int
store_reserve_folder(struct store *store, struct store_sender *sender)
{
	const struct quota_amount amount = { .bytes = STORE_BLOCK_BYTES };

	return store_reserve(store, sender, amount);
}

/* Settle what was set aside for a text, of which kept stays. */
static void
store_settle(
    struct store *store, struct store_sender *sender, struct quota_amount kept)
{
	quota_settle(&store->quota, sender->reserved, kept);
	sender->reserved = (struct quota_amount){ 0 };
	sender->size = 0;
}

/*
 * Return what a text that is on the disk takes, and its folder if it is new: as
 * much as was set aside, or more where the disk has given more.
 */
static struct quota_amount
store_measure_text(const struct store_sender *sender)
{
	struct quota_amount amount = sender->reserved;
	struct stat status;

	if (fstat(sender->fd, &status) == 0)
		amount.bytes += store_bytes_of(&status) -
				store_round_up((uint64_t)status.st_size);
	return amount;
}

/* Begin a text: make its file.  Return 0, or -1 with errno set. */
static int
store_begin(struct store *store, struct store_sender *sender)
{
	char name[STORE_FILE_NAME_BYTES];

	sender->fd = openat(store->incoming_fd,
	    store_name_incoming(sender, name),
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    STORE_FILE_MODE);
	return sender->fd < 0 ? -1 : fchmod(sender->fd, STORE_FILE_MODE);
}

/*
 * Name the sender's folder.  The time makes the name differ from those of
 * earlier runs, and the number from those of this one; names sort by time.
 */
static void
store_name_folder(struct store_sender *sender)
{
	struct timespec now;
	struct date date;
	long seconds;

	clock_gettime(CLOCK_REALTIME, &now);
	date = date_of_day((long)(now.tv_sec / 86400));
	seconds = (long)(now.tv_sec % 86400);
	snprintf(sender->folder, sizeof(sender->folder),
	    "%04ld%02d%02d-%02ld%02ld%02ld.%03ld-%llu", date.year, date.month,
	    date.day, seconds / 3600, seconds / 60 % 60, seconds % 60,
	    now.tv_nsec / 1000000, (unsigned long long)sender->number);
}

/*
 * Make the sender's folder, which must not exist.  Return its descriptor, or -1
 * with errno set.
 */
static int
store_make_folder(struct store *store, struct store_sender *sender)
{
	int fd, saved_errno;

	if (mkdirat(store->fd, sender->folder, STORE_FOLDER_MODE) != 0)
		return -1;
	fd = store_open_directory(store->fd, sender->folder);
	if (fd >= 0 && fchmod(fd, STORE_FOLDER_MODE) == 0) {
		removals_watch(&store->removals, fd);
		return fd;
	}
	store_close_fd(fd);
	saved_errno = errno;
	unlinkat(store->fd, sender->folder, AT_REMOVEDIR);
	errno = saved_errno;
	return -1;
}

/*
 * Open the place for the sender's texts, and set *is_new_r if it had to be
 * made.  Somebody may have taken the folder away, with all that was in it; then
 * it is made again.  Return the descriptor, or -1 with errno set.
 */
static int
store_open_place(
    struct store *store, struct store_sender *sender, bool *is_new_r)
{
	int fd;

	*is_new_r = false;
	if (store->is_shared)
		return store_open_directory(store->fd, ".");
	if (sender->folder[0] == '\0') {
		store_name_folder(sender);
	} else {
		fd = store_open_directory(store->fd, sender->folder);
		if (fd >= 0 || errno != ENOENT)
			return fd;
	}
	if (store_reserve_folder(store, sender) != 0)
		return -1;
	fd = store_make_folder(store, sender);
	*is_new_r = fd >= 0;
	return fd;
}

/* Take away a text that has its place but may not survive a crash. */
static void
store_take_back(struct store *store, const struct store_sender *sender,
    int place, const char *name)
{
	int saved_errno = errno;

	/* In a shared place the name may be another sender's by now. */
	if (!store->is_shared)
		unlinkat(place, name, 0);
	if (sender->folder[0] != '\0')
		unlinkat(store->fd, sender->folder, AT_REMOVEDIR);
	errno = saved_errno;
}

void
store_sender_init(struct store_sender *sender, uint64_t number)
{
	*sender = (struct store_sender){ .number = number, .fd = -1 };
}

int
store_write(struct store *store, struct store_sender *sender, const char *bytes,
    size_t size)
{
	if (store_reserve_text(store, sender, size) != 0 ||
	    (sender->fd < 0 && store_begin(store, sender) != 0))
		return -1;
	while (size > 0) {
		ssize_t written = write(sender->fd, bytes, size);

		if (written < 0 && errno != EINTR)
			return -1;
		if (written > 0) {
			bytes += written;
			size -= (size_t)written;
		}
	}
	return 0;
}

int
store_keep(struct store *store, struct store_sender *sender)
{
	char incoming[STORE_FILE_NAME_BYTES], name[STORE_FILE_NAME_BYTES];
	bool is_new;
	int place;

	if (fsync(sender->fd) != 0)
		return -1;
	place = store_open_place(store, sender, &is_new);
	if (place < 0)
		return -1;
	snprintf(name, sizeof(name), "%llu.txt",
	    (unsigned long long)sender->texts + 1);
	if (renameat(store->incoming_fd, store_name_incoming(sender, incoming),
		place, name) != 0 ||
	    fsync(place) != 0 || (is_new && fsync(store->fd) != 0)) {
		store_take_back(store, sender, place, name);
		store_close_fd(place);
		return -1;
	}
	close(place);
	store_settle(store, sender, store_measure_text(sender));
	close(sender->fd);
	sender->fd = -1;
	sender->texts++;
	return 0;
}

void
store_discard(struct store *store, struct store_sender *sender)
{
	char name[STORE_FILE_NAME_BYTES];

	store_settle(store, sender, (struct quota_amount){ 0 });
	if (sender->fd < 0)
		return;
	close(sender->fd);
	sender->fd = -1;
	unlinkat(store->incoming_fd, store_name_incoming(sender, name), 0);
}
