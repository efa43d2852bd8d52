/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DISK_FIXTURE_H
#define CHATD_DISK_FIXTURE_H

/*
 * Daemons on a disk whose calls fail, or take as long as they like; see
 * tests/common/faulty_disk.c for which there are.
 */

/* Have the daemons that this test starts from now on be of that kind. */
void disk_use_faulty(void);

/* Have all such calls fail with error, until they are mended. */
void disk_break(const char *call, int error);
void disk_mend(const char *call);

/* Have all such calls wait, until they may go on. */
void disk_halt(const char *call);
void disk_go_on(const char *call);

#endif
