// Runs the compiled AMX and AVX-512 BF16 kernels of Sources/CKernels/bfloat16.c on a CPU that has AVX-512 but lacks one
// or both of these instruction sets. A missing instruction raises SIGILL; the handler decodes it and does what Intel's
// manual says with the thread's registers. So register numbers, addresses, strides and the tile configuration are those
// that the compiler made. The results must have the bits of the plain C builds. Scripts/emulate-bfloat16.sh compiles
// and runs it.

#define _GNU_SOURCE
#include <cpuid.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "CKernels.h"

// MARK: The machine

static uint8_t configuration[64], tiles[8][16][64];
static int is_configured;
static long executed;
static unsigned upper_halves, upper_registers;  // offsets in XSAVE's area

static int rows(int t) { return configuration[48 + t]; }
static int bytes(int t) { return configuration[16 + 2 * t] | configuration[17 + 2 * t] << 8; }

static void fail(const char *what, const uint8_t *code) {
  printf("%s:", what);
  for (int i = 0; i < 12; i++) printf(" %02x", code[i]);
  puts("");
  _exit(2);
}

static void require(int holds, const char *what, const uint8_t *code) {
  if (!holds) fail(what, code);
}

static float flushed(float x) { return fabsf(x) < 0x1p-126f ? copysignf(0, x) : x; }

static float from_bfloat16(const void *p) {
  uint16_t half;
  memcpy(&half, p, 2);
  uint32_t bits = (uint32_t)half << 16;
  float x;
  memcpy(&x, &bits, 4);
  return flushed(x);
}

