/* SPDX-License-Identifier: MIT */
/*
 * Sequence numbers: what is missing is kept as a short list of gaps.
 *
 * A server that works leaves no gap, and then nothing is allocated.  The list
 * is there only to tell a line that comes late from one that comes twice.
 */

#include "bench/talk/verify.h"

#include <stdlib.h>
#include <string.h>

/* More than any server leaves that is worth measuring. */
#define GAPS_MAX 64

/* The numbers from first up to, but not including, end. */
struct verify_gap {
	uint64_t first;
	uint64_t end;
};

static void
verify_remove_gap(struct verify *v, size_t index)
{
	v->gap_count--;
	memmove(&v->gaps[index], &v->gaps[index + 1],
	    (v->gap_count - index) * sizeof(v->gaps[0]));
}

/*
 * Remember that the numbers from first up to end were passed over.  Those that
 * there is no room for count as lost for good.
 */
static void
verify_add_gap(struct verify *v, uint64_t first, uint64_t end)
{
	if (v->gaps == NULL)
		v->gaps = calloc(GAPS_MAX, sizeof(v->gaps[0]));
	if (v->gaps == NULL) {
		v->forgotten += end - first;
		return;
	}
	if (v->gap_count == GAPS_MAX) {
		v->forgotten += v->gaps[0].end - v->gaps[0].first;
		verify_remove_gap(v, 0);
	}
	v->gaps[v->gap_count].first = first;
	v->gaps[v->gap_count].end = end;
	v->gap_count++;
}

/* Take number out of the gap at index, which holds it. */
static void
verify_fill_gap(struct verify *v, size_t index, uint64_t number)
{
	struct verify_gap gap = v->gaps[index];

	if (gap.end - gap.first == 1) {
		verify_remove_gap(v, index);
	} else if (number == gap.first) {
		v->gaps[index].first++;
	} else {
		v->gaps[index].end = number;
		if (number + 1 < gap.end)
			verify_add_gap(v, number + 1, gap.end);
	}
}

void
verify_init(struct verify *v)
{
	memset(v, 0, sizeof(*v));
}

void
verify_clear(struct verify *v)
{
	free(v->gaps);
	verify_init(v);
}

enum verify_result
verify_take(struct verify *v, uint64_t number)
{
	if (number == v->due) {
		v->due++;
		return VERIFY_DUE;
	}
	if (number > v->due) {
		verify_add_gap(v, v->due, number);
		v->due = number + 1;
		return VERIFY_AHEAD;
	}
	for (size_t i = 0; i < v->gap_count; i++) {
		if (number >= v->gaps[i].first && number < v->gaps[i].end) {
			verify_fill_gap(v, i, number);
			return VERIFY_REORDERED;
		}
	}
	return VERIFY_DOUBLED;
}

uint64_t
verify_count_lost(const struct verify *v, uint64_t sent)
{
	uint64_t lost = v->forgotten;

	if (sent > v->due)
		lost += sent - v->due;
	for (size_t i = 0; i < v->gap_count; i++)
		lost += v->gaps[i].end - v->gaps[i].first;
	return lost;
}
