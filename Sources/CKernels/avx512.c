#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))),                   \
                             apply_to = function)
#define MASKED 1
#define FUSED 1
#define LEVEL(name) ck_##name##_avx512
#include "kernels.inc"
#pragma clang attribute pop
#endif
