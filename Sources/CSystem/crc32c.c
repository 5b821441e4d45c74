#include "CSystem.h"

#include <stdint.h>
#include <string.h>

static uint32_t step(uint32_t crc, uint8_t byte) {
  crc ^= byte;
  for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78u : 0);
  return crc;
}

static uint32_t portable(uint32_t crc, const uint8_t *bytes, unsigned long count) {
  uint32_t table[256];
  for (int i = 0; i < 256; i++) table[i] = step(0, (uint8_t)i);
  for (unsigned long i = 0; i < count; i++) crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xFF];
  return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t instruction(uint32_t crc, const uint8_t *bytes, unsigned long count) {
  uint64_t wide = crc;
  for (; count >= 8; count -= 8, bytes += 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  crc = (uint32_t)wide;
  for (; count > 0; count--, bytes++) crc = __builtin_ia32_crc32qi(crc, *bytes);
  return crc;
}
#endif

unsigned cs_crc32c(unsigned crc, const void *bytes, unsigned long count) {
  crc = ~crc;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("sse4.2")) return ~instruction(crc, bytes, count);
#endif
  return ~portable(crc, bytes, count);
}
