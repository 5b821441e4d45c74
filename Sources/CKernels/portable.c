#include "CKernels.h"

#define MASKED 0
#define FUSED 0
#define LEVEL(name) ck_##name##_portable
#include "kernels.inc"
