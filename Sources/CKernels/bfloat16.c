// Products of matrices whose operands are rounded to bfloat16, with float32 sums.
//
// Operands are packed, two neighbours in k (a pair) to 32 bits, and padded with zeros:
// a as [rows / 16][k / 32][16 rows][16 pairs], b as [columns / 32][k / 2][32 columns] pairs.
// A kernel computes a block of at most MR × NR sums; one source serves the instruction and its copy in plain C. Each
// sum runs over k from left to right, 32 at a time, starting from what it is added to, so its bits depend on its row of
// a, its column of b and the kernel alone.

#include "CKernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#pragma clang diagnostic ignored "-Wpsabi"
// A product of two bfloat16 is exact in float32: fused or not, a sum has the same bits unless the product is below
// 2⁻¹²⁶ or infinite.
#pragma clang fp contract(fast)

#define INLINE static inline __attribute__((always_inline))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))

// Floats of a vector register.
enum { LANES = 16 };
// Block sizes with the names of BLIS. MR × NR sums are four tiles of AMX, 16 × 16 each; two tiles of a and two of b
// take the other four. The kernels for registers compute some of the MR rows at a time.
enum { MR = 32, NR = 32 };
// Steps of k in a tile, and bfloat16 pairs in it.
enum { step_k = 32, step_pairs = step_k / 2 };
// 32-bit words of 16 rows of a, and of NR columns of b, in a step.
enum { a_step = 16 * step_pairs, b_step = NR * step_pairs };
// Steps of k after which the next rows of a follow: MR rows of KC bfloat16 are as large as the smallest first-level
// cache of a CPU with AVX-512. The KC × 512 of b that a task multiplies by (512 KiB) stay in the second-level cache.
enum { L1_BYTES = 32 << 10, KC = 512, block_steps = KC / step_k };
_Static_assert(2 * MR * KC <= L1_BYTES, "a block of a fits the first-level cache");
_Static_assert(KC % step_k == 0, "a block is whole steps");
_Static_assert(NR == 2 * LANES, "a row of sums is two registers: s[rows][2]");

typedef float vec __attribute__((ext_vector_type(LANES)));
typedef uint32_t pairs __attribute__((ext_vector_type(LANES)));

// Sixteen floats or pairs at any address.
typedef vec loose_vec __attribute__((aligned(4), may_alias));
typedef pairs loose_pairs __attribute__((aligned(4), may_alias));
#define VEC(p) (*(loose_vec *)(p))
#define PAIRS(p) (*(loose_pairs *)(p))

// MARK: Packing

// The upper 16 bits, rounded to nearest even; NaN stays NaN.
INLINE pairs rounded(vec x) {
  pairs bits = (pairs)x;
  pairs nearest = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
  return (bits & 0x7FFFFFFF) > 0x7F800000 ? (bits >> 16 | 0x40) : nearest;
}

// A transposition exchanges blocks of D × D words between rows that lie D apart, for each power of two.
#define LOW(lane, D) ((lane) & (D) ? 16 + (lane) - (D) : (lane))
#define HIGH(lane, D) ((lane) & (D) ? 16 + (lane) : (lane) + (D))
#define EACH_LANE(F, D)                                                                                                \
  F(0, D), F(1, D), F(2, D), F(3, D), F(4, D), F(5, D), F(6, D), F(7, D), F(8, D), F(9, D), F(10, D), F(11, D),        \
      F(12, D), F(13, D), F(14, D), F(15, D)
#define EXCHANGE(D)                                                                                                    \
  _Pragma("clang loop unroll(full)") for (int i = 0; i < 16; i++) if (!(i & D)) {                                      \
    pairs low = r[i], high = r[i + D];                                                                                 \
    r[i] = __builtin_shufflevector(low, high, EACH_LANE(LOW, D));                                                      \
    r[i + D] = __builtin_shufflevector(low, high, EACH_LANE(HIGH, D));                                                 \
  }

