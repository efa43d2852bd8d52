/* SPDX-License-Identifier: MIT */
/*
 * The report.  Both forms say the same: the figures are worked out in one
 * place.
 */

#include "bench/report.h"

#include <stdio.h>

#include "bench/generator/histogram.h"
#include "bench/run.h"
#include "bench/wires/wire.h"

/* A thread that uses this share of a processor has no time to spare. */
#define BUSY 0.95

/* A figure tells more of others if it waited for this share of its time. */
#define WAITED 0.1

static const struct {
	const char *title;
	const char *key;
	double percent;
} percentiles[] = {
	{ "p50", "p50_us", 50 },
	{ "p90", "p90_us", 90 },
	{ "p99", "p99_us", 99 },
	{ "p99.9", "p999_us", 99.9 },
	{ "max", "max_us", 100 },
};

#define PERCENTILES (sizeof(percentiles) / sizeof(percentiles[0]))

/* Figures that are worked out of a result. */
struct figures {
	double seconds;
	double per_second;
	double server_cpu;         /* seconds, while it was measured */
	double server_per_million; /* seconds; 0 if there was no work */
	double server_bytes;       /* per connection */
	double generator_per_million;
	double generator_busy; /* its busiest thread's share of a processor */
	double server_waited;  /* share of the time it wanted a processor */
	double generator_waited;
	bool generator_is_limit;
};

static double
report_divide(double number, double by)
{
	return by > 0 ? number / by : 0;
}

static struct figures
report_reckon(const struct result *result)
{
	double millions = (double)result->work / 1e6;
	double memory = 0;
	struct figures f = { .seconds = (double)result->elapsed_ns / 1e9 };
	double server_wait;

	f.per_second = report_divide((double)result->work, f.seconds);
	f.server_cpu = (double)(result->finished.times.cpu_ns -
				result->started.times.cpu_ns) /
		       1e9;
	/* A server that has been used before may have given memory back. */
	if (result->finished.memory_bytes > result->empty.memory_bytes)
		memory = (double)(result->finished.memory_bytes -
				  result->empty.memory_bytes);
	server_wait = (double)(result->finished.times.wait_ns -
			       result->started.times.wait_ns) /
		      1e9;
	f.server_waited = report_divide(
	    server_wait, f.server_cpu + server_wait);
	f.generator_waited = report_divide((double)result->generator_wait_ns,
	    (double)(result->generator_cpu_ns + result->generator_wait_ns));
	f.server_per_million = report_divide(f.server_cpu, millions);
	f.server_bytes = report_divide(memory, (double)result->users);
	f.generator_per_million = report_divide(
	    (double)result->generator_cpu_ns / 1e9, millions);
	f.generator_busy = report_divide(
	    (double)result->generator_busiest_ns / 1e9, f.seconds);
	f.generator_is_limit =
	    result->work > 0 &&
	    report_divide((double)result->generator_full_ns / 1e9, f.seconds) >
		BUSY &&
	    (!result->finished.known ||
		report_divide(f.server_cpu + server_wait, f.seconds) < BUSY);
	return f;
}

static double
report_percentile_us(const struct result *result, size_t index)
{
	return (double)histogram_percentile(
		   result->latency, percentiles[index].percent) /
	       1e3;
}

static void
report_print_head(const struct plan *plan)
{
	const struct load *load = plan->load;

	(void)printf(
	    "load       %s, %zu connections", load->name, plan->connections);
	if (load->warms_up)
		(void)printf(", window %zu", plan->window);
	if (load->shape != NULL)
		(void)printf(", texts of %zu bytes", plan->text_size);
	(void)printf(
	    ", %zu thread%s\n", plan->threads, plan->threads > 1 ? "s" : "");
	if (plan->idle > 0)
		(void)printf("idle       %zu other users\n", plan->idle);
	(void)printf("server     %s at %s port %s\n\n", plan->wire->name,
	    plan->host, plan->port);
}

static void
report_print_rates(const struct plan *plan, const struct result *result,
    const struct figures *f)
{
	char unit[24];

	(void)snprintf(unit, sizeof(unit), "%s/s", plan->load->unit);
	(void)printf("%14s", unit);
	for (size_t i = 0; i < PERCENTILES; i++)
		(void)printf(" %9s us", percentiles[i].title);
	(void)printf("\n%14.0f", f->per_second);
	for (size_t i = 0; i < PERCENTILES; i++)
		(void)printf(" %12.1f", report_percentile_us(result, i));
	(void)printf("\n\n%-18s %llu in %.3f s\n", plan->load->unit,
	    (unsigned long long)result->work, f->seconds);
}

static void
report_print_costs(const struct plan *plan, const struct result *result,
    const struct figures *f)
{
	const char *unit = plan->load->unit;

	if (result->finished.known) {
		if (result->work > 0)
			(void)printf("%-18s %.3f s per million %s\n",
			    "server CPU", f->server_per_million, unit);
		else
			(void)printf("%-18s %.3f s in %.3f s\n", "server CPU",
			    f->server_cpu, f->seconds);
		(void)printf("%-18s %.0f bytes for each of %zu connections\n",
		    "server memory", f->server_bytes, result->users);
	}
	if (result->work > 0)
		(void)printf("%-18s %.3f s per million %s, busiest thread "
			     "%.0f %%\n",
		    "generator CPU", f->generator_per_million, unit,
		    100 * f->generator_busy);
}

