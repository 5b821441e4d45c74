// The inner loops of Attune: what has to be chosen by CPU feature at run time, and nothing else.
//
// Every function works on float32, row-major, on the calling thread, and sums in an order that depends on the shapes
// alone: 16 running sums, or several times 16, added pairwise at the end, whatever the width of the CPU's registers.
// One source, kernels.inc, is compiled for each level; ck_level() says which one this process uses.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// How the kernels were compiled.
enum ck_level { ck_portable = 0, ck_avx2 = 1, ck_avx512 = 2 };

// The best level that this CPU and its operating system offer.
int ck_best_level(void);
// The level of the calling thread: the best one, unless another was chosen.
int ck_level(void);
// The level that was chosen for the calling thread, or -1.
int ck_chosen_level(void);
// Chooses a level for the calling thread alone, for tests; -1 for the best one. Returns 0, or -1 if the CPU does not
// offer the level.
int ck_choose_level(int level);

// Informs the CPU that the thread waits in a loop.
static inline void ck_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Which elements a dropout keeps. The counter of element (row, column) is
// (16 * (column / 64) + column % 16, row, stream, step), its word (column / 16) % 4, under the key (Philox4x32-10).
// The element is kept where that word is at least `threshold`, and then multiplied by `scale`.
struct ck_dropout {
  uint32_t key0, key1;
  uint32_t stream, step;
  uint32_t threshold;
  float scale;
};

// Which activation a feed-forward layer applies.
enum ck_activation { ck_gelu = 0, ck_gelu_tanh = 1, ck_relu = 2, ck_silu = 3, ck_sigmoid = 4 };

// c[m, n] = alpha * a[m, k] * b[k, n], or += with accumulate. Element (i, p) of a is a[i * a_row + p * a_column].
void ck_gemm(long m, long n, long k, float alpha, const float *a, long a_row, long a_column, const float *b, long ldb,
             float *c, long ldc, int accumulate);
// The larger products: a · b on blocks that stay in the caches. Only where ck_has_product() is not 0.
// The block sizes have the names of BLIS:
// mr × nr: a tile of sums, in 28 of the 32 registers of AVX-512;
// kc: the most steps of k in a block. A panel of mr × kc floats of a (21 KiB) stays in the first-level cache;
// mc: rows of a that are packed at once where a is transposed: four panels of 84 KiB together, in the second-level
// cache. The caller chooses nc, the columns of b whose kc steps stay in the second-level cache.
enum { ck_mr = 14, ck_nr = 32, ck_kc = 384, ck_mc = 4 * ck_mr };
// Floats of scratch memory, aligned to 64 bytes, that ck_product uses; with a b that is not packed, ck_kc more for each
// column, rounded up to ck_nr.
enum { ck_product_scratch = ck_mc / ck_mr * 16 * (ck_kc + 16) + ck_mr * ck_nr };
int ck_has_product(void);
// The length of the blocks that k is cut into; the last one may be shorter.
long ck_product_block(long k);
// Packs one block of k: out[columns / nr rounded up][depth][nr] = b[k, columns], or of a transposed b, b[columns, k],
// with zeros beyond the last column. depth is ck_product_block of all of k.
void ck_pack(long k, long depth, long columns, const float *b, long ldb, int is_transposed, float *out);
// How a factor b[k, n] is stored: by k, by n, or as ck_pack made it of one block after the other, ldb floats apart.
enum ck_form { ck_plain = 0, ck_transposed = 1, ck_packed = 2 };
// c[m, n] = a[m, k] · b[k, n], or += with accumulate. A transposed a is stored as [k, m], a transposed c as [n, m].
void ck_product(long m, long n, long k, const float *a, long lda, int a_is_transposed, const float *b, long ldb,
                int b_form, float *c, long ldc, int accumulate, int c_is_transposed, float *scratch);

