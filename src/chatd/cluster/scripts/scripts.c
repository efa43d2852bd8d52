/* SPDX-License-Identifier: MIT */
/*
 * The scripts are put together of parts, because a script cannot call another
 * one.  They decide from keys and arguments alone, but for the question which
 * run of the server this is.
 *
 * Numbers that grow are written by %.0f: Lua's own way turns the large ones
 * into powers of ten.  Addresses use all 64 bits, which a number of Lua does
 * not have, and so they stay text.
 *
 * A script that gives something back begins with HDEL or PEXPIRE, which are
 * allowed to a server without memory; and what has begun to write may go on.
 */

#include "chatd/cluster/scripts/scripts.h"

#include "chatd/cluster/scripts/register_scripts.h"
#include "chatd/cluster/scripts/scripts_private.h"

/*
 * What is known of a name that is somebody's; nothing if it is nobody's.  Names
 * are ASCII, and Redis leaves the locale alone but for the order of words, so
 * Lua makes small letters of what name_fold() does.
 */
#define LOOK                                                                   \
	"local folds =\n"                                                      \
	"  string.find(me, '^%S+ %S+ %S+ %S*names_fold=yes') ~= nil\n"         \
	"local function key(name)\n"                                           \
	"  return folds and string.lower(name) or name\n"                      \
	"end\n"                                                                \
	"local function written(name, text)\n"                                 \
	"  return string.match(text, '^%d+ %d+ %a+ %d+ %d+ (%S+)') or\n"       \
	"    key(name)\n"                                                      \
	"end\n"                                                                \
	"local function look(name)\n"                                          \
	"  local text = call('HGET', p..'names', key(name))\n"                 \
	"  if not text then return end\n"                                      \
	"  local sequence, life, kind, address, place =\n"                     \
	"    string.match(text, '^(%d+) (%d+) (%a+) (%d+) (%d+)')\n"           \
	"  if life and lives(life) then\n"                                     \
	"    return life, address, kind, place, sequence, text\n"              \
	"  end\n"                                                              \
	"end\n"

#define COUNT                                                                  \
	"local function count(life, number)\n"                                 \
	"  call('HINCRBY', p..'users', life, number)\n"                        \
	"  call('HINCRBY', p..'users', 'all', number)\n"                       \
	"end\n"

#define TAKE                                                                   \
	COUNT SETTLING                                                         \
	    "local function full(most)\n"                                      \
	    "  if most == '0' then return false end\n"                         \
	    "  local all = call('HGET', p..'users', 'all') or 0\n"             \
	    "  return tonumber(all) >= tonumber(most)\n"                       \
	    "end\n"                                                            \
	    "local function put(name, sequence, life, kind, address, place)\n" \
	    "  local text = table.concat(\n"                                   \
	    "    {sequence, life, kind, address, place}, ' ')\n"               \
	    "  if key(name) ~= name then text = text..' '..name end\n"         \
	    "  call('HSET', p..'names', key(name), text)\n"                    \
	    "  call('SADD', p..'of:'..life, key(name))\n"                      \
	    "  return name..' '..text\n"                                       \
	    "end\n"

#define FINISH                                                                 \
	LOG "local function finish(life)\n"                                    \
	    "  call('HDEL', p..'nodes', life)\n"                               \
	    "  call('DEL', p..'lease:'..life)\n"                               \
	    "  call('UNLINK', p..'offer:'..life)\n"                            \
	    "  local users = call('HGET', p..'users', life)\n"                 \
	    "  if users then\n"                                                \
	    "    call('HINCRBY', p..'users', 'all', 0 - users)\n"              \
	    "    call('HDEL', p..'users', life)\n"                             \
	    "  end\n"                                                          \
	    "  call('SADD', p..'gone', life)\n"                                \
	    "  call('SREM', p..'returning', life)\n"                           \
	    "  log(step(), 'gone', life)\n"                                    \
	    "end\n"

/*
 * Counters of a new epoch begin with the time, so that they are higher than all
 * that was before, of which this memory may know nothing.
 */
#define RENEW_EPOCH                                                            \
	RAISE                                                                  \
	"local function renew_epoch(run, now, lease)\n"                        \
	"  for _, other in ipairs(call('HKEYS', p..'nodes')) do\n"             \
	"    call('SADD', p..'gone', other)\n"                                 \
	"    call('UNLINK', p..'offer:'..other)\n"                             \
	"  end\n"                                                              \
	"  for _, name in ipairs(call('HKEYS', p..'registers')) do\n"          \
	"    call('UNLINK', p..'register:'..name)\n"                           \
	"  end\n"                                                              \
	"  call('UNLINK', p..'nodes', p..'names', p..'users', p..'log',\n"     \
	"    p..'returning', p..'registers')\n"                                \
	"  raise('life', tonumber(now))\n"                                     \
	"  raise('sequence', tonumber(now) * 1000)\n"                          \
	"  call('SET', p..'epoch', run..'.'..now)\n"                           \
	"  call('SET', p..'settling', 1, 'PX', lease)\n"                       \
	"  return run..'.'..now\n"                                             \
	"end\n"

