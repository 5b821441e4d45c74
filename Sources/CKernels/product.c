// Products of matrices on packed operands, for AVX-512.
//
// One call computes a block of c on the calling thread. Block sizes have the names of BLIS (Van Zee and van de Geijn
// 2015): the registers hold a tile of MR × NR sums, a panel of MR × KC elements of a stays in the first-level cache,
// and KC × NC elements of b in the second (Goto and van de Geijn 2008). Each element is summed over k from left to
// right in blocks of at most KC that depend on k alone, so its bits do not depend on the block it is in, nor on which
// factor is which.

#include "CKernels.h"

// The caches that the block sizes fit: the smallest of the CPUs with AVX-512 (Skylake to Zen 4).
enum { CACHE_LINE = 64, L1_BYTES = 32 << 10, L2_BYTES = 1 << 20 };
// Floats of a vector register, and the number of vector registers.
enum { LANES = 16, REGISTERS = 32 };
enum { MR = ck_mr, NR = ck_nr, KC = ck_kc, MC = ck_mc };

_Static_assert(NR == 2 * LANES, "a row of a tile is two registers: s[ROWS][2]");
_Static_assert((MR + 1) * NR / LANES + 1 <= REGISTERS, "the sums, a row of b and a factor of a fit the registers");
_Static_assert(MR <= LANES, "a column of a panel, and of a transposed tile, is one register");
_Static_assert(MC % MR == 0 && MC <= 4 * LANES, "pack_columns fetches four cache lines of a row");
_Static_assert(sizeof(float) * MC <= 4 * CACHE_LINE, "next_columns fetches five cache lines of a row at any address");
_Static_assert(KC % LANES == 0, "a block of k is whole cache lines");
_Static_assert(sizeof(float) * MR * KC <= L1_BYTES * 3 / 4, "a panel of a and the passing lines of b fit the L1 cache");

long ck_product_block(long k) {
  long blocks = k > KC ? (k + KC - 1) / KC : 1;
  // Whole cache lines, if there are several blocks.
  return blocks > 1 ? ((k + blocks - 1) / blocks + 15) / 16 * 16 : k > 0 ? k : 1;
}

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))),                   \
                             apply_to = function)
#pragma clang diagnostic ignored "-Wpsabi"
#pragma clang fp contract(fast)

#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))

typedef float vec __attribute__((ext_vector_type(LANES)));

INLINE vec load(const float *p) {
  vec v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

INLINE void store(float *p, vec v) { __builtin_memcpy(p, &v, sizeof v); }

INLINE __mmask16 first(long n) { return n >= 16 ? 0xFFFF : n <= 0 ? 0 : (__mmask16)((1u << n) - 1); }

// Floats from one row of a packed panel to the next: KC and one cache line more, so that the rows lie in different sets
// of the first-level cache.
#define ROW_STRIDE (KC + LANES)
// Floats from one column of a packed panel to the next, where a is transposed: MR rounded up to a cache line.
#define COLUMN_STRIDE LANES
// Floats of a packed panel of a.
#define PANEL (LANES * ROW_STRIDE)
_Static_assert(PANEL >= MR * ROW_STRIDE && PANEL >= KC * COLUMN_STRIDE, "a panel has room for both orders");

// Cache lines that a kernel fetches into the second-level cache while it multiplies, two in every 16 steps of k: one at
// `line` and one `other` bytes after it. The next two lie `step` bytes further.
typedef struct {
  const char *line;
  long step, other;
} upcoming;

// c[ROWS, NR] = a · b or +=, with a[i * AI + p * AP], k steps in runs of 16 that are unrolled UNROLL times. ALSO is
// executed in each step of k. A run also fetches a row of c, which is written at the end: fetching all rows at once
// would delay the lines of b.
#define DEFINE_KERNEL(NAME, ROWS, AI, AP, UNROLL, ALSO)                                                                \
  NOINLINE void NAME(long k, const float *a, const float *b, float *c, long ldc, int accumulate,                       \
                     const upcoming *next) {                                                                           \
    vec s[ROWS][2];                                                                                                    \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++) {                                                \
      s[i][0] = s[i][1] = 0;                                                                                           \
      if (i >= k / 16) FETCH_ROW(c + i * ldc);                                                                         \
    }                                                                                                                  \
    const float *row = c;                                                                                              \
    const char *line = next->line;                                                                                     \
    long other = next->other, step = next->step;                                                                       \
    long p = 0;                                                                                                        \
    while (p + 16 <= k) {                                                                                              \
      if (p < 16 * ROWS) FETCH_ROW(row);                                                                               \
      row += ldc;                                                                                                      \
      _mm_prefetch(line, _MM_HINT_T1);                                                                                 \
      _mm_prefetch(line + other, _MM_HINT_T1);                                                                         \
      line += step;                                                                                                    \
      for (int u = 0; u < 16; u += UNROLL) {                                                                           \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < UNROLL; v++) STEP(ROWS, AI, AP, ALSO)                   \
      }                                                                                                                \
    }                                                                                                                  \
    while (p < k) STEP(ROWS, AI, AP, ALSO)                                                                             \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++) {                                                \
      if (accumulate) {                                                                                                \
        s[i][0] += load(c + i * ldc);                                                                                  \
        s[i][1] += load(c + i * ldc + 16);                                                                             \
      }                                                                                                                \
      store(c + i * ldc, s[i][0]);                                                                                     \
      store(c + i * ldc + 16, s[i][1]);                                                                                \
    }                                                                                                                  \
  }

