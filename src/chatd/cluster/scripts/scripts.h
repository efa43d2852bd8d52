/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SCRIPTS_H
#define CHATD_SCRIPTS_H

/*
 * What Redis decides for a cluster, as scripts in Lua.
 *
 * Each script is carried out as a whole or not at all.  Its only key is the
 * prefix of all keys of the cluster, "{CLUSTER_NAME}:", whose braces keep them
 * in one hash slot:
 *
 *     names       a hash, from the name to "SEQUENCE LIFE KIND ADDRESS PLACE",
 *                 with " NAME" behind that where the name folds
 *     nodes       a hash, from the life to "FORMAT CAME NODE_NAME RULES"
 *     users       a hash, from the life to how many users it has; "all": in all
 *     of:LIFE     the set of the names of a life
 *     gone        the set of lives whose names are still to be swept away
 *     lease:LIFE  there while the life renews it
 *     log         a stream, whose ids are "SEQUENCE-0"
 *     sequence    the last one; each entry of the log takes the next
 *     life        the last one
 *     epoch       which memory of the engine this is
 *     settling    there while those who had names before may still come back
 *     returning   the set of lives that have, and are claiming them anew
 *     registers   a hash, from the name of a register to "VERSION BASE SINCE"
 *     register:REGISTER  a hash, from the key of a record to "SEQUENCE PLACE
 *                 TEXT"
 *     offer:LIFE  the same, of a register that the life is about to offer
 *
 * LIFE is one run of one node between two fencings.  KIND is "user", "guest",
 * or "kept" for a name that leads nowhere and cannot be claimed.  ADDRESS is
 * the claimant's, and says which claim of a name is meant.  PLACE is where the
 * name stands in the order of login: the sequence of its first claim.  Readers
 * skip what comes after the words that they know.
 *
 * RULES is what all nodes have to have decided alike, as one word.  Where it
 * has "names_fold=yes" in it, names that differ in capital letters alone are
 * one: in names and of:LIFE they are in small letters, and NAME is how their
 * owner writes them, unless that is the same.
 *
 * A register (storage/register.h) has come from a node that had it at version
 * BASE, as the change SINCE; its VERSION is that of the last change.  Whoever
 * has a version in between has changes that the cluster does not have. SEQUENCE
 * is that of the last change of the record, or 0, and PLACE its place in the
 * order of the file.
 *
 * An entry of the log has one field, of this name and with these words:
 *
 *     came      LIFE FORMAT CAME NODE_NAME
 *     claimed   NAME and what is in names
 *     renamed   OLD_NAME NAME and what is in names
 *     released  NAME LIFE, also by somebody whose name was kept
 *     retired   NAME LIFE
 *     gone      LIFE, and with it all its names
 *     recorded  REGISTER KEY PLACE TEXT
 *     erased    REGISTER KEY
 *     replaced  REGISTER VERSION, and with it all its records
 *
 * A server that was restarted, or took the place of another one, may have
 * forgotten what it confirmed.  So every run of a server begins a new epoch,
 * without any names, whatever the server has read from its disk.  Whoever holds
 * names enters with the life they had and claims the names anew, at the places
 * they had.  Others' claims wait until a lease is over, when whoever could come
 * back is back or has closed its users, and until all of those have their
 * names.
 *
 * All answers are arrays whose first element is a word.  Every script but
 * SCRIPT_ENTER takes the caller's life first, and answers
 *
 *     FENCED EPOCH   the engine does not know this life: it was buried, or has
 *                    to enter again if the epoch is another one or empty
 *
 * if it is none of those that are there.  A script whose answer was lost may be
 * asked again: what it has done already it does not do twice.  Scripts that
 * give something back work while the server is out of memory, too.
 */

/*
 * The version of all that is above.  What the scripts take and answer is no
 * part of it, because each node brings its own.
 */
#define SCRIPTS_FORMAT "1"

/* How many keys each script takes. */
#define SCRIPTS_KEYS 1

/*
 * How many entries the log keeps, or a few more: a node that is behind by more
 * has to take a snapshot.
 */
#define SCRIPTS_LOG_ENTRIES "65536"

