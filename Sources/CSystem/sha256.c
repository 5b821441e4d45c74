#include "CSystem.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

#define SHA __attribute__((target("sha,sse4.1,ssse3")))

// Asked once: CPUID takes microseconds in a virtual machine.
static int has_instructions(void) {
  static _Atomic int known = -1;
  if (known < 0) {
    unsigned a, b, c, d;
    __builtin_cpu_init();
    known = __get_cpuid_count(7, 0, &a, &b, &c, &d) && b >> 29 & 1 && __builtin_cpu_supports("sse4.1");
  }
  return known;
}

// SHA256RNDS2 makes two rounds on the state as {f, e, b, a} and {h, g, d, c}; the letters are those of FIPS 180-4.
SHA static void compress(uint32_t state[8], const uint8_t *bytes, unsigned long blocks, const uint32_t constants[64]) {
  const __m128i big_endian = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
  const __m128i *given = (const __m128i *)state;
  __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128(given), 0x1B);
  __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(given + 1), 0x1B);
  __m128i abef = _mm_unpackhi_epi64(efgh, abcd), cdgh = _mm_unpacklo_epi64(efgh, abcd);
  for (unsigned long block = 0; block < blocks; block++) {
    const __m128i *text = (const __m128i *)(bytes + block * 64);
    __m128i before_abef = abef, before_cdgh = cdgh, w[4];
#pragma clang loop unroll(full)
    for (int t = 0; t < 16; t++) {
      if (t < 4) {
        w[t] = _mm_shuffle_epi8(_mm_loadu_si128(text + t), big_endian);
      } else {
        // The schedule: the next four words from the last sixteen.
        __m128i w9 = _mm_alignr_epi8(w[(t + 3) % 4], w[(t + 2) % 4], 4);
        __m128i partial = _mm_add_epi32(_mm_sha256msg1_epu32(w[t % 4], w[(t + 1) % 4]), w9);
        w[t % 4] = _mm_sha256msg2_epu32(partial, w[(t + 3) % 4]);
      }
      __m128i words = _mm_add_epi32(w[t % 4], _mm_loadu_si128((const __m128i *)constants + t));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, words);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(words, 0x0E));
    }
    abef = _mm_add_epi32(abef, before_abef);
    cdgh = _mm_add_epi32(cdgh, before_cdgh);
  }
  abcd = _mm_shuffle_epi32(_mm_unpackhi_epi64(cdgh, abef), 0x1B);
  efgh = _mm_shuffle_epi32(_mm_unpacklo_epi64(cdgh, abef), 0x1B);
  _mm_storeu_si128((__m128i *)state, abcd);
  _mm_storeu_si128((__m128i *)state + 1, efgh);
}
#endif

int cs_sha256(uint32_t state[8], const void *bytes, unsigned long blocks, const uint32_t constants[64]) {
#if defined(__x86_64__)
  if (!has_instructions()) return 0;
  compress(state, bytes, blocks, constants);
  return 1;
#else
  return 0;
#endif
}
