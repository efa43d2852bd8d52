/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_PERSONAL_FILE_H
#define CHATD_CHATC_PERSONAL_FILE_H

/*
 * Where the files of one user are, after the XDG Base Directory Specification.
 */

/*
 * Return the path of a file called name: in the directory that the environment
 * variable names, or else in folder below HOME, "/" between them.  A variable
 * that is not an absolute path does not count.  Return NULL if there is no HOME
 * either.  The caller frees the path.
 */
char *personal_file_path(
    const char *variable, const char *folder, const char *name);

/*
 * Make the directories above the file that are not there, for the user alone;
 * but HOME is not made.  Return 0, or -1 with errno.
 */
int personal_file_make_folders(const char *path);

#endif