// Products whose operands are rounded to bfloat16, with float32 sums. The first three kernels are for use, avx512 and
// amx where ck_has_bfloat16 is not 0; plain gives the bits of amx. The last two are the code around the two
// instructions with the instructions written in C, for tests.
enum ck_bfloat16 {
  ck_bfloat16_plain = 0,
  ck_bfloat16_avx512 = 1, // VDPBF16PS
  ck_bfloat16_amx = 2,    // TDPBF16PS
  ck_bfloat16_plain_dots = 3,
  ck_bfloat16_plain_tiles = 4
};
// Whether this CPU and its operating system offer a kernel. Requests the tiles of amx from the system, for the whole
// process.
int ck_has_bfloat16(int kernel);
// a[rows, k], or stored as [k, rows], for ck_product_bfloat16: 32 bits for each pair of neighbours in k, rows rounded
// up to 16 and k to 32. Groups of 16 rows lie `stride` pairs apart: 8 times all of k rounded up. Parts may be packed by
// themselves: rows from a multiple of 16 and k from a multiple of 32 on, whose pairs begin at 8 times that k.
void ck_pack_bfloat16_a(long rows, long k, const float *a, long lda, int is_transposed, long stride, void *out);
// b[k, columns], or stored as [columns, k], likewise, in groups of 32 columns: 16 times k instead of 8.
void ck_pack_bfloat16_b(long k, long columns, const float *b, long ldb, int is_transposed, long stride, void *out);
// c[m, n] = a · b, or += with accumulate, on packed operands. k is above 0.
void ck_product_bfloat16(int kernel, long m, long n, long k, const void *a, const void *b, float *c, long ldc,
                         int accumulate);

// out[columns, rows] = in[rows, columns] transposed.
void ck_transpose(long rows, long columns, const float *in, long ldin, float *out, long ldout);

// x[rows, columns] += bias[columns]
void ck_add_bias(long rows, long columns, float *x, long ldx, const float *bias);
// x += bias; out = activation(x). bias may be null, out may be x.
void ck_bias_activation(long rows, long columns, float *x, long ldx, const float *bias, float *out, long ldout,
                        int activation);
// dx[i] = dy[i] * activation'(x[i]); dx may be dy. y[i] = activation(x[i]) once more; y may be null.
void ck_activation_backward(long n, const float *x, const float *dy, float *dx, float *y, int activation);

// sum = residual + dropout(branch); out = layer_norm(sum) * gamma + beta; keeps mean and 1/std of each row.
// branch and dropout may be null. Row r of the call is row first_row + r for the dropout.
void ck_add_norm(long rows, long columns, long first_row, const float *residual, const float *branch,
                 const struct ck_dropout *dropout, const float *gamma, const float *beta, float epsilon, float *sum,
                 float *out, float *mean, float *reciprocal_std);
// The gradient of ck_add_norm. dsum = gradient through the norm + extra (may be null); dbranch = dropout'(dsum) (may be
// null). dgamma and dbeta are overwritten with the sums over these rows.
void ck_add_norm_backward(long rows, long columns, long first_row, const float *dout, const float *extra,
                          const float *sum, const float *mean, const float *reciprocal_std, const float *gamma,
                          const struct ck_dropout *dropout, float *dsum, float *dbranch, float *dgamma, float *dbeta);

// out[i] = activation(gate[i]) * up[i]; out may be gate or up.
void ck_gated_activation(long n, const float *gate, const float *up, float *out, int activation);
// The gradients of ck_gated_activation; dgate and dup may each be dout, gate or up. out[i] = activation(gate[i]) *
// up[i] once more; out may be null.
void ck_gated_activation_backward(long n, const float *gate, const float *up, const float *dout, float *dgate,
                                  float *dup, float *out, int activation);

// sum = residual + dropout(branch); out = sum / sqrt(mean(sum * sum) + epsilon) * weight; keeps 1/sqrt(...) of each
// row. branch and dropout may be null, as for ck_add_norm. All levels give the same bits.
void ck_add_rms_norm(long rows, long columns, long first_row, const float *residual, const float *branch,
                     const struct ck_dropout *dropout, const float *weight, float epsilon, float *sum, float *out,
                     float *reciprocal_root);
