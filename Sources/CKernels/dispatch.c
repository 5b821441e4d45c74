// Each kernel of the header, passed on to the level in use.

#include <stdatomic.h>

#include "CKernels.h"

#define EACH_KERNEL(X)                                                                                                 \
  X(void, gemm,                                                                                                        \
    (long m, long n, long k, float alpha, const float *a, long a_row, long a_column, const float *b, long ldb,         \
     float *c, long ldc, int accumulate),                                                                              \
    (m, n, k, alpha, a, a_row, a_column, b, ldb, c, ldc, accumulate))                                                  \
  X(void, transpose, (long rows, long columns, const float *in, long ldin, float *out, long ldout),                    \
    (rows, columns, in, ldin, out, ldout))                                                                             \
  X(void, add_bias, (long rows, long columns, float *x, long ldx, const float *bias), (rows, columns, x, ldx, bias))   \
  X(void, bias_activation,                                                                                             \
    (long rows, long columns, float *x, long ldx, const float *bias, float *out, long ldout, int activation),          \
    (rows, columns, x, ldx, bias, out, ldout, activation))                                                             \
  X(void, activation_backward, (long n, const float *x, const float *dy, float *dx, float *y, int activation),         \
    (n, x, dy, dx, y, activation))                                                                                     \
  X(void, add_norm,                                                                                                    \
    (long rows, long columns, long first_row, const float *residual, const float *branch,                              \
     const struct ck_dropout *dropout, const float *gamma, const float *beta, float epsilon, float *sum, float *out,   \
     float *mean, float *reciprocal_std),                                                                              \
    (rows, columns, first_row, residual, branch, dropout, gamma, beta, epsilon, sum, out, mean, reciprocal_std))       \
  X(void, add_norm_backward,                                                                                           \
    (long rows, long columns, long first_row, const float *dout, const float *extra, const float *sum,                 \
     const float *mean, const float *reciprocal_std, const float *gamma, const struct ck_dropout *dropout,             \
     float *dsum, float *dbranch, float *dgamma, float *dbeta),                                                        \
    (rows, columns, first_row, dout, extra, sum, mean, reciprocal_std, gamma, dropout, dsum, dbranch, dgamma, dbeta))  \
  X(void, gated_activation, (long n, const float *gate, const float *up, float *out, int activation),                  \
    (n, gate, up, out, activation))                                                                                    \
  X(void, gated_activation_backward,                                                                                   \
    (long n, const float *gate, const float *up, const float *dout, float *dgate, float *dup, float *out,              \
     int activation),                                                                                                  \
    (n, gate, up, dout, dgate, dup, out, activation))                                                                  \
  X(void, add_rms_norm,                                                                                                \
    (long rows, long columns, long first_row, const float *residual, const float *branch,                              \
     const struct ck_dropout *dropout, const float *weight, float epsilon, float *sum, float *out,                     \
     float *reciprocal_root),                                                                                          \
    (rows, columns, first_row, residual, branch, dropout, weight, epsilon, sum, out, reciprocal_root))                 \
  X(void, add_rms_norm_backward,                                                                                       \
    (long rows, long columns, long first_row, const float *dout, const float *extra, const float *sum,                 \
     const float *reciprocal_root, const float *weight, const struct ck_dropout *dropout, float *dsum, float *dbranch, \
     float *dweight),                                                                                                  \
    (rows, columns, first_row, dout, extra, sum, reciprocal_root, weight, dropout, dsum, dbranch, dweight))            \
  X(void, dropout_rows,                                                                                                \
    (long rows, long columns, long first_row, const float *x, float *out, const struct ck_dropout *dropout),           \
    (rows, columns, first_row, x, out, dropout))                                                                       \
  X(float, softmax, (long n, float *x), (n, x))                                                                        \
  X(float, log_sum_exp, (long n, const float *x), (n, x))                                                              \
  X(float, most_probable, (long n, const float *x, long *place), (n, x, place))                                        \
  X(void, exp_minus, (long n, const float *x, float shift, float scale, float *out), (n, x, shift, scale, out))        \
  X(void, attention_row_backward,                                                                                      \
    (long n, long row, float *s, float *dp, float log_sum_exp, float scale, const struct ck_dropout *dropout),         \
    (n, row, s, dp, log_sum_exp, scale, dropout))                                                                      \
  X(void, rotate, (long heads, long pairs, float *x, const float *cosine, const float *sine, float direction),         \
    (heads, pairs, x, cosine, sine, direction))                                                                        \
  X(void, rotate_halves, (long heads, long pairs, float *x, const float *cosine, const float *sine, float direction),  \
    (heads, pairs, x, cosine, sine, direction))                                                                        \
  X(void, add_scaled, (long n, float *y, const float *x, float scale), (n, y, x, scale))                               \
  X(void, column_sums, (long rows, long columns, const float *x, long ldx, float *out), (rows, columns, x, ldx, out))  \
  X(double, sum_of_squares, (long n, const float *x), (n, x))                                                          \
  X(void, dot_rows,                                                                                                    \
    (long rows, long n, const float *x, const float *y, long ldy, const float *ahead, float scale, float *out),        \
    (rows, n, x, y, ldy, ahead, scale, out))                                                                           \
  X(void, dot_heads,                                                                                                   \
    (long heads, long share, long d, long rows, const float *x, const float *y, long ldy, float scale, float *out,     \
     long ldout),                                                                                                      \
    (heads, share, d, rows, x, y, ldy, scale, out, ldout))                                                             \
  X(void, weighted_heads,                                                                                              \
    (long heads, long share, long d, long rows, const float *weights, long ldweights, const float *y, long ldy,        \
     float *out, int accumulate),                                                                                      \
    (heads, share, d, rows, weights, ldweights, y, ldy, out, accumulate))                                              \
  X(void, adamw_step,                                                                                                  \
    (long n, float *weight, const float *gradient, float *m, float *v, const struct ck_adamw *settings),               \
    (n, weight, gradient, m, v, settings))                                                                             \
  X(void, from_bfloat16, (long n, const uint16_t *x, float *out), (n, x, out))                                         \
  X(void, from_float16, (long n, const uint16_t *x, float *out), (n, x, out))                                          \
  X(void, philox, (const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]), (counter, key, out))            \
  X(void, exp, (long n, const float *x, float *out), (n, x, out))                                                      \
  X(float, peak, (long rounds), (rounds))                                                                              \
  X(long, peak_operations, (void), ())