#define FETCH_ROW(P) _mm_prefetch((const char *)(P), _MM_HINT_T0), _mm_prefetch((const char *)((P) + 16), _MM_HINT_T0)

#define STEP(ROWS, AI, AP, ALSO)                                                                                       \
  {                                                                                                                    \
    vec b0 = load(b), b1 = load(b + 16);                                                                               \
    FETCH_ROW(b + NR * 16);                                                                                            \
    b += NR;                                                                                                           \
    ALSO;                                                                                                              \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++) {                                                \
      vec factor = (vec)a[i * (AI)];                                                                                   \
      s[i][0] += factor * b0;                                                                                          \
      s[i][1] += factor * b1;                                                                                          \
    }                                                                                                                  \
    a += (AP);                                                                                                         \
    p++;                                                                                                               \
  }

DEFINE_KERNEL(kernel_rows, MR, ROW_STRIDE, 1, 4, )
// Each step needs another cache line of a, which the lines of b have evicted from the first-level cache since its last
// use. (Unrolled four times it takes a quarter longer.)
DEFINE_KERNEL(kernel_columns, MR, 1, COLUMN_STRIDE, 2,
              _mm_prefetch((const char *)(a + 12 * COLUMN_STRIDE), _MM_HINT_T0))
// The last panel of a may have fewer rows. With 4 rows, 8 registers of sums still hide the latency of multiplications.
DEFINE_KERNEL(kernel_8_rows, 8, ROW_STRIDE, 1, 1, )
DEFINE_KERNEL(kernel_4_rows, 4, ROW_STRIDE, 1, 1, )
DEFINE_KERNEL(kernel_8_columns, 8, 1, COLUMN_STRIDE, 1, )
DEFINE_KERNEL(kernel_4_columns, 4, 1, COLUMN_STRIDE, 1, )

typedef void kernel(long k, const float *a, const float *b, float *c, long ldc, int accumulate, const upcoming *next);

// The kernel for a panel of so many rows; results beyond them are not used.
INLINE kernel *kernel_for(long rows, int a_is_transposed) {
  if (rows <= 4) return a_is_transposed ? kernel_4_columns : kernel_4_rows;
  if (rows <= 8) return a_is_transposed ? kernel_8_columns : kernel_8_rows;
  return a_is_transposed ? kernel_columns : kernel_rows;
}

// Fetches nothing new: lines that the kernel writes.
INLINE upcoming nothing(const float *c) { return (upcoming){(const char *)c, 0, 0}; }

// The lines that call number `call` of a panel fetches of the next one, whose rows of a begin at `a`: two rows.
INLINE upcoming next_rows(long call, const float *a, long lda, const float *c) {
  if (call >= MR / 2) return nothing(c);
  return (upcoming){(const char *)(a + 2 * call * lda), 64, lda * (long)sizeof(float)};
}

// The lines that call number `call` of a group of MC / MR panels fetches of the next group. It is stored in k rows from
// `a` on, of at most five cache lines each: first the first two lines of each row, then the next two, then the last.
INLINE upcoming next_columns(long call, long k, const float *a, long lda, const float *c) {
  long runs = k / 16, calls = runs ? (k + runs - 1) / runs : 1, pair = call / calls;
  if (pair > 2) return nothing(c);
  return (upcoming){(const char *)(a + call % calls * runs * lda) + pair * 128, lda * (long)sizeof(float),
                    pair < 2 ? 64 : 0};
}

