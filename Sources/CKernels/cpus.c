#define _GNU_SOURCE
#include <sched.h>

#include "CKernels.h"

int ck_available_cpus(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}
