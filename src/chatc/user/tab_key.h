/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_TAB_KEY_H
#define CHATD_CHATC_TAB_KEY_H

/* What TAB does in readline's line, of which there is one. */

#include <stdbool.h>

struct completion;

/* Have TAB complete from this, which is borrowed, once it is enabled. */
void tab_key_open(const struct completion *completion);

/* Have TAB complete from now on, or not. */
void tab_key_enable(bool completes);

#endif