/* Their indexes in scripts(), and the arguments and answers of each. */
enum script {
	/*
	 * LIFE EPOCH NOW CAME FORMAT NODE_NAME LEASE RULES: begin a life, or go
	 * on with one; to be asked first on every connection.  LIFE is 0 for a
	 * new one; EPOCH is that in which it was entered, and empty if it is
	 * new.  NOW is the time in ms since 1970, CAME what NOW was when the
	 * life began, LEASE in ms.  If the answer is of another epoch, the
	 * names are to be claimed anew, and then comes SCRIPT_SETTLE.
	 *
	 *     ENTERED LIFE SEQUENCE EPOCH
	 *     FENCED EPOCH   LIFE was buried
	 *     FORMAT THEIRS  there are nodes that speak another format
	 *     RULES THEIRS   there are nodes that have decided otherwise; "-"
	 * if they do not know of that
	 *
	 * Lives that have decided otherwise, and have no lease, end by this:
	 * their names are kept in another way.
	 */
	SCRIPT_ENTER,
	/*
	 * LIFE LEASE: live for LEASE ms more.
	 *
	 *     RENEWED 1 SEQUENCE MS LIFE...  and these lives have no lease
	 *     RENEWED 0 SEQUENCE MS LIFE...  and neither had this one
	 *
	 * After so many MS one more lease is over, unless it is renewed: that
	 * is when to look again.  Of several nodes each is told a ms more than
	 * the one before, so that they do not all come at once, and most find
	 * that the dead are buried.  0: there is no such lease.
	 */
	SCRIPT_RENEW,
	/* LIFE: all its names are claimed anew: SETTLED. */
	SCRIPT_SETTLE,
	/* LIFE: end; all its names are free at once: LEFT. */
	SCRIPT_LEAVE,
	/*
	 * LIFE NAME KIND ADDRESS MOST PLACE: claim a name.  There are MOST
	 * users in all; 0: any number.  PLACE is 0 unless the name is claimed
	 * anew in another epoch.
	 *
	 *     GRANTED SEQUENCE
	 *     IN_USE
	 *     FULL
	 *     SETTLING MS    not yet: to be asked again after so long
	 */
	SCRIPT_CLAIM,
	/*
	 * LIFE NAME NEW_NAME ADDRESS MOST: exchange a name for that of a user,
	 * or, where names fold, for the same one in other capitals.  As above,
	 * or NOT_YOURS if NAME is not this life's and address's.
	 */
	SCRIPT_RENAME,
	/*
	 * LIFE NAME ADDRESS: give it back: RELEASED SEQUENCE, or NOT_YOURS. For
	 * a name that is kept, ADDRESS may be 0.
	 */
	SCRIPT_RELEASE,
	/*
	 * LIFE NAME ADDRESS: keep the name, but not the place, until it is
	 * released: RETIRED SEQUENCE, or NOT_YOURS.
	 */
	SCRIPT_RETIRE,
	/*
	 * LIFE VICTIM: end another life that has no lease.
	 *
	 *     BURIED
	 *     ALIVE     it has a lease after all
	 *     NOT_NOW   the caller has none: the engine's clock has jumped
	 *     NOBODY    there is no such life
	 */
	SCRIPT_BURY,
	/*
	 * LIFE COUNT: forget this many names of lives that are gone.
	 *
	 *     SWEPT   some more may be left
	 *     CLEAN   none are
	 */
	SCRIPT_SWEEP,
	/* LIFE NAME: FOUND and what is in names, or NOBODY. */
	SCRIPT_ASK,
	/* LIFE: SURVEY SEQUENCE, and what is in nodes, in pairs. */
	SCRIPT_SURVEY,
	/*
	 * LIFE REGISTER VERSION COUNT: compare the copy that this node has of a
	 * register, with COUNT records, with the engine's.
	 *
	 *     SAME VERSION
	 *     TAKE VERSION   the engine's is newer
	 *     OFFER          this one is newer, or the engine has none
	 *     SETTLING MS    nobody has offered one that was a cluster's yet
	 *     FOREIGN        it has records that this cluster has never had
	 */
	SCRIPT_OPEN,
	/*
	 * LIFE IS_FIRST KEY VALUE...: records to be offered, in addition to
	 * those before unless IS_FIRST is 1: OFFERED.
	 */
	SCRIPT_OFFER,
	/*
	 * LIFE REGISTER VERSION COUNT: let what was offered, which are COUNT
	 * records, be the register.  The log says so by replaced.
	 *
	 *     ADOPTED VERSION  which is not 0, even if it was
	 *     LATE             it is to be opened again
	 */
	SCRIPT_ADOPT,
	/*
	 * LIFE REGISTER KEY EXPECTED TEXT MOST: let the record of KEY be TEXT,
	 * if it is EXPECTED now; empty: none.  If it is TEXT already it is
	 * changed, too.  The log says so by recorded or erased.
	 *
	 *     CHANGED VERSION
	 *     CONFLICT VERSION  it is something else in this version
	 *     FULL              there are MOST records
	 *     SETTLING MS       not yet: to be asked again after so long
	 */
	SCRIPT_CHANGE,
	SCRIPT_COUNT,
};

/* Return the texts of all scripts, which are constant.  Any thread. */
const char *const *scripts(void);

#endif