static long general_register(ucontext_t *context, int number) {
  static const int places[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                 REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
  return context->uc_mcontext.gregs[places[number]];
}

// The address of a base with or without index, and the index's value (a stride). `length` grows by what is read.
static uint8_t *address(ucontext_t *context, const uint8_t *modrm, int x, int b, long scale, int *length, long *index) {
  int mode = *modrm >> 6, base = *modrm & 7, used = 1;
  *index = 0;
  if (base == 4) {
    uint8_t sib = modrm[used++];
    base = sib & 7;
    int number = (sib >> 3 & 7) | x << 3;
    if (number != 4) *index = general_register(context, number) << (sib >> 6);
  }
  require(!(mode == 0 && base == 5), "an address without a base", modrm);
  uint8_t *place = (uint8_t *)general_register(context, base | b << 3);
  if (mode == 1) place += (int8_t)modrm[used++] * scale;
  if (mode == 2) {
    int32_t distance;
    memcpy(&distance, modrm + used, 4);
    place += distance;
    used += 4;
  }
  *length += used;
  return place;
}

// MARK: VDPBF16PS

static void *lane(uint8_t *area, int number, int i) {
  if (number >= 16) return area + upper_registers + (number - 16) * 64 + i * 4;
  if (i < 4) return area + 160 + number * 16 + i * 4;
  if (i < 8) return area + 576 + number * 16 + (i - 4) * 4;
  return area + upper_halves + number * 32 + (i - 8) * 4;
}

static int dot(ucontext_t *context, const uint8_t *code) {
  int r = !(code[1] >> 7 & 1), x = !(code[1] >> 6 & 1), b = !(code[1] >> 5 & 1), r2 = !(code[1] >> 4 & 1);
  int broadcasts = code[3] >> 4 & 1;
  require((code[1] & 7) == 2 && (code[2] & 3) == 2 && code[4] == 0x52 && (code[3] & 0x67) == 0x40, "EVEX", code);
  // Registers that are all zero may not be in the area.
  uint8_t *area = (uint8_t *)context->uc_mcontext.fpregs;
  uint64_t present;
  memcpy(&present, area + 512, 8);
  if (!(present & 2)) memset(area + 160, 0, 256);
  if (!(present & 4)) memset(area + 576, 0, 256);
  if (!(present & 0x40)) memset(area + upper_halves, 0, 512);
  if (!(present & 0x80)) memset(area + upper_registers, 0, 1024);
  present |= 0xC6;
  memcpy(area + 512, &present, 8);
  int target = (code[5] >> 3 & 7) | r << 3 | r2 << 4, length = 6;
  int first = (~code[2] >> 3 & 15) | !(code[3] >> 3 & 1) << 4;
  uint32_t second[16];
  if (code[5] >> 6 == 3) {
    for (int i = 0; i < 16; i++) memcpy(&second[i], lane(area, (code[5] & 7) | b << 3 | x << 4, i), 4);
  } else {
    long index;
    length = 5;
    uint8_t *place = address(context, code + 5, x, b, broadcasts ? 4 : 64, &length, &index) + index;
    for (int i = 0; i < 16; i++) memcpy(&second[i], place + (broadcasts ? 0 : 4 * i), 4);
  }
  for (int i = 0; i < 16; i++) {
    uint8_t factor[4], other[4];
    memcpy(factor, lane(area, first, i), 4);
    memcpy(other, &second[i], 4);
    float sum;
    memcpy(&sum, lane(area, target, i), 4);
    sum = flushed(fmaf(from_bfloat16(factor + 2), from_bfloat16(other + 2), flushed(sum)));
    sum = flushed(fmaf(from_bfloat16(factor), from_bfloat16(other), sum));
    memcpy(lane(area, target, i), &sum, 4);
  }
  return length;
}

// MARK: Tiles

static void multiply(int c, int a, int b, const uint8_t *code) {
  require(is_configured && c != a && c != b && a != b, "tiles", code);
  require(bytes(a) / 4 == rows(b) && rows(c) == rows(a) && bytes(c) == bytes(b), "shapes of tiles", code);
  for (int m = 0; m < rows(c); m++) {
    float sums[32] = {0};
    for (int k = 0; k < bytes(a) / 4; k++)
      for (int n = 0; n < bytes(c) / 2; n++)
        sums[n] = flushed(
            fmaf(from_bfloat16(&tiles[a][m][4 * k + n % 2 * 2]), from_bfloat16(&tiles[b][k][2 * n]), sums[n]));
    for (int n = 0; n < bytes(c) / 4; n++) {
      float sum;
      memcpy(&sum, &tiles[c][m][4 * n], 4);
      sum = flushed(flushed(sum) + flushed(sums[2 * n] + sums[2 * n + 1]));
      memcpy(&tiles[c][m][4 * n], &sum, 4);
    }
  }
}

static void configure(const uint8_t *place, const uint8_t *code) {
  memcpy(configuration, place, 64);
  require(configuration[0] == 1 && configuration[1] == 0, "palette", code);
  for (int i = 2; i < 64; i++)
    require(!configuration[i] || (i >= 16 && i < 32) || (i >= 48 && i < 56), "reserved bytes", code);
  for (int t = 0; t < 8; t++) require(rows(t) <= 16 && bytes(t) <= 64 && rows(t) && bytes(t), "sizes of tiles", code);
  memset(tiles, 0, sizeof tiles);
  is_configured = 1;
}

static int tile_instruction(ucontext_t *context, const uint8_t *code) {
  int r = !(code[1] >> 7 & 1), x = !(code[1] >> 6 & 1), b = !(code[1] >> 5 & 1), prefix = code[2] & 3;
  int mode = code[4] >> 6, number = (code[4] >> 3 & 7) | r << 3, length = 4;
  long stride;
  require(code[0] == 0xC4 && (code[1] & 31) == 2 && !(code[2] & 0x84), "no tile instruction", code);
  if (code[3] == 0x5C) {
    require(prefix == 2 && mode == 3, "no TDPBF16PS", code);
    multiply(number, code[4] & 7, ~code[2] >> 3 & 15, code);
    return 5;
  }
  if (code[3] == 0x49 && mode == 3) {
    require(is_configured, "not configured", code);
    if (prefix == 3) {
      memset(tiles[number], 0, sizeof tiles[number]);
    } else {
      require(prefix == 0 && code[4] == 0xC0, "no TILERELEASE", code);
      is_configured = 0;
    }
    return 5;
  }
  if (code[3] == 0x49) {
    require(prefix == 0 && number == 0, "no LDTILECFG", code);
    if (code[4] == 5) {
      int32_t distance;
      memcpy(&distance, code + 5, 4);
      configure(code + 9 + distance, code);
      return 9;
    }
    uint8_t *place = address(context, code + 4, x, b, 1, &length, &stride);
    configure(place + stride, code);
    return length;
  }
  require(code[3] == 0x4B && mode != 3 && (code[4] & 7) == 4 && is_configured, "no load or store of a tile", code);
  uint8_t *place = address(context, code + 4, x, b, 1, &length, &stride);
  if (prefix == 3) memset(tiles[number], 0, sizeof tiles[number]);
  for (int i = 0; i < rows(number); i++) {
    if (prefix == 3) memcpy(tiles[number][i], place + i * stride, bytes(number));
    else memcpy(place + i * stride, tiles[number][i], bytes(number));
  }
  return length;
}

static void emulate(int signal, siginfo_t *information, void *context) {
  const uint8_t *code = (const uint8_t *)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
  executed++;
  ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] +=
      code[0] == 0x62 ? dot(context, code) : tile_instruction(context, code);
}