static const char enter[] = BEGIN FINISH RENEW_EPOCH
    "local life, known, now, came, format, name, lease, rules =\n"
    "  unpack(ARGV)\n"
    "local run = string.match(call('INFO', 'server'), 'run_id:(%x+)')\n"
    "local epoch = call('GET', p..'epoch')\n"
    "if not epoch or string.match(epoch, '^%x+') ~= run then\n"
    "  epoch = renew_epoch(run, now, lease)\n"
    "end\n"
    "for _, text in ipairs(call('HVALS', p..'nodes')) do\n"
    "  local theirs = string.match(text, '^%S+')\n"
    "  if theirs ~= format then return {'FORMAT', theirs} end\n"
    "end\n"
    "local keys, others = call('HKEYS', p..'nodes'), {}\n"
    "for i, text in ipairs(call('HVALS', p..'nodes')) do\n"
    "  local theirs = string.match(text, '^%S+ %S+ %S+ (%S+)') or\n"
    "    'an-older-chatd'\n"
    "  if rules and theirs ~= rules then\n"
    "    if call('EXISTS', p..'lease:'..keys[i]) == 1 then\n"
    "      return {'RULES', theirs}\n"
    "    end\n"
    "    table.insert(others, keys[i])\n"
    "  end\n"
    "end\n"
    "for _, other in ipairs(others) do finish(other) end\n"
    "if call('HLEN', p..'nodes') == 0 then\n"
    "  call('UNLINK', p..'names', p..'users')\n"
    "end\n"
    "local text = table.concat({format, came, name, rules}, ' ')\n"
    "local old = call('HGET', p..'nodes', life)\n"
    "local is_new = life == '0'\n"
    "if is_new then\n"
    "  life = string.format('%.0f', call('INCR', p..'life'))\n"
    "elseif old and old ~= text or not old and known == epoch then\n"
    "  return {'FENCED', epoch}\n"
    "end\n"
    "if not old then\n"
    "  call('HSET', p..'nodes', life, text)\n"
    "  call('SREM', p..'gone', life)\n"
    "  if not is_new then call('SADD', p..'returning', life) end\n"
    "  log(step(), 'came', life..' '..text)\n"
    "end\n"
    "call('SET', p..'lease:'..life, 1, 'PX', lease)\n"
    "return {'ENTERED', life, call('GET', p..'sequence'), epoch}\n";

static const char renew[] = FENCE
    "local life, lease = unpack(ARGV)\n"
    "local had = call('PEXPIRE', p..'lease:'..life, lease)\n"
    "if had == 0 then call('SET', p..'lease:'..life, 1, 'PX', lease) end\n"
    "local answer = {'RENEWED', had, call('GET', p..'sequence'), 0}\n"
    "local first, rank, number = math.huge, 0, tonumber(life)\n"
    "for _, other in ipairs(call('HKEYS', p..'nodes')) do\n"
    "  local left = call('PTTL', p..'lease:'..other)\n"
    "  if left == -2 then\n"
    "    table.insert(answer, other)\n"
    "  elseif left >= 0 and left < first and other ~= life then\n"
    "    first = left\n"
    "  end\n"
    "  if tonumber(other) < number then rank = rank + 1 end\n"
    "end\n"
    "if first < math.huge then answer[4] = first + 1 + rank end\n"
    "return answer\n";

static const char settle[] = FENCE "call('SREM', p..'returning', ARGV[1])\n"
				   "return {'SETTLED'}\n";

static const char leave[] = FENCE FINISH "finish(ARGV[1])\n"
					 "return {'LEFT'}\n";

static const char claim[] = FENCE LOOK LOG TAKE
    "local life, name, kind, address, most, place = unpack(ARGV)\n"
    "local owner, from, _, _, since = look(name)\n"
    "if owner == life and from == address then\n"
    "  return {'GRANTED', since}\n"
    "end\n"
    "if owner then return {'IN_USE'} end\n"
    "local wait = place == '0' and settling()\n"
    "if wait then return wait end\n"
    "if kind == 'user' and full(most) then return {'FULL'} end\n"
    "local sequence = step()\n"
    "if place == '0' then place = sequence end\n"
    "if kind == 'user' then count(life, 1) end\n"
    "log(sequence, 'claimed',\n"
    "  put(name, sequence, life, kind, address, place))\n"
    "return {'GRANTED', sequence}\n";

