/* SPDX-License-Identifier: MIT */
/*
 * One rule after the other; the first one that is broken is told.
 */

#include "bench/plan_check.h"

#include <stddef.h>

#include "encryption/encrypted_socket.h"
#include "bench/generator/load.h"
#include "bench/generator/plan.h"
#include "bench/plot.h"
#include "bench/process.h"
#include "bench/wires/wire.h"

static const char *
plan_check_load(const struct plan *plan)
{
	const struct load *load = plan->load;

	if (load->one_thread && plan->threads > 1)
		return "this load cannot be divided among threads";
	if (plan->count > 0 && load->shape == NULL)
		return "--count is for loads that send messages";
	if (plan->churn && !load->arrives_later)
		return "--churn is for the load login";
	if (load->shape != NULL && plan->wire->text_max > 0 &&
	    plan->text_size > plan->wire->text_max)
		return "the wire does not take texts of this --size";
	if (plan->askers > plan->connections)
		return "there are more --askers than --connections";
	return load->refuse != NULL ? load->refuse(plan) : NULL;
}

static const char *
plan_check_encryption(const struct plan *plan)
{
	if (plan->resumes && !plan->is_encrypted)
		return "--resume is for --tls";
	if (plan->is_encrypted && !encrypted_socket_is_there())
		return "this chatd-bench was built without TLS";
	return NULL;
}

const char *
plan_complete(struct plan *plan)
{
	const char *error;

	if (plan->connections == 0)
		plan->connections = plan->load->connections;
	if (plan->window == 0)
		plan->window = plan->load->window;
	error = plan_check_load(plan);
	if (error == NULL)
		error = plan_check_encryption(plan);
	if (error != NULL)
		return error;
	if (plan->server_pid != 0 && !process_read(plan->server_pid).known)
		return "cannot look at the process of --server-pid";
	if (plan->plot_path != NULL && plot_is_terminal(plan->plot_path))
		return "--plot is for a file, and not for a terminal";
	return NULL;
}
