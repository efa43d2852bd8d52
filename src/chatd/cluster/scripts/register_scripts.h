/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REGISTER_SCRIPTS_H
#define CHATD_REGISTER_SCRIPTS_H

/*
 * The scripts that decide what is in a register; cluster/scripts/scripts.h says
 * what each of them does.
 *
 * A register that a node offers takes the place of an older one only; and of
 * one without records that nobody has changed yet, so that it does not matter
 * which of the first nodes is faster.
 */

#include "chatd/cluster/scripts/scripts_private.h"

#define REGISTER_STATE                                                         \
	"local function state(name)\n"                                         \
	"  local text = call('HGET', p..'registers', name)\n"                  \
	"  if not text then return end\n"                                      \
	"  local version, base, since =\n"                                     \
	"    string.match(text, '^(%d+) (%d+) (%d+)')\n"                       \
	"  return tonumber(version), tonumber(base), tonumber(since)\n"        \
	"end\n"                                                                \
	"local function may_offer(name, version, count)\n"                     \
	"  local theirs, _, since = state(name)\n"                             \
	"  if not theirs or version > theirs then return true end\n"           \
	"  return version == 0 and count ~= '0' and theirs == since and\n"     \
	"    call('HLEN', p..'register:'..name) == 0\n"                        \
	"end\n"                                                                \
	"local function digits(number)\n"                                      \
	"  return string.format('%.0f', number)\n"                             \
	"end\n"

#define REGISTER_SCRIPT_OPEN                                                   \
	FENCE SETTLING REGISTER_STATE                                          \
	    "local life, name, version, count = unpack(ARGV)\n"                \
	    "local mine = tonumber(version)\n"                                 \
	    "local theirs, base, since = state(name)\n"                        \
	    "if theirs == mine then return {'SAME', version} end\n"            \
	    "local wait = mine == 0 and settling()\n"                          \
	    "if wait then return wait end\n"                                   \
	    "if may_offer(name, mine, count) then return {'OFFER'} end\n"      \
	    "local is_lost = mine == 0 or mine > base and mine < since\n"      \
	    "if is_lost and count ~= '0' then return {'FOREIGN'} end\n"        \
	    "return {'TAKE', digits(theirs)}\n"

#define REGISTER_SCRIPT_OFFER                                                  \
	FENCE "local key = p..'offer:'..ARGV[1]\n"                             \
	      "if ARGV[2] == '1' then call('UNLINK', key) end\n"               \
	      "for i = 3, #ARGV, 2 do\n"                                       \
	      "  call('HSET', key, ARGV[i], ARGV[i + 1])\n"                    \
	      "end\n"                                                          \
	      "return {'OFFERED'}\n"

#define REGISTER_SCRIPT_ADOPT                                                  \
	FENCE LOG SETTLING RAISE REGISTER_STATE                                \
	    "local life, name, version, count = unpack(ARGV)\n"                \
	    "local offer, place = p..'offer:'..life, p..'register:'..name\n"   \
	    "local base = tonumber(version)\n"                                 \
	    "if not may_offer(name, base, count) or\n"                         \
	    "    base == 0 and settling() or\n"                                \
	    "    call('HLEN', offer) ~= tonumber(count) then\n"                \
	    "  call('UNLINK', offer)\n"                                        \
	    "  return {'LATE'}\n"                                              \
	    "end\n"                                                            \
	    "raise('sequence', base)\n"                                        \
	    "local since = step()\n"                                           \
	    "if base == 0 then version = since end\n"                          \
	    "call('UNLINK', place)\n"                                          \
	    "if count ~= '0' then call('RENAME', offer, place) end\n"          \
	    "call('HSET', p..'registers', name,\n"                             \
	    "  table.concat({version, digits(base), since}, ' '))\n"           \
	    "log(since, 'replaced', name..' '..version)\n"                     \
	    "return {'ADOPTED', version}\n"

#define REGISTER_SCRIPT_CHANGE                                                 \
	FENCE LOG SETTLING REGISTER_STATE                                      \
	    "local life, name, key, expected, text, most = unpack(ARGV)\n"     \
	    "local place = p..'register:'..name\n"                             \
	    "local version, base, since = state(name)\n"                       \
	    "local wait = settling()\n"                                        \
	    "if wait then return wait end\n"                                   \
	    "if not version then\n"                                            \
	    "  return {'SETTLING', " RETURNING_MS "}\n"                        \
	    "end\n"                                                            \
	    "local value = call('HGET', place, key)\n"                         \
	    "local there, order = '', nil\n"                                   \
	    "if value then\n"                                                  \
	    "  order, there = string.match(value, '^%d+ (%d+) (.*)$')\n"       \
	    "end\n"                                                            \
	    "if there == text then return {'CHANGED', digits(version)} end\n"  \
	    "if there ~= expected then\n"                                      \
	    "  return {'CONFLICT', digits(version)}\n"                         \
	    "end\n"                                                            \
	    "if not value and\n"                                               \
	    "    call('HLEN', place) >= tonumber(most) then\n"                 \
	    "  return {'FULL'}\n"                                              \
	    "end\n"                                                            \
	    "local sequence = step()\n"                                        \
	    "order = order or sequence\n"                                      \
	    "if text == '' then\n"                                             \
	    "  call('HDEL', place, key)\n"                                     \
	    "  log(sequence, 'erased', name..' '..key)\n"                      \
	    "else\n"                                                           \
	    "  call('HSET', place, key,\n"                                     \
	    "    table.concat({sequence, order, text}, ' '))\n"                \
	    "  log(sequence, 'recorded',\n"                                    \
	    "    table.concat({name, key, order, text}, ' '))\n"               \
	    "end\n"                                                            \
	    "call('HSET', p..'registers', name, table.concat(\n"               \
	    "  {sequence, digits(base), digits(since)}, ' '))\n"               \
	    "return {'CHANGED', sequence}\n"

#endif
