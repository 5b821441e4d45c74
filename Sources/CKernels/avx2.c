#include "CKernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define MASKED 0
#define FUSED 1
#define LEVEL(name) ck_##name##_avx2
#include "kernels.inc"
#pragma clang attribute pop
#endif