// c[MR, NR] = a · b or +=, for a panel of a. At the same time it packs another panel of MR rows, and fetches what is
// packed next. Packing a panel by itself takes a fifth of the time of its product with NR columns.
NOINLINE void kernel_rows_while_packing(long k, const float *a, const float *b, float *c, int accumulate, long lines,
                                        const float *from, long lda, const float *fetched, float *to) {
  vec s[MR][2];
#pragma clang loop unroll(full)
  for (int i = 0; i < MR; i++) s[i][0] = s[i][1] = 0;
  long p = 0;
  for (int row = 0; row < MR; row++) {
#pragma clang loop unroll_count(2)
    for (long line = 0; line < lines; line++) {
      if (p < k) STEP(MR, ROW_STRIDE, 1, )
      _mm_prefetch((const char *)fetched, _MM_HINT_T1);
      fetched += 16;
      store(to + line * 16, load(from + line * 16));
    }
    from += lda;
    to += ROW_STRIDE;
  }
  while (p < k) STEP(MR, ROW_STRIDE, 1, )
#pragma clang loop unroll(full)
  for (int i = 0; i < MR; i++)
    for (int half = 0; half < 2; half++) {
      float *sum = c + i * NR + half * 16;
      store(sum, accumulate ? s[i][half] + load(sum) : s[i][half]);
    }
}

// Rows of a, one after the other; those beyond `rows` are zero.
NOINLINE void pack_rows(long rows, long k, const float *a, long lda, float *out) {
  for (long i = 0; i < rows; i++) {
    long p = 0;
    for (; p + 16 <= k; p += 16) store(out + i * ROW_STRIDE + p, load(a + i * lda + p));
    if (p < k)
      _mm512_mask_storeu_ps(out + i * ROW_STRIDE + p, first(k - p),
                            _mm512_maskz_loadu_ps(first(k - p), a + i * lda + p));
  }
  for (long i = rows; i < MR; i++) memset(out + i * ROW_STRIDE, 0, k * sizeof(float));
}

// Columns of a, which are stored as rows of its transpose, in up to MC / MR panels; those beyond `rows` are zero.
NOINLINE void pack_columns(long rows, long k, const float *a, long lda, float *out) {
  for (long p = 0; p < k; p++) {
    const float *source = a + p * lda;
    _mm_prefetch((const char *)(source + 8 * lda), _MM_HINT_T0);
    _mm_prefetch((const char *)(source + 8 * lda + 16), _MM_HINT_T0);
    _mm_prefetch((const char *)(source + 8 * lda + 32), _MM_HINT_T0);
    _mm_prefetch((const char *)(source + 8 * lda + 48), _MM_HINT_T0);
    float *target = out + p * COLUMN_STRIDE;
    for (long i = 0; i < rows; i += MR, target += PANEL)
      _mm512_store_ps(target, _mm512_maskz_loadu_ps(first(rows - i < MR ? rows - i : MR), source + i));
  }
}

// out[j * ldout + i] = in[i * ldin + j] for 16 × 16 elements, or fewer, the others zero.
INLINE void transpose_16(long rows, long columns, const float *in, long ldin, float *out, long ldout) {
  __m512 r[16], t[16];
  __mmask16 mask = first(columns);
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) r[i] = i < rows ? _mm512_maskz_loadu_ps(mask, in + i * ldin) : _mm512_setzero_ps();
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i += 2) {
    t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i += 4) {
    r[i] = _mm512_shuffle_ps(t[i], t[i + 2], 0x44);
    r[i + 1] = _mm512_shuffle_ps(t[i], t[i + 2], 0xEE);
    r[i + 2] = _mm512_shuffle_ps(t[i + 1], t[i + 3], 0x44);
    r[i + 3] = _mm512_shuffle_ps(t[i + 1], t[i + 3], 0xEE);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_f32x4(r[i], r[i + 4], 0x88);
    t[i + 4] = _mm512_shuffle_f32x4(r[i], r[i + 4], 0xDD);
    t[i + 8] = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0x88);
    t[i + 12] = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0xDD);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    r[i] = _mm512_shuffle_f32x4(t[i], t[i + 8], 0x88);
    r[i + 8] = _mm512_shuffle_f32x4(t[i], t[i + 8], 0xDD);
    r[i + 4] = _mm512_shuffle_f32x4(t[i + 4], t[i + 12], 0x88);
    r[i + 12] = _mm512_shuffle_f32x4(t[i + 4], t[i + 12], 0xDD);
  }
  // r[j] is column j.
  for (long j = 0; j < columns && j < 16; j++) _mm512_storeu_ps(out + j * ldout, r[j]);
}

