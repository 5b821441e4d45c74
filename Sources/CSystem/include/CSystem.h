// Two system calls that Swift's Glibc module does not show.
#pragma once

// Number of CPUs that this process may use (sched_getaffinity), at least 1.
int cs_available_cpus(void);

// Exchanges two files or folders in one step (renameat2 with RENAME_EXCHANGE). Returns 0, or -1 and sets errno.
int cs_exchange(const char *first, const char *second);
