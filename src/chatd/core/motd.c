/* SPDX-License-Identifier: MIT */
#include "chatd/core/motd.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct motd {
	atomic_uint references;
	struct slice lines; /* owned */
};

struct motd *
motd_new(char *bytes, size_t size)
{
	struct motd *motd = malloc(sizeof(*motd));

	if (motd == NULL) {
		free(bytes);
		return NULL;
	}
	atomic_init(&motd->references, 1);
	motd->lines = (struct slice){ bytes, size };
	return motd;
}

struct motd *
motd_reference(struct motd *motd)
{
	if (motd != NULL)
		atomic_fetch_add(&motd->references, 1);
	return motd;
}

void
motd_release(struct motd *motd)
{
	if (motd == NULL || atomic_fetch_sub(&motd->references, 1) != 1)
		return;
	free((void *)(uintptr_t)motd->lines.bytes);
	free(motd);
}

struct slice
motd_lines(const struct motd *motd)
{
	return motd != NULL ? motd->lines : (struct slice){ 0 };
}
