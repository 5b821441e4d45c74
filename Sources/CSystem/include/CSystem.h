// Two system calls that Swift's Glibc module does not show, and a checksum that CPUs have an instruction for.
#pragma once

// Number of CPUs that this process may use (sched_getaffinity), at least 1.
int cs_available_cpus(void);

// Exchanges two files or folders in one step (renameat2 with RENAME_EXCHANGE). Returns 0, or -1 and sets errno.
int cs_exchange(const char *first, const char *second);

// CRC-32C (Castagnoli; RFC 3720) of some bytes, going on from `crc`, which is 0 at first.
unsigned cs_crc32c(unsigned crc, const void *bytes, unsigned long count);
