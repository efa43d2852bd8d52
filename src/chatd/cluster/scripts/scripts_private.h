/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SCRIPTS_PRIVATE_H
#define CHATD_SCRIPTS_PRIVATE_H

/* What several scripts are put together of. */

#include "chatd/cluster/scripts/scripts.h"

#define BEGIN                                                                  \
	"local p, call = KEYS[1], redis.call\n"                                \
	"local function lives(life)\n"                                         \
	"  return call('HEXISTS', p..'nodes', life) == 1\n"                    \
	"end\n"

#define FENCE                                                                  \
	BEGIN "local me = call('HGET', p..'nodes', ARGV[1])\n"                 \
	      "if not me then\n"                                               \
	      "  return {'FENCED', call('GET', p..'epoch') or ''}\n"           \
	      "end\n"

#define LOG                                                                    \
	"local function step()\n"                                              \
	"  return string.format('%.0f', call('INCR', p..'sequence'))\n"        \
	"end\n"                                                                \
	"local function log(sequence, what, text)\n"                           \
	"  call('XADD', p..'log', 'MAXLEN', '~', " SCRIPTS_LOG_ENTRIES ",\n"   \
	"    sequence..'-0', what, text)\n"                                    \
	"end\n"

/* How soon one is asked again who waits for somebody that is returning. */
#define RETURNING_MS "100"

#define SETTLING                                                               \
	"local function settling()\n"                                          \
	"  local left = call('PTTL', p..'settling')\n"                         \
	"  if left >= 0 then return {'SETTLING', left + 1} end\n"              \
	"  if call('SCARD', p..'returning') > 0 then\n"                        \
	"    return {'SETTLING', " RETURNING_MS "}\n"                          \
	"  end\n"                                                              \
	"end\n"

/* Let a counter be no lower than this. */
#define RAISE                                                                  \
	"local function raise(key, least)\n"                                   \
	"  local old = tonumber(call('GET', p..key) or 0)\n"                   \
	"  call('SET', p..key, string.format('%.0f', math.max(old, least)))\n" \
	"end\n"

#endif