/* Print how it was encrypted, which takes no line where it was not. */
static void
report_print_encryption(const struct result *result, const struct figures *f)
{
	const struct tally *t = &result->tally;

	if (result->cipher[0] == '\0')
		return;
	(void)printf("%-18s %s\n", "encrypted", result->cipher);
	if (t->handshakes > 0)
		(void)printf("%-18s %llu, %.0f/s, %llu of users who came "
			     "back\n",
		    "handshakes", (unsigned long long)t->handshakes,
		    report_divide((double)t->handshakes, f->seconds),
		    (unsigned long long)t->resumed);
}

static void
report_print_errors(const struct plan *plan, const struct result *result)
{
	const struct tally *t = &result->tally;

	if (result_is_clean(result) && plan->load->shape != NULL)
		(void)printf("%-18s none: each %s\n", "errors",
		    plan->wire->delivers ? "came once, in order, unharmed"
					 : "was answered once");
	else if (result_is_clean(result))
		(void)printf("%-18s none\n", "errors");
	else if (result->note[0] == '\0' || result_has_wrong_lines(result))
		(void)printf("%-18s %llu lost, %llu doubled, %llu reordered, "
			     "%llu unexpected\n",
		    "errors", (unsigned long long)t->lost,
		    (unsigned long long)t->doubled,
		    (unsigned long long)t->reordered,
		    (unsigned long long)t->unexpected);
	if (result->note[0] != '\0')
		(void)printf("%-18s %s\n", "failed", result->note);
}

/* Print what a reader should know before believing the figures. */
static void
report_print_notes(const struct figures *f)
{
	if (f->generator_is_limit)
		(void)printf("%-18s the generator was the limit, not the server"
			     " (see --threads)\n",
		    "note");
	if (f->per_second > 0 &&
	    (f->server_waited > WAITED || f->generator_waited > WAITED))
		(void)printf("%-18s other processes were at work: of the time "
			     "that they wanted\n"
			     "%-18s a processor the server waited %.0f %%, the "
			     "generator %.0f %%\n",
		    "note", "", 100 * f->server_waited,
		    100 * f->generator_waited);
}

void
report_print(const struct plan *plan, const struct result *result)
{
	struct figures f = report_reckon(result);

	report_print_head(plan);
	if (result->work > 0)
		report_print_rates(plan, result, &f);
	report_print_costs(plan, result, &f);
	report_print_encryption(result, &f);
	report_print_errors(plan, result);
	report_print_notes(&f);
}

/* Print a JSON string: escaped text has no control characters left. */
static void
report_print_json_string(const char *key, const char *text)
{
	(void)printf("\"%s\":\"", key);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			(void)putchar('\\');
		(void)putchar(*text);
	}
	(void)printf("\",");
}

static void
report_print_json_number(const char *key, uint64_t number)
{
	(void)printf("\"%s\":%llu,", key, (unsigned long long)number);
}

void
report_print_json(const struct plan *plan, const struct result *result)
{
	struct figures f = report_reckon(result);

	(void)putchar('{');
	report_print_json_string("load", plan->load->name);
	report_print_json_string("wire", plan->wire->name);
	report_print_json_string("unit", plan->load->unit);
	report_print_json_string("note", result->note);
	report_print_json_number("connections", plan->connections);
	report_print_json_number("idle", plan->idle);
	report_print_json_number("window", plan->window);
	report_print_json_number("text_bytes", plan->text_size);
	report_print_json_number("threads", plan->threads);
	report_print_json_number("work", result->work);
	(void)printf(
	    "\"seconds\":%.6f,\"per_second\":%.1f,", f.seconds, f.per_second);
	for (size_t i = 0; i < PERCENTILES; i++)
		(void)printf("\"%s\":%.1f,", percentiles[i].key,
		    report_percentile_us(result, i));
	if (result->finished.known)
		(void)printf("\"server_cpu_seconds\":%.6f,"
			     "\"server_cpu_per_million\":%.4f,"
			     "\"server_waited\":%.3f,"
			     "\"server_bytes_per_connection\":%.0f,",
		    f.server_cpu, f.server_per_million, f.server_waited,
		    f.server_bytes);
	(void)printf("\"generator_cpu_per_million\":%.4f,"
		     "\"generator_busy\":%.3f,\"generator_waited\":%.3f,"
		     "\"generator_is_limit\":%s,",
	    f.generator_per_million, f.generator_busy, f.generator_waited,
	    f.generator_is_limit ? "true" : "false");
	report_print_json_string("tls", result->cipher);
	report_print_json_number("handshakes", result->tally.handshakes);
	report_print_json_number("handshakes_resumed", result->tally.resumed);
	report_print_json_number("lost", result->tally.lost);
	report_print_json_number("doubled", result->tally.doubled);
	report_print_json_number("reordered", result->tally.reordered);
	report_print_json_number("unexpected", result->tally.unexpected);
	(void)printf(
	    "\"clean\":%s}\n", result_is_clean(result) ? "true" : "false");
}