// Panels of NR columns of one block of k, each `depth` steps long.
NOINLINE void pack_block(long k, long depth, long columns, const float *b, long ldb, int is_transposed, float *out) {
  if (is_transposed) {
    for (long j = 0; j < columns; j += NR, out += depth * NR)
      for (long p = 0; p < k; p += 16) {
        long some_k = k - p < 16 ? k - p : 16;
        transpose_16(columns - j < 16 ? columns - j : 16, some_k, b + j * ldb + p, ldb, out + p * NR, NR);
        transpose_16(columns - j - 16, some_k, b + (j + 16) * ldb + p, ldb, out + p * NR + 16, NR);
      }
    return;
  }
  for (long p = 0; p < k; p++)
    for (long j = 0; j < columns; j += NR) {
      float *target = out + j * depth + p * NR;
      _mm_prefetch((const char *)(b + (p + 4) * ldb + j), _MM_HINT_T0);
      _mm_prefetch((const char *)(b + (p + 4) * ldb + j + 16), _MM_HINT_T0);
      store(target, (vec)_mm512_maskz_loadu_ps(first(columns - j), b + p * ldb + j));
      store(target + 16, (vec)_mm512_maskz_loadu_ps(first(columns - j - 16), b + p * ldb + j + 16));
    }
}

// Part of an MR × NR tile into c.
NOINLINE void place(long rows, long columns, const float *tile, float *c, long ldc, int accumulate) {
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j += 16) {
      __mmask16 mask = first(columns - j);
      vec value = load(tile + i * NR + j);
      if (accumulate) value += (vec)_mm512_maskz_loadu_ps(mask, c + i * ldc + j);
      _mm512_mask_storeu_ps(c + i * ldc + j, mask, (__m512)value);
    }
}

// Part of an MR × NR tile, transposed, into c.
NOINLINE void place_transposed(long rows, long columns, const float *tile, float *c, long ldc, int accumulate) {
  float turned[NR * LANES] __attribute__((aligned(CACHE_LINE)));
  transpose_16(MR, 16, tile, NR, turned, 16);
  transpose_16(MR, 16, tile + 16, NR, turned + LANES * LANES, 16);
  __mmask16 mask = first(rows);
  for (long j = 0; j < columns; j++) {
    vec value = load(turned + j * 16);
    if (accumulate) value += (vec)_mm512_maskz_loadu_ps(mask, c + j * ldc);
    _mm512_mask_storeu_ps(c + j * ldc, mask, (__m512)value);
  }
}

// Floats of a packed b that stay in the second-level cache beside a panel of a: half of it.
enum { FEW_ELEMENTS = L2_BYTES / 2 / sizeof(float) };
// Columns whose sums product_in_order keeps until a panel of a is complete.
enum { FEW_COLUMNS = 4 * NR };
// Floats of a tile of sums.
enum { TILE = MR * NR };
_Static_assert(2 * PANEL + FEW_COLUMNS / NR * TILE <= ck_product_scratch,
               "product_in_order's part of the scratch memory");
_Static_assert(MC / MR * PANEL + TILE <= ck_product_scratch, "product_blocked's part of the scratch memory");

// For a packed b that stays in the cache: a is read once, in the order of memory. It may be a weight that comes from
// main memory and is used for a few rows.
static void product_in_order(long m, long n, long k, const float *a, long lda, const float *b, long ldb, float *c,
                             long ldc, int accumulate, int c_is_transposed, float *scratch) {
  float *tiles = scratch + 2 * PANEL;
  long depth = ck_product_block(k), blocks = (k + depth - 1) / depth;
  long steps = (m + MR - 1) / MR * blocks;
  int is_packed = 0;
  for (long step = 0; step < steps; step++) {
    long p = step % blocks * depth, i = step / blocks * MR;
    long some_k = k - p < depth ? k - p : depth, rows = m - i < MR ? m - i : MR;
    float *panel = scratch + step % 2 * PANEL, *next_panel = scratch + (step + 1) % 2 * PANEL;
    if (!is_packed) pack_rows(rows, some_k, a + i * lda + p, lda, panel);
    long next_p = (step + 1) % blocks * depth, next_i = (step + 1) / blocks * MR;
    // What is packed one panel of rows and one step later, in the order of memory.
    const float *fetched = a + (i + MR) * lda + (p + depth) * MR;
    long next_k = k - next_p < depth ? k - next_p : depth;
    is_packed = rows == MR && next_i + MR <= m && next_k % 16 == 0;
    for (long j = 0; j < n; j += NR) {
      float *tile = tiles + j / NR * TILE;
      const float *columns_of_b = b + p / depth * ldb + j * depth;
      if (j == 0 && is_packed) {
        kernel_rows_while_packing(some_k, panel, columns_of_b, tile, p > 0, next_k / 16, a + next_i * lda + next_p, lda,
                                  fetched, next_panel);
      } else {
        upcoming next = nothing(tile);
        kernel_for(rows, 0)(some_k, panel, columns_of_b, tile, NR, p > 0, &next);
      }
      if (p + some_k < k) continue;
      long columns = n - j < NR ? n - j : NR;
      if (c_is_transposed) place_transposed(rows, columns, tile, c + j * ldc + i, ldc, accumulate);
      else place(rows, columns, tile, c + i * ldc + j, ldc, accumulate);
    }
  }
}