// MARK: The comparison

static float *random_floats(long count) {
  float *values = malloc(count * sizeof(float));
  for (long i = 0; i < count; i++) values[i] = rand() / (float)RAND_MAX - 0.5f;
  return values;
}

int main(void) {
  unsigned a, b, c, d;
  __cpuid_count(0xD, 6, a, upper_halves, c, d);
  __cpuid_count(0xD, 7, a, upper_registers, c, d);
  if (ck_best_level() != ck_avx512 || ck_has_bfloat16(ck_bfloat16_amx)) {
    puts("this CPU has AMX, or no AVX-512: nothing is emulated");
    return 0;
  }
  if (ck_has_bfloat16(ck_bfloat16_avx512)) puts("this CPU has AVX-512 BF16: only AMX is emulated");
  struct sigaction action = {.sa_sigaction = emulate, .sa_flags = SA_SIGINFO};
  sigaction(SIGILL, &action, NULL);
  static const int pairs[2][2] = {{ck_bfloat16_amx, ck_bfloat16_plain_tiles},
                                  {ck_bfloat16_avx512, ck_bfloat16_plain_dots}};
  static const int sizes[] = {1, 15, 17, 31, 33, 65}, depths[] = {1, 33, 200, 1600};
  long products = 0, different = 0;
  for (int trial = 0; trial < 6 * 6 * 4 * 2; trial++) {
    long m = sizes[trial % 6], n = sizes[trial / 6 % 6], k = depths[trial / 36 % 4], stride = n + 5;
    long steps = (k + 31) / 32;
    float *x = random_floats(m * k), *y = random_floats(n * k), *before = random_floats(m * stride);
    void *left = aligned_alloc(64, (m + 15) / 16 * 16 * steps * 64);
    void *right = aligned_alloc(64, (n + 31) / 32 * 32 * steps * 64);
    ck_pack_bfloat16_a(m, k, x, k, 0, steps * 256, left);
    ck_pack_bfloat16_b(k, n, y, k, 1, steps * 512, right);
    for (int pair = 0; pair < 2; pair++) {
      float *results[2];
      for (int i = 0; i < 2; i++) {
        results[i] = malloc(m * stride * sizeof(float));
        memcpy(results[i], before, m * stride * sizeof(float));
        ck_product_bfloat16(pairs[pair][i], m, n, k, left, right, results[i], stride, trial / 144);
      }
      products++;
      if (memcmp(results[0], results[1], m * stride * sizeof(float)) || is_configured) different++;
      free(results[0]);
      free(results[1]);
    }
    free(x);
    free(y);
    free(before);
    free(left);
    free(right);
  }
  printf("%ld products, %ld instructions emulated, %ld products differ\n", products, executed, different);
  return different > 0 || executed == 0;
}
