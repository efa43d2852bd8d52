/* SPDX-License-Identifier: MIT */
#include "unit/chatd/storage/store_fixture.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/unit.h"

static const struct quota_amount most = { STORE_FIXTURE_BYTES,
	STORE_FIXTURE_FILES };

static char directory[sizeof("/tmp/check_store.XXXXXX")];

static int
remove_cb(
    const char *path, const struct stat *status, int type, struct FTW *position)
{
	(void)status;
	(void)type;
	(void)position;
	return remove(path);
}

void
store_fixture_set_up(void)
{
	strcpy(directory, "/tmp/check_store.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chdir(directory), 0);
}

void
store_fixture_tear_down(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(
	    nftw(directory, remove_cb, 8, FTW_DEPTH | FTW_PHYS), 0);
}

const char *
store_fixture_directory(void)
{
	return directory;
}

struct store *
store_fixture_open_store(bool is_shared)
{
	struct store *store = store_open(directory, is_shared, most);

	ck_assert_ptr_nonnull(store);
	return store;
}

void
store_fixture_keep_text(
    struct store *store, struct store_sender *sender, const char *text)
{
	ck_assert_int_eq(store_write(store, sender, text, strlen(text)), 0);
	ck_assert_int_eq(store_keep(store, sender), 0);
}

void
store_fixture_write_file(const char *path, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
	close(fd);
}
