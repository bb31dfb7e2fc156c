/* What viewers of one kind saw, told as a member of a JSON object. */
#ifndef TALLY_H
#define TALLY_H

#include <stdio.h>
#include <string.h>

#include "histogram.h"

struct tally {
    struct histogram delays;
    uint64_t packets, messages, bytes, missing, skips;
    int64_t clock_error_us; /* sum over packets: capture time as the server tells it, minus the true one */
};

static void tally_reset(struct tally *t) { memset(t, 0, sizeof *t); }

static void tally_print(const char *name, const struct tally *t, int viewers) {
    printf("\"%s\":{\"viewers\":%d,\"packets\":%llu,\"messages\":%llu,\"bytes\":%llu,\"missing\":%llu,\"skips\":%llu,"
           "\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"clock_error_us\":%.1f},",
           name, viewers, (unsigned long long)t->packets, (unsigned long long)t->messages,
           (unsigned long long)t->bytes, (unsigned long long)t->missing, (unsigned long long)t->skips,
           histogram_ms(&t->delays, 0.5), histogram_ms(&t->delays, 0.99), (double)t->delays.max_us / 1000.0,
           t->packets ? (double)t->clock_error_us / (double)t->packets : 0.0);
}

#endif
