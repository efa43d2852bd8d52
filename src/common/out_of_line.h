/* SPDX-License-Identifier: MIT */
#ifndef CHATD_OUT_OF_LINE_H
#define CHATD_OUT_OF_LINE_H

/*
 * Keep a function out of its caller.
 *
 * It is for the long way round in a function whose short way is taken for
 * nearly every message.  Inlined, the long way would make the short one save
 * and restore every register that only the long one needs, which costs more
 * than the call that inlining saves.
 */
#define OUT_OF_LINE __attribute__((noinline))

#endif