static const char rename_script[] = FENCE LOOK LOG TAKE
    "local life, old, name, address, most = unpack(ARGV)\n"
    "local owner, from, _, _, since, text = look(name)\n"
    "if owner == life and from == address and\n"
    "    written(name, text) == name then\n"
    "  return {'GRANTED', since}\n"
    "end\n"
    "local old_owner, old_from, kind, place = look(old)\n"
    "if old_owner ~= life or old_from ~= address or kind == 'kept' then\n"
    "  return {'NOT_YOURS'}\n"
    "end\n"
    "if owner and key(old) ~= key(name) then return {'IN_USE'} end\n"
    "local wait = settling()\n"
    "if wait then return wait end\n"
    "if kind == 'guest' and full(most) then return {'FULL'} end\n"
    "local sequence = step()\n"
    "call('HDEL', p..'names', key(old))\n"
    "call('SREM', p..'of:'..life, key(old))\n"
    "if kind == 'guest' then count(life, 1) end\n"
    "log(sequence, 'renamed', old..' '..\n"
    "  put(name, sequence, life, 'user', address, place))\n"
    "return {'GRANTED', sequence}\n";

/* The beginning of both ways to give a name back. */
#define GIVE                                                                   \
	FENCE LOOK LOG COUNT                                                   \
	    "local life, name, address = unpack(ARGV)\n"                       \
	    "local owner, from, kind, place, since = look(name)\n"             \
	    "local is_given_up = kind == 'kept' and address == '0'\n"          \
	    "if owner ~= life or from ~= address and not is_given_up then\n"   \
	    "  return {'NOT_YOURS'}\n"                                         \
	    "end\n"

static const char release[] = GIVE
    "call('HDEL', p..'names', key(name))\n"
    "call('SREM', p..'of:'..life, key(name))\n"
    "if kind == 'user' then count(life, -1) end\n"
    "local sequence = step()\n"
    "log(sequence, 'released', name..' '..life)\n"
    "return {'RELEASED', sequence}\n";

static const char retire[] = GIVE
    "if kind == 'kept' then return {'RETIRED', since} end\n"
    "call('HDEL', p..'names', key(name))\n"
    "local sequence = step()\n"
    "call('HSET', p..'names', key(name), table.concat(\n"
    "  {sequence, life, 'kept', address, place}, ' '))\n"
    "if kind == 'user' then count(life, -1) end\n"
    "log(sequence, 'retired', name..' '..life)\n"
    "return {'RETIRED', sequence}\n";

static const char bury[] = FENCE FINISH
    "local life, victim = unpack(ARGV)\n"
    "if not lives(victim) then return {'NOBODY'} end\n"
    "if call('EXISTS', p..'lease:'..life) == 0 then return {'NOT_NOW'} end\n"
    "if call('EXISTS', p..'lease:'..victim) == 1 then return {'ALIVE'} end\n"
    "finish(victim)\n"
    "return {'BURIED'}\n";

static const char sweep[] = FENCE
    "local life, most = unpack(ARGV)\n"
    "local victim = call('SRANDMEMBER', p..'gone')\n"
    "if not victim then return {'CLEAN'} end\n"
    "local names = call('SPOP', p..'of:'..victim, most)\n"
    "for _, name in ipairs(names) do\n"
    "  local text = call('HGET', p..'names', name)\n"
    "  if text and string.match(text, '^%d+ (%d+)') == victim then\n"
    "    call('HDEL', p..'names', name)\n"
    "  end\n"
    "end\n"
    "if #names < tonumber(most) then call('SREM', p..'gone', victim) end\n"
    "return {'SWEPT'}\n";

static const char ask[] = FENCE LOOK
    "local owner, _, _, _, _, text = look(ARGV[2])\n"
    "if not owner then return {'NOBODY'} end\n"
    "return {'FOUND', text}\n";

static const char survey[] = FENCE
    "local answer = {'SURVEY', call('GET', p..'sequence')}\n"
    "for _, word in ipairs(call('HGETALL', p..'nodes')) do\n"
    "  table.insert(answer, word)\n"
    "end\n"
    "return answer\n";

const char *const *
scripts(void)
{
	static const char *const texts[SCRIPT_COUNT] = {
		[SCRIPT_ENTER] = enter,
		[SCRIPT_RENEW] = renew,
		[SCRIPT_SETTLE] = settle,
		[SCRIPT_LEAVE] = leave,
		[SCRIPT_CLAIM] = claim,
		[SCRIPT_RENAME] = rename_script,
		[SCRIPT_RELEASE] = release,
		[SCRIPT_RETIRE] = retire,
		[SCRIPT_BURY] = bury,
		[SCRIPT_SWEEP] = sweep,
		[SCRIPT_ASK] = ask,
		[SCRIPT_SURVEY] = survey,
		[SCRIPT_OPEN] = REGISTER_SCRIPT_OPEN,
		[SCRIPT_OFFER] = REGISTER_SCRIPT_OFFER,
		[SCRIPT_ADOPT] = REGISTER_SCRIPT_ADOPT,
		[SCRIPT_CHANGE] = REGISTER_SCRIPT_CHANGE,
	};

	return texts;
}
