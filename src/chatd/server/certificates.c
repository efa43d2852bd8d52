/* SPDX-License-Identifier: MIT */
#include "chatd/server/certificates.h"

#include <stdio.h>
#include <sysexits.h>
#include <time.h>

#include "chatd/config/config.h"
#include "chatd/config/path_list.h"
#include "chatd/tls/ticket_keys.h"
#include "chatd/tls/tls_context.h"
#include "common/log.h"

/* "certificate: " and a sentence. */
#define CERTIFICATES_MESSAGE_BYTES (TLS_CONTEXT_ERROR_BYTES + 32)

/* The files of the three options. */
struct certificate_files {
	struct path_list certificates;
	struct path_list keys;
	struct path_list client_ca;
};

/* Return 0, or -1 if there is no memory; the caller clears them anyway. */
static int
certificate_files_parse(
    const struct config *config, struct certificate_files *files_r)
{
	*files_r = (struct certificate_files){ .keys = { .count = 0 } };
	if (path_list_parse(config->certificate, &files_r->certificates) != 0 ||
	    path_list_parse(config->key, &files_r->keys) != 0 ||
	    path_list_parse(config->client_ca, &files_r->client_ca) != 0)
		return -1;
	return 0;
}

static void
certificate_files_clear(struct certificate_files *files)
{
	path_list_clear(&files->certificates);
	path_list_clear(&files->keys);
	path_list_clear(&files->client_ca);
}

static struct tls_context *
certificates_make(const struct certificate_files *files,
    struct ticket_keys *keys, char *error)
{
	const struct path_list *keys_of = files->keys.count > 0
					      ? &files->keys
					      : &files->certificates;
	const struct tls_files tls_files = {
		.certificates = (const char *const *)files->certificates.paths,
		.keys = (const char *const *)keys_of->paths,
		.count = files->certificates.count,
		.client_ca = files->client_ca.count > 0
				 ? files->client_ca.paths[0]
				 : NULL,
	};

	return tls_context_new(&tls_files, keys, error);
}

int
certificates_load(const struct config *config, struct ticket_keys *keys,
    const struct config_errors *errors, struct tls_context **context_r)
{
	char error[TLS_CONTEXT_ERROR_BYTES] = "out of memory";
	char message[CERTIFICATES_MESSAGE_BYTES];
	struct certificate_files files;

	*context_r = NULL;
	if (path_list_count(config->certificate) == 0)
		return 0;
	if (certificate_files_parse(config, &files) == 0)
		*context_r = certificates_make(&files, keys, error);
	certificate_files_clear(&files);
	if (*context_r != NULL)
		return 0;
	snprintf(message, sizeof(message), "certificate: %s", error);
	errors->report(message, errors->argument);
	return -1;
}

static void
certificates_warn_cb(const char *sentence, void *argument)
{
	(void)argument;
	log_warning("%s", sentence);
}

void
certificates_warn(const struct tls_context *context)
{
	if (context != NULL)
		tls_context_report_trouble(
		    context, time(NULL), certificates_warn_cb, NULL);
}

int
certificates_check(
    const struct config *config, const struct config_errors *errors)
{
	struct ticket_keys *keys;
	struct tls_context *context;
	int status = EX_OK;

	if (path_list_count(config->certificate) == 0)
		return EX_OK;
	keys = ticket_keys_new();
	if (keys == NULL) {
		errors->report("cannot read the certificates: out of memory",
		    errors->argument);
		return EX_OSERR;
	}
	if (certificates_load(config, keys, errors, &context) != 0)
		status = EX_CONFIG;
	certificates_warn(context);
	tls_context_release(context);
	ticket_keys_free(keys);
	return status;
}