#define DECLARE(result, name, parameters, arguments)                                                                   \
  result ck_##name##_portable parameters;                                                                              \
  result ck_##name##_avx2 parameters;                                                                                  \
  result ck_##name##_avx512 parameters;
EACH_KERNEL(DECLARE)

// The best level of this CPU, once it is known.
static _Atomic int best = -1;
// The level of this thread alone, or -1 for the best one.
static _Thread_local int chosen = -1;

int ck_best_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return ck_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return ck_avx2;
#endif
  return ck_portable;
}

int ck_level(void) {
  if (chosen >= 0) return chosen;
  int level = atomic_load_explicit(&best, memory_order_relaxed);
  if (level < 0) {
    level = ck_best_level();
    atomic_store_explicit(&best, level, memory_order_relaxed);
  }
  return level;
}

int ck_chosen_level(void) { return chosen; }

int ck_choose_level(int level) {
  if (level < -1 || level > ck_best_level()) return -1;
  chosen = level;
  return 0;
}

#if defined(__x86_64__)
#define FORWARD(result, name, parameters, arguments)                                                                   \
  result ck_##name parameters {                                                                                        \
    switch (ck_level()) {                                                                                              \
    case ck_avx512: return ck_##name##_avx512 arguments;                                                               \
    case ck_avx2: return ck_##name##_avx2 arguments;                                                                   \
    default: return ck_##name##_portable arguments;                                                                    \
    }                                                                                                                  \
  }
#else
#define FORWARD(result, name, parameters, arguments)                                                                   \
  result ck_##name parameters { return ck_##name##_portable arguments; }
#endif
EACH_KERNEL(FORWARD)
