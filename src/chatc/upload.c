/* SPDX-License-Identifier: MIT */
/*
 * The drop protocol from the client's side: the number of lines, the lines, and
 * a byte for an answer.  A refusal ends the connection, and the next file is
 * sent on another one; a lost connection or a silent server ends the upload.
 *
 * A file is filed when all of it was sent and was then accepted.  But some
 * servers accept a file as soon as they have the number of its lines, and some
 * of those do so again when they have the lines.  Such an acceptance says
 * nothing about the file, nor is it known whether a second one belongs to this
 * file or to the next, and waiting for it would only be a guess.  So from the
 * first early acceptance on, the files of a connection wait for its end: the
 * server can only answer the goodbye after it has read all that came before,
 * which it does not do if it has refused anything or has failed.  Then they are
 * filed, if each was accepted once, or each twice.  In every other case it is
 * not known, and that is what is said.
 *
 * They all go over the same connection, since there are servers on which the
 * first file of the next one replaces the first of this one.  A file that is
 * sent faster than its early acceptance arrives looks like any other.
 */

#include "chatc/upload.h"

#include <err.h>
#include <netdb.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "chatc/options/options.h"
#include "chatc/progress.h"
#include "chatc/resolve.h"
#include "chatc/text_file.h"
#include "chatc/trust/trust.h"
#include "chatc/upload_connection.h"
#include "common/text.h"

/* How much is read from a file and sent at a time. */
#define UPLOAD_PIECE_BYTES ((size_t)64 * 1024)

/* Room for a file's name as it is shown. */
#define UPLOAD_NAME_BYTES 256

/* A file that has been sent. */
struct upload_text {
	const char *name; /* borrowed, as it was given */
	uint32_t lines;
};

struct upload {
	struct addrinfo *addresses;
	struct upload_connection connection;
	struct upload_text *sent; /* on this connection, connection.files */
	unsigned told; /* of those, the first ones, whose fate was said */
};

/* ---- what became of the files -------------------------------------------- */

static void
upload_say(const char *name, const char *what)
{
	char shown[UPLOAD_NAME_BYTES];

	(void)text_escape(name, strlen(name), shown, sizeof(shown));
	warnx("%s: %s", shown, what);
}

/*
 * Say of all files sent that they are filed, unless it was said.  It is said at
 * once, for the next ones may take long; and where nobody can be told any more,
 * no more is filed.
 */
static void
upload_tell_filed(struct upload *upload)
{
	char shown[UPLOAD_NAME_BYTES];

	while (upload->told < upload->connection.files) {
		const struct upload_text *text = &upload->sent[upload->told++];

		(void)text_escape(
		    text->name, strlen(text->name), shown, sizeof(shown));
		printf("%s: filed, %u lines\n", shown, text->lines);
	}
	if (fflush(stdout) == EOF)
		err(EX_IOERR, "standard output");
}

/* Say the same of the first ones of them if it is not known. */
static void
upload_tell_unknown(struct upload *upload, unsigned files)
{
	while (upload->told < files)
		upload_say(upload->sent[upload->told++].name,
		    "it is not known whether it was filed");
}

/*
 * Close a connection that has failed with this status, and say what became of
 * the files on it.  whole: the last one was sent to its end.  Return status.
 */
static int
upload_give_up(struct upload *upload, int status, bool whole)
{
	unsigned files = upload->connection.files;
	const char *last = upload->sent[files - 1].name;

	upload_connection_close(&upload->connection);
	upload_tell_unknown(upload, files - 1);
	if (status == EX_CANTCREAT)
		upload_say(last, upload->told < files
				     ? "refused by the server"
				     : "refused by the server after all");
	else if (upload->told < files && whole && !upload->connection.foreign)
		upload_tell_unknown(upload, files);
	else if (upload->told < files)
		upload_say(last, "not filed");
	upload->told = files;
	return status;
}

/* ---- one file ------------------------------------------------------------ */

/* Send header and lines.  Return an exit status. */
static int
upload_send_file(
    struct upload *upload, struct text_file *file, const char *name)
{
	char piece[UPLOAD_PIECE_BYTES];
	const char *error;
	struct progress progress;
	int status;
	long size = 1;