// Packs 16 × 16 pairs: of 16 places (rows of a, columns of b) and 32 of k. A place is a row of the result, or with
// turned a column. Neighbours in k are neighbours in memory, or with across neighbouring places are; the others lie ld
// apart. Beyond the number of places and k there are zeros.
INLINE void pack_block(long places, long k, const float *in, long ld, int across, int turned, uint32_t *out,
                       long ldout) {
  float copy[16 * 32];
  if (places < 16 || k < 32) {
    long rows = across ? k : places, columns = across ? places : k, width = across ? 16 : 32;
    memset(copy, 0, sizeof copy);
    for (long i = 0; i < rows && i < 512 / width; i++)
      for (long j = 0; j < columns && j < width; j++) copy[i * width + j] = in[i * ld + j];
    in = copy;
    ld = width;
  }
  pairs r[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) {
    vec first = VEC(in + (across ? 2 * i * ld : i * ld)), second = VEC(in + (across ? (2 * i + 1) * ld : i * ld + 16));
    if (across) {
      r[i] = rounded(first) | rounded(second) << 16;
    } else {
      vec even = __builtin_shufflevector(first, second, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
      vec odd = __builtin_shufflevector(first, second, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
      r[i] = rounded(even) | rounded(odd) << 16;
    }
  }
  if (turned) {
    EXCHANGE(8)
    EXCHANGE(4)
    EXCHANGE(2)
    EXCHANGE(1)
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) PAIRS(out + i * ldout) = r[i];
}

// Blocks that are fetched into the second-level cache ahead of time: what is packed often lies in main memory.
enum { blocks_ahead = 8 };

// Fetches what pack_block reads.
INLINE void fetch_block(const float *in, long ld, int across) {
#pragma clang loop unroll(full)
  for (int i = 0; i < 32; i++) __builtin_prefetch(across ? in + i * ld : in + i / 2 * ld + i % 2 * 16, 0, 2);
}

// Packs blocks in the order in which they lie in memory. In the result, `width` places (16 or NR) lie side by side, and
// the next ones `stride` pairs further.
INLINE void pack(long places, long k, const float *in, long ld, int across, int turned, int width, long stride,
                 uint32_t *out) {
  long steps = (k + step_k - 1) / step_k, groups = (places + width - 1) / width * (width / 16);
  long outer = across ? steps : groups, inner = across ? groups : steps;
  long block_after_block = across ? 16 : 32, line_after_line = (across ? 32 : 16) * ld;
  for (long o = 0; o < outer; o++)
    for (long n = 0; n < inner; n++) {
      long later = o + (n + blocks_ahead) / inner, then = (n + blocks_ahead) % inner;
      fetch_block(in + later * line_after_line + then * block_after_block, ld, across);
      long i = 16 * (across ? n : o), p = 32 * (across ? o : n);
      pack_block(places - i, k - p, in + o * line_after_line + n * block_after_block, ld, across, turned,
                 out + i / width * stride + p / 2 * width + i % width, width);
    }
}

INLINE void pack_a(long rows, long k, const float *a, long lda, int is_transposed, long stride, uint32_t *out) {
  if (is_transposed) pack(rows, k, a, lda, 1, 1, 16, stride, out);
  else pack(rows, k, a, lda, 0, 0, 16, stride, out);
}

INLINE void pack_b(long k, long columns, const float *b, long ldb, int is_transposed, long stride, uint32_t *out) {
  if (is_transposed) pack(columns, k, b, ldb, 0, 1, NR, stride, out);
  else pack(columns, k, b, ldb, 1, 0, NR, stride, out);
}

// MARK: Kernels

// c[rows, NR] = a · b, or +=, over some steps of k. Rows 16 to 31 of a lie a_tile words after the first 16. A kernel
// may compute more than `rows` rows, up to the next multiple of 16; a and c have room for them.
#define KERNEL_PARAMETERS                                                                                              \
  long steps, long rows, const uint32_t *a, long a_tile, const uint32_t *b, float *c, long ldc, int accumulate
typedef void block_kernel(KERNEL_PARAMETERS);

// What TDPBF16PS computes, as its tile kernel calls it: in each step the even and the odd products are summed apart,
// then together, then added to c.
INLINE void pairwise_block(KERNEL_PARAMETERS) {
  for (long i = 0; i < rows; i += 4) {
    const uint32_t *a_row = a + i / 16 * a_tile + i % 16 * step_pairs, *b_row = b;
    vec s[4][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < 4; r++) {
      s[r][0] = accumulate ? VEC(c + (i + r) * ldc) : 0;
      s[r][1] = accumulate ? VEC(c + (i + r) * ldc + 16) : 0;
    }
    for (long step = 0; step < steps; step++, a_row += a_step) {
      vec even[4][2] = {0}, odd[4][2] = {0};
      for (int q = 0; q < step_pairs; q++, b_row += NR) {
        pairs b0 = PAIRS(b_row), b1 = PAIRS(b_row + 16);
        vec even0 = (vec)(b0 << 16), even1 = (vec)(b1 << 16);
        vec odd0 = (vec)(b0 & 0xFFFF0000), odd1 = (vec)(b1 & 0xFFFF0000);
#pragma clang loop unroll(full)
        for (int r = 0; r < 4; r++) {
          pairs both = (pairs)a_row[r * step_pairs + q];
          vec a_even = (vec)(both << 16), a_odd = (vec)(both & 0xFFFF0000);
          even[r][0] += a_even * even0;
          even[r][1] += a_even * even1;
          odd[r][0] += a_odd * odd0;
          odd[r][1] += a_odd * odd1;
        }
      }
#pragma clang loop unroll(full)
      for (int r = 0; r < 4; r++) {
        s[r][0] += even[r][0] + odd[r][0];
        s[r][1] += even[r][1] + odd[r][1];
      }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < 4; r++) {
      VEC(c + (i + r) * ldc) = s[r][0];
      VEC(c + (i + r) * ldc + 16) = s[r][1];
    }
  }
}

// With an instruction s += a · b on pairs, 8 × NR sums in 16 of the 32 registers. Their lines of c are fetched at the
// same time.
#define DEFINE_DOT_KERNEL(NAME, TARGET, DOT)                                                                           \
  TARGET static void NAME(KERNEL_PARAMETERS) {                                                                         \
    for (long i = 0; i < rows; i += 8) {                                                                               \
      const uint32_t *a_row = a + i / 16 * a_tile + i % 16 * step_pairs, *b_row = b;                                   \
      vec s[8][2];                                                                                                     \
      _Pragma("clang loop unroll(full)") for (int r = 0; r < 8; r++) {                                                 \
        __builtin_prefetch(c + (i + r) * ldc, 1);                                                                      \
        __builtin_prefetch(c + (i + r) * ldc + 16, 1);                                                                 \
        s[r][0] = accumulate ? VEC(c + (i + r) * ldc) : 0;                                                             \
        s[r][1] = accumulate ? VEC(c + (i + r) * ldc + 16) : 0;                                                        \
      }                                                                                                                \
      for (long step = 0; step < steps; step++, a_row += a_step)                                                       \
        for (int q = 0; q < step_pairs; q++, b_row += NR) {                                                            \
          pairs b0 = PAIRS(b_row), b1 = PAIRS(b_row + 16);                                                             \
          _Pragma("clang loop unroll(full)") for (int r = 0; r < 8; r++) {                                             \
            pairs both = (pairs)a_row[r * step_pairs + q];                                                             \
            s[r][0] = DOT(s[r][0], both, b0);                                                                          \
            s[r][1] = DOT(s[r][1], both, b1);                                                                          \
          }                                                                                                            \
        }                                                                                                              \
      _Pragma("clang loop unroll(full)") for (int r = 0; r < 8; r++) {                                                 \
        VEC(c + (i + r) * ldc) = s[r][0];                                                                              \
        VEC(c + (i + r) * ldc + 16) = s[r][1];                                                                         \
      }                                                                                                                \
    }                                                                                                                  \
  }

// With tiles: 0 to 3 are the 2 × 2 blocks of c, 4 and 5 of a, 6 and 7 of b.
#define DEFINE_TILE_KERNEL(NAME, TARGET, BEGIN, ZERO, LOAD, MULTIPLY, STORE)                                           \
  TARGET static void NAME(KERNEL_PARAMETERS) {                                                                         \
    BEGIN;                                                                                                             \
    int is_tall = rows > 16;                                                                                           \
    long c_stride = ldc * 4;                                                                                           \
    float *lower = c + 16 * ldc;                                                                                       \
    if (accumulate) {                                                                                                  \
      LOAD(0, c, c_stride);                                                                                            \
      LOAD(1, c + 16, c_stride);                                                                                       \
    } else {                                                                                                           \
      ZERO(0);                                                                                                         \
      ZERO(1);                                                                                                         \
    }                                                                                                                  \
    if (is_tall && accumulate) {                                                                                       \
      LOAD(2, lower, c_stride);                                                                                        \
      LOAD(3, lower + 16, c_stride);                                                                                   \
    } else if (is_tall) {                                                                                              \
      ZERO(2);                                                                                                         \
      ZERO(3);                                                                                                         \
    }                                                                                                                  \
    for (long step = 0; step < steps; step++, a += a_step, b += b_step) {                                              \
      LOAD(4, a, 64);                                                                                                  \
      LOAD(6, b, 128);                                                                                                 \
      MULTIPLY(0, 4, 6);                                                                                               \
      LOAD(7, b + 16, 128);                                                                                            \
      MULTIPLY(1, 4, 7);                                                                                               \
      if (is_tall) {                                                                                                   \
        LOAD(5, a + a_tile, 64);                                                                                       \
        MULTIPLY(2, 5, 6);                                                                                             \
        MULTIPLY(3, 5, 7);                                                                                             \
      }                                                                                                                \
    }                                                                                                                  \
    STORE(0, c, c_stride);                                                                                             \
    STORE(1, c + 16, c_stride);                                                                                        \
    if (is_tall) {                                                                                                     \
      STORE(2, lower, c_stride);                                                                                       \
      STORE(3, lower + 16, c_stride);                                                                                  \
    }                                                                                                                  \
  }

// The tile configuration that LDTILECFG reads: eight tiles of 16 rows of 64 bytes.
static const struct {
  uint8_t palette, start_row, reserved[14];
  uint16_t bytes_of_row[16];
  uint8_t rows[16];
} tile_configuration
    __attribute__((aligned(64))) = {1, 0, {0}, {64, 64, 64, 64, 64, 64, 64, 64}, {16, 16, 16, 16, 16, 16, 16, 16}};
_Static_assert(sizeof tile_configuration == 64, "the size that LDTILECFG reads");

// MARK: The instructions in plain C, after the pseudo-code of Intel's manual (Software Developer's Manual, volume 2)

typedef struct {
  uint8_t row[16][64];
} tile;

// The bfloat16 number `index` of a row.
INLINE float element(const uint8_t *row, int index) {
  uint16_t half;
  memcpy(&half, row + 2 * index, sizeof half);
  uint32_t bits = (uint32_t)half << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// TILEZERO
static void tile_zero(tile *t) { memset(t, 0, sizeof *t); }

// TILELOADD: the rows and bytes beyond those configured become zero.
static void tile_load(tile *t, int number, const void *base, long stride) {
  memset(t, 0, sizeof *t);
  for (int r = 0; r < tile_configuration.rows[number]; r++)
    memcpy(t->row[r], (const uint8_t *)base + r * stride, tile_configuration.bytes_of_row[number]);
}

// TILESTORED
static void tile_store(const tile *t, int number, void *base, long stride) {
  for (int r = 0; r < tile_configuration.rows[number]; r++)
    memcpy((uint8_t *)base + r * stride, t->row[r], tile_configuration.bytes_of_row[number]);
}

// TDPBF16PS
static void tile_multiply(tile *tiles, int target, int first, int second) {
  for (int m = 0; m < tile_configuration.rows[target]; m++) {
    float sums[32] = {0};
    for (int k = 0; k < tile_configuration.bytes_of_row[first] / 4; k++)
      for (int n = 0; n < tile_configuration.bytes_of_row[target] / 4; n++) {
        const uint8_t *a = tiles[first].row[m], *b = tiles[second].row[k];
        sums[2 * n] += element(a, 2 * k) * element(b, 2 * n);
        sums[2 * n + 1] += element(a, 2 * k + 1) * element(b, 2 * n + 1);
      }
    float c[16];
    memcpy(c, tiles[target].row[m], sizeof c);
    for (int n = 0; n < tile_configuration.bytes_of_row[target] / 4; n++) c[n] += sums[2 * n] + sums[2 * n + 1];
    memcpy(tiles[target].row[m], c, sizeof c);
  }
}

#define PLAIN_ZERO(t) tile_zero(&tiles[t])
#define PLAIN_LOAD(t, base, stride) tile_load(&tiles[t], t, base, stride)
#define PLAIN_MULTIPLY(c, a, b) tile_multiply(tiles, c, a, b)
#define PLAIN_STORE(t, base, stride) tile_store(&tiles[t], t, base, stride)
DEFINE_TILE_KERNEL(plain_tile_block, , tile tiles[8], PLAIN_ZERO, PLAIN_LOAD, PLAIN_MULTIPLY, PLAIN_STORE)

// VDPBF16PS: the odd product is added first.
INLINE vec dot(vec s, pairs a, pairs b) {
  s += (vec)(a & 0xFFFF0000) * (vec)(b & 0xFFFF0000);
  return s + (vec)(a << 16) * (vec)(b << 16);
}
DEFINE_DOT_KERNEL(plain_dot_block, , dot)

// MARK: What the CPU offers

static void pack_a_portable(long rows, long k, const float *a, long lda, int is_transposed, long stride,
                            uint32_t *out) {
  pack_a(rows, k, a, lda, is_transposed, stride, out);
}

static void pack_b_portable(long k, long columns, const float *b, long ldb, int is_transposed, long stride,
                            uint32_t *out) {
  pack_b(k, columns, b, ldb, is_transposed, stride, out);
}

static void pairwise_block_portable(KERNEL_PARAMETERS) {
  pairwise_block(steps, rows, a, a_tile, b, c, ldc, accumulate);
}

#if defined(__x86_64__)

AVX512 static void pack_a_avx512(long rows, long k, const float *a, long lda, int is_transposed, long stride,
                                 uint32_t *out) {
  pack_a(rows, k, a, lda, is_transposed, stride, out);
}

AVX512 static void pack_b_avx512(long k, long columns, const float *b, long ldb, int is_transposed, long stride,
                                 uint32_t *out) {
  pack_b(k, columns, b, ldb, is_transposed, stride, out);
}

AVX512 static void pairwise_block_avx512(KERNEL_PARAMETERS) {
  pairwise_block(steps, rows, a, a_tile, b, c, ldc, accumulate);
}

#define DOT(s, a, b) (vec) _mm512_dpbf16_ps((__m512)(s), (__m512bh)(a), (__m512bh)(b))
DEFINE_DOT_KERNEL(dot_block, __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma"))), DOT)

#define AMX __attribute__((target("amx-tile,amx-bf16")))
DEFINE_TILE_KERNEL(tile_block, AMX, , _tile_zero, _tile_loadd, _tile_dpbf16ps, _tile_stored)
AMX static void begin_tiles(void) { _tile_loadconfig(&tile_configuration); }
AMX static void end_tiles(void) { _tile_release(); }

// A register (0 to 3: eax, ebx, ecx, edx) of CPUID's result, 0 where the CPU does not know the leaf.
static uint32_t cpuid(uint32_t leaf, uint32_t subleaf, int number) {
  uint32_t r[4];
  return __get_cpuid_count(leaf, subleaf, &r[0], &r[1], &r[2], &r[3]) ? r[number] : 0;
}

static int has_avx512_bfloat16(void) {
  return ck_best_level() == ck_avx512 && cpuid(7, 0, 0) >= 1 && cpuid(7, 1, 0) >> 5 & 1;
}

// Whether the system saves tiles when it changes threads (XCR0, bits 17 and 18).
static int saves_tiles(void) {
  if (!(cpuid(1, 0, 2) >> 27 & 1)) return 0;
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (low >> 17 & 3) == 3;
}

static int has_amx(void) {
  // 22: AMX-BF16, 24: AMX-TILE. Palette 1 is what tile_configuration requests: 8 tiles of 16 rows of 64 bytes.
  uint32_t features = cpuid(7, 0, 3);
  if (!(features >> 22 & 1) || !(features >> 24 & 1) || !saves_tiles()) return 0;
  if (cpuid(0x1D, 1, 1) != (8u << 16 | 64) || (cpuid(0x1D, 1, 2) & 0xFFFF) != 16) return 0;
  // Linux grants tiles to a process that requests them: ARCH_REQ_XCOMP_PERM of XFEATURE_XTILEDATA.
  return ck_best_level() == ck_avx512 && syscall(SYS_arch_prctl, 0x1023, 18) == 0;
}

#endif

int ck_has_bfloat16(int kernel) {
  switch (kernel) {
#if defined(__x86_64__)
  case ck_bfloat16_amx: return has_amx();
  case ck_bfloat16_avx512: return has_avx512_bfloat16();
#else
  case ck_bfloat16_amx:
  case ck_bfloat16_avx512: return 0;
#endif
  default: return 1;
  }
}

static block_kernel *block(int kernel) {
  switch (kernel) {
#if defined(__x86_64__)
  case ck_bfloat16_amx: return tile_block;
  case ck_bfloat16_avx512: return dot_block;
  case ck_bfloat16_plain: return ck_level() == ck_avx512 ? pairwise_block_avx512 : pairwise_block_portable;
#else
  case ck_bfloat16_plain: return pairwise_block_portable;
#endif
  case ck_bfloat16_plain_tiles: return plain_tile_block;
  default: return plain_dot_block;
  }
}

// The instructions read and write zeros in place of denormal numbers, for any settings of the thread. This makes plain
// C do the same.
static uint64_t flush_denormals(void) {
#if defined(__x86_64__)
  uint32_t before = _mm_getcsr();
  _mm_setcsr(before | 0x8040);
  return before;
#elif defined(__aarch64__)
  uint64_t before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | 1 << 24));
  return before;
#else
  return 0;
#endif
}

static void restore_denormals(uint64_t before) {
#if defined(__x86_64__)
  _mm_setcsr((uint32_t)before);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(before));
#endif
}

// MARK: The interface

void ck_pack_bfloat16_a(long rows, long k, const float *a, long lda, int is_transposed, long stride, void *out) {
#if defined(__x86_64__)
  if (ck_level() == ck_avx512) return pack_a_avx512(rows, k, a, lda, is_transposed, stride, out);
#endif
  pack_a_portable(rows, k, a, lda, is_transposed, stride, out);
}

void ck_pack_bfloat16_b(long k, long columns, const float *b, long ldb, int is_transposed, long stride, void *out) {
#if defined(__x86_64__)
  if (ck_level() == ck_avx512) return pack_b_avx512(k, columns, b, ldb, is_transposed, stride, out);
#endif
  pack_b_portable(k, columns, b, ldb, is_transposed, stride, out);
}

void ck_product_bfloat16(int kernel, long m, long n, long k, const void *a, const void *b, float *c, long ldc,
                         int accumulate) {
  block_kernel *multiply = block(kernel);
  long steps = (k + step_k - 1) / step_k;
  float part[MR * NR] __attribute__((aligned(64)));
  uint64_t before = flush_denormals();
#if defined(__x86_64__)
  if (kernel == ck_bfloat16_amx) begin_tiles();
#endif
  for (long step = 0; step < steps; step += block_steps)
    for (long i = 0; i < m; i += MR)
      for (long j = 0; j < n; j += NR) {
        const uint32_t *rows_of_a = (const uint32_t *)a + (i * steps + step * 16) * step_pairs;
        const uint32_t *panel = (const uint32_t *)b + (j * steps + step * NR) * step_pairs;
        long some_steps = steps - step < block_steps ? steps - step : block_steps;
        long rows = m - i < MR ? m - i : MR, columns = n - j < NR ? n - j : NR;
        int adds = accumulate || step > 0, is_whole = rows == MR && columns == NR;
        float *target = c + i * ldc + j;
        if (is_whole) {
          multiply(some_steps, rows, rows_of_a, steps * a_step, panel, target, ldc, adds);
          continue;
        }
        memset(part, 0, sizeof part);
        for (long r = 0; adds && r < rows; r++) memcpy(part + r * NR, target + r * ldc, columns * sizeof(float));
        multiply(some_steps, rows, rows_of_a, steps * a_step, panel, part, NR, adds);
        for (long r = 0; r < rows; r++) memcpy(target + r * ldc, part + r * NR, columns * sizeof(float));
      }
#if defined(__x86_64__)
  if (kernel == ck_bfloat16_amx) end_tiles();
#endif
  restore_denormals(before);
}
