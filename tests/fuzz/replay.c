/* SPDX-License-Identifier: MIT */
/*
 * main() of a fuzz target without libFuzzer: every compiler can replay what
 * fuzzing found.  A program called replay_x takes the files below
 * $srcdir/tests/fuzz/corpus/x, or those named on its command line.
 */

#include "fuzz/fuzz.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer than any file worth keeping. */
#define INPUT_MAX_BYTES (1024 * 1024)

static void
replay_file(const char *path)
{
	uint8_t *room = malloc(INPUT_MAX_BYTES);
	FILE *stream = fopen(path, "rb");
	uint8_t *input;
	size_t size;

	if (room == NULL || stream == NULL)
		err(EXIT_FAILURE, "%s", path);
	size = fread(room, 1, INPUT_MAX_BYTES, stream);
	if (ferror(stream) || !feof(stream))
		errx(EXIT_FAILURE, "%s: cannot be read whole", path);
	fclose(stream);

	/* Memory of just the size lets the sanitizers see its end. */
	input = malloc(size > 0 ? size : 1);
	if (input == NULL)
		err(EXIT_FAILURE, "%s", path);
	memcpy(input, room, size);
	free(room);
	LLVMFuzzerTestOneInput(input, size);
	free(input);
}

static int
replay_is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/*
 * Replay every file of a directory, in the order of their names, and return how
 * many there were.  No descriptor is open meanwhile: a target may want them.
 */
static size_t
replay_directory(const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, replay_is_input, alphasort);

	if (count < 0)
		err(EXIT_FAILURE, "%s", path);
	for (int i = 0; i < count; i++) {
		char file[PATH_MAX + NAME_MAX + 2];

		snprintf(file, sizeof(file), "%s/%s", path, entries[i]->d_name);
		replay_file(file);
		free(entries[i]);
	}
	free(entries);
	return (size_t)count;
}

int
main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const char *target = strstr(slash != NULL ? slash : argv[0], "replay_");
	const char *source = getenv("srcdir");
	char path[PATH_MAX];
	size_t count;

	if (argc > 1) {
		for (int i = 1; i < argc; i++)
			replay_file(argv[i]);
		return EXIT_SUCCESS;
	}
	if (target == NULL)
		errx(EXIT_FAILURE, "not called replay_x");
	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%s",
	    source != NULL ? source : ".", target + strlen("replay_"));
	count = replay_directory(path);
	printf("%zu inputs of %s\n", count, path);
	return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