	text_file_header(file->lines, piece);
	status = upload_connection_send(
	    &upload->connection, piece, TEXT_FILE_HEADER_BYTES);
	progress_start(&progress, name, file->size);
	while (status == EX_OK && size > 0) {
		size = text_file_read(file, piece, sizeof(piece), &error);
		if (size == -1) {
			upload_say(name, error);
			status = EX_NOINPUT;
		} else if (size > 0) {
			status = upload_connection_send(
			    &upload->connection, piece, (size_t)size);
			progress_update(&progress, file->size - file->left);
		}
	}
	progress_end(&progress);
	return status;
}

/*
 * Send an open file, and learn what becomes of it, unless that has to wait.
 * Return an exit status.
 */
static int
upload_file(struct upload *upload, struct text_file *file, const char *name)
{
	struct upload_connection *connection = &upload->connection;
	bool whole;
	int status;

	upload->sent[connection->files++] = (struct upload_text){ name,
		file->lines };
	status = upload_send_file(upload, file, name);
	whole = status == EX_OK;
	if (whole && (connection->accepted >= connection->files ||
			 upload->told < connection->files - 1))
		return EX_OK;
	while (status == EX_OK && connection->accepted < connection->files)
		status = upload_connection_receive(connection);
	if (status != EX_OK)
		return upload_give_up(upload, status, whole);
	upload_tell_filed(upload);
	return EX_OK;
}

static int
upload_named(struct upload *upload, const char *name)
{
	struct text_file file;
	const char *error;
	int status;

	if (text_file_open(&file, name, &error) == -1) {
		upload_say(name, error);
		return EX_NOINPUT;
	}
	if (!upload_connection_is_open(&upload->connection))
		upload->told = 0;
	status = upload_connection_open(&upload->connection, upload->addresses);
	if (status == EX_OK)
		status = upload_file(upload, &file, name);
	text_file_close(&file);
	return status;
}

/* ---- all of them --------------------------------------------------------- */

/*
 * Tell the server that this was all, see that it has understood, and learn what
 * became of the files that wait for this.  Return an exit status.
 */
static int
upload_end(struct upload *upload)
{
	struct upload_connection *connection = &upload->connection;
	char bytes[TEXT_FILE_HEADER_BYTES];
	int status;

	if (!upload_connection_is_open(connection))
		return EX_OK;
	text_file_header(0, bytes);
	status = upload_connection_send(connection, bytes, sizeof(bytes));
	connection->leaving = true;
	while (status == EX_OK && !connection->done)
		status = upload_connection_receive(connection);
	if (status == EX_OK && upload->told < connection->files &&
	    connection->accepted != connection->files &&
	    connection->accepted != 2 * connection->files) {
		warnx("The server's answers do not match the files.");
		status = EX_PROTOCOL;
	}
	if (status != EX_OK)
		return upload_give_up(upload, status, true);
	upload_tell_filed(upload);
	upload_connection_close(connection);
	return EX_OK;
}

/* Send the files of these names.  Return an exit status. */
static int
upload_all(struct upload *upload, char *const *names)
{
	int worst = EX_OK, status;

	for (; *names != NULL; names++) {
		status = upload_named(upload, *names);
		if (worst == EX_OK)
			worst = status;

		/* The others may be filed even so. */
		if (status != EX_OK && status != EX_CANTCREAT &&
		    status != EX_NOINPUT)
			break;
	}
	status = upload_end(upload);
	return worst != EX_OK ? worst : status;
}

int
upload_run(const struct chatc_options *options)
{
	struct upload upload = { .connection.socket = { .host = options->host,
				     .timeout_ms = options->timeout_ms,
				     .fd = -1 } };
	size_t files = 0;
	int status;

	/* Writing to whoever has gone should fail, not kill chatc. */
	(void)signal(SIGPIPE, SIG_IGN);
	while (options->arguments[files] != NULL)
		files++;
	upload.sent = calloc(files, sizeof(*upload.sent));
	if (upload.sent == NULL)
		err(EX_OSERR, "out of memory");
	status = trust_open(
	    options, UPLOAD_PORT, &upload.connection.socket.trust);
	if (status == EX_OK)
		status = resolve(options, UPLOAD_PORT, &upload.addresses);
	if (status == EX_OK) {
		status = upload_all(&upload, options->arguments);
		resolve_free(upload.addresses);
	}
	trust_free(upload.connection.socket.trust);
	free(upload.sent);
	return status;
}