// For all other products: a block of b is used for all rows of a.
static void product_blocked(long m, long n, long k, const float *a, long lda, int a_is_transposed, const float *b,
                            long ldb, int b_form, float *c, long ldc, int accumulate, int c_is_transposed,
                            float *scratch) {
  float *a_panels = scratch, *tile = a_panels + MC / MR * PANEL, *b_block = tile + TILE;
  long depth = ck_product_block(k), blocks = (k + depth - 1) / depth;
  long panels_of_a = (m + MR - 1) / MR;
  for (long step = 0; step < blocks * panels_of_a; step++) {
    long p = step / panels_of_a * depth, i = step % panels_of_a * MR;
    long some_k = k - p < depth ? k - p : depth;
    int add = accumulate || p > 0;
    // Panel j / 32 of this block begins at panels + j * depth.
    const float *panels = b_form == ck_packed ? b + p / depth * ldb : b_block;
    if (b_form != ck_packed && i == 0) {
      int is_transposed = b_form == ck_transposed;
      pack_block(some_k, depth, n, is_transposed ? b + p : b + p * ldb, ldb, is_transposed, b_block);
    }
    long rows = m - i < MR ? m - i : MR;
    long number = i / MR % (MC / MR);
    float *a_panel = a_panels + (a_is_transposed ? number * PANEL : 0);
    if (!a_is_transposed) pack_rows(rows, some_k, a + i * lda + p, lda, a_panel);
    if (a_is_transposed && number == 0) pack_columns(m - i < MC ? m - i : MC, some_k, a + p * lda + i, lda, a_panel);
    // The panel or group of panels that is packed next.
    long next_i = a_is_transposed ? i - number * MR + MC : i + MR;
    long next_p = next_i < m ? p : p + some_k;
    if (next_i >= m) next_i = 0;
    const float *next_a = a_is_transposed ? a + next_p * lda + next_i : a + next_i * lda + next_p;
    for (long j = 0; j < n; j += NR) {
      long columns = n - j < NR ? n - j : NR;
      int direct = rows == MR && columns == NR && !c_is_transposed;
      float *target = direct ? c + i * ldc + j : tile;
      long ld = direct ? ldc : NR;
      const float *panel = panels + j * depth;
      upcoming next = nothing(target);
      if (next_p < k)
        next = a_is_transposed ? next_columns(number * ((n + NR - 1) / NR) + j / NR, some_k, next_a, lda, target)
                               : next_rows(j / NR, next_a, lda, target);
      kernel_for(rows, a_is_transposed)(some_k, a_panel, panel, target, ld, direct && add, &next);
      if (c_is_transposed) place_transposed(rows, columns, tile, c + j * ldc + i, ldc, add);
      else if (!direct) place(rows, columns, tile, c + i * ldc + j, ldc, add);
    }
  }
}

#pragma clang attribute pop

int ck_has_product(void) { return ck_level() == ck_avx512; }

void ck_pack(long k, long depth, long columns, const float *b, long ldb, int is_transposed, float *out) {
  pack_block(k, depth, columns, b, ldb, is_transposed, out);
}

void ck_product(long m, long n, long k, const float *a, long lda, int a_is_transposed, const float *b, long ldb,
                int b_form, float *c, long ldc, int accumulate, int c_is_transposed, float *scratch) {
  long columns = (n + NR - 1) / NR * NR;
  int stays = columns <= FEW_COLUMNS && columns * k <= FEW_ELEMENTS;
  if (b_form == ck_packed && !a_is_transposed && stays)
    product_in_order(m, n, k, a, lda, b, ldb, c, ldc, accumulate, c_is_transposed, scratch);
  else product_blocked(m, n, k, a, lda, a_is_transposed, b, ldb, b_form, c, ldc, accumulate, c_is_transposed, scratch);
}

#else

int ck_has_product(void) { return 0; }
void ck_pack(long k, long depth, long columns, const float *b, long ldb, int is_transposed, float *out) {}
void ck_product(long m, long n, long k, const float *a, long lda, int a_is_transposed, const float *b, long ldb,
                int b_form, float *c, long ldc, int accumulate, int c_is_transposed, float *scratch) {}

#endif
