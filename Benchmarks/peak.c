/* What two cores can do at most, from registers: clang -O3 Benchmarks/peak.c -lpthread -o peak && ./peak [threads]
   Operations count a multiplication and an addition as two. Needs AVX-512 with VNNI. */
#include <immintrin.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const long rounds = 40 * 1000 * 1000;

#define FOR_VNNI __attribute__((target("avx512f,avx512vnni"), noinline))
FOR_VNNI static void *bytes(void *out) {
  __m512i a[12], w = _mm512_set1_epi32(0x01020301), x = _mm512_set1_epi32(0x03020101);
  for (int i = 0; i < 12; i++) a[i] = _mm512_setzero_si512();
  for (long r = 0; r < rounds; r++)
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i++) {
      a[i] = _mm512_dpbusd_epi32(a[i], w, x);
      __asm__ volatile("" : "+v"(a[i]));
    }
  for (int i = 1; i < 12; i++) a[0] = _mm512_add_epi32(a[0], a[i]);
  _mm512_storeu_si512(out, a[0]);
  return 0;
}
FOR_VNNI static void *floats(void *out) {
  __m512 a[12], w = _mm512_set1_ps(1e-3f), x = _mm512_set1_ps(0.5f);
  for (int i = 0; i < 12; i++) a[i] = _mm512_setzero_ps();
  for (long r = 0; r < rounds; r++)
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i++) {
      a[i] = _mm512_fmadd_ps(w, x, a[i]);
      __asm__ volatile("" : "+v"(a[i]));
    }
  for (int i = 1; i < 12; i++) a[0] = _mm512_add_ps(a[0], a[i]);
  _mm512_storeu_ps(out, a[0]);
  return 0;
}

static void report(const char *name, void *(*work)(void *), int threads, double operations) {
  static float out[256][16];
  pthread_t running[256];
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (int t = 0; t < threads; t++) pthread_create(&running[t], 0, work, out[t]);
  for (int t = 0; t < threads; t++) pthread_join(running[t], 0);
  clock_gettime(CLOCK_MONOTONIC, &end);
  const double seconds = end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) * 1e-9;
  printf("%s: %.0f G operations/s on %d threads\n", name, operations * rounds * 12 * threads / seconds * 1e-9, threads);
}

int main(int count, char **arguments) {
  const int threads = count > 1 ? atoi(arguments[1]) : 2;
  if (threads < 1 || threads > 256) return 2;
  report("8-bit", bytes, threads, 2 * 64);
  report("f32", floats, threads, 2 * 16);
}