// The gradient of ck_add_rms_norm; arguments as for ck_add_norm_backward.
void ck_add_rms_norm_backward(long rows, long columns, long first_row, const float *dout, const float *extra,
                              const float *sum, const float *reciprocal_root, const float *weight,
                              const struct ck_dropout *dropout, float *dsum, float *dbranch, float *dweight);

// out = dropout(x); out may be x.
void ck_dropout_rows(long rows, long columns, long first_row, const float *x, float *out,
                     const struct ck_dropout *dropout);

// x = exp(x - logsumexp(x)); returns the log of the sum of exponentials.
float ck_softmax(long n, float *x);
// log(sum(exp(x)))
float ck_log_sum_exp(long n, const float *x);
// The place of the largest value, the first of equals, and log Σ exp(x - largest).
float ck_most_probable(long n, const float *x, long *place);
// out = scale * exp(x - shift); out may be x.
void ck_exp_minus(long n, const float *x, float shift, float scale, float *out);
// One row of attention backward. On entry s holds scores, dp the gradient of the dropped probabilities.
// On return s holds the dropped probabilities, dp the gradient of the scores times scale.
void ck_attention_row_backward(long n, long row, float *s, float *dp, float log_sum_exp, float scale,
                               const struct ck_dropout *dropout);

// Turns the neighbouring pairs of each head: (x, y) becomes (x cos - y sin, x sin + y cos), with sin times direction.
// x[heads][2 * pairs], cosine[pairs], sine[pairs]
void ck_rotate(long heads, long pairs, float *x, const float *cosine, const float *sine, float direction);
// The same for pairs (i, pairs + i) of each head.
void ck_rotate_halves(long heads, long pairs, float *x, const float *cosine, const float *sine, float direction);

// y += scale * x
void ck_add_scaled(long n, float *y, const float *x, float scale);
// out[columns] += sum over rows of x[rows, columns]
void ck_column_sums(long rows, long columns, const float *x, long ldx, float *out);
// out[row] = scale * Σ x[i] * y[row, i]. Rows of y may lie far apart; those of `ahead`, as far apart, are fetched for
// what comes next.
void ck_dot_rows(long rows, long n, const float *x, const float *y, long ldy, const float *ahead, float scale,
                 float *out);
// For each head of y and each of the `share` heads of x that read it, out[head of x][row] = scale * Σ x[head of x][i] *
// y[row][head][i] over the d values of a head. Heads lie side by side in x and in each row of y, and ldout apart in
// out.
void ck_dot_heads(long heads, long share, long d, long rows, const float *x, const float *y, long ldy, float scale,
                  float *out, long ldout);
// Likewise out[head of weights][i] = Σ over rows of weights[head of weights][row] * y[row][head][i], or += with
// accumulate.
void ck_weighted_heads(long heads, long share, long d, long rows, const float *weights, long ldweights, const float *y,
                       long ldy, float *out, int accumulate);
// Sum of squares, in double across blocks of 4096.
double ck_sum_of_squares(long n, const float *x);

// What one AdamW step needs besides the arrays (Loshchilov and Hutter 2019; the formula of torch.optim.AdamW).
struct ck_adamw {
  float gradient_scale; // applied to the gradient first: clipping
  float beta1, beta2, epsilon;
  float rest1, rest2;    // 1 - beta1 and 1 - beta2, rounded once
  float step_size;       // learning rate / (1 - beta1^t)
  float decay;           // 1 - learning rate * weight decay
  float root_correction; // 1 / sqrt(1 - beta2^t)
};
void ck_adamw_step(long n, float *weight, const float *gradient, float *m, float *v, const struct ck_adamw *settings);

// The two 16-bit formats of checkpoints as float32.
void ck_from_bfloat16(long n, const uint16_t *x, float *out);
void ck_from_float16(long n, const uint16_t *x, float *out);

// One block of Philox4x32-10 (Salmon et al. 2011).
void ck_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

// For tests of the error bounds over the whole range.
void ck_exp(long n, const float *x, float *out);

// Multiplications and additions in registers alone, ck_peak_operations() a round: what a core can do at most. The
// result means nothing.
float ck_peak(long rounds);
long ck_peak_operations(void);

#ifdef __cplusplus
}
#endif
