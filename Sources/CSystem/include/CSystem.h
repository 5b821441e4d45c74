// Two system calls that Swift's Glibc module does not show, and two checksums that CPUs have instructions for.
#pragma once

#include <stdint.h>

// Number of CPUs that this process may use (sched_getaffinity), at least 1.
int cs_available_cpus(void);

// Exchanges two files or folders in one step (renameat2 with RENAME_EXCHANGE). Returns 0, or -1 and sets errno.
int cs_exchange(const char *first, const char *second);

// CRC-32C (Castagnoli; RFC 3720) of some bytes, going on from `crc`, which is 0 at first.
unsigned cs_crc32c(unsigned crc, const void *bytes, unsigned long count);

// Updates the state of SHA-256 with blocks of 64 bytes, using the CPU's instructions. Returns 0 and does nothing if the
// CPU has none.
int cs_sha256(uint32_t state[8], const void *bytes, unsigned long blocks, const uint32_t constants[64]);
