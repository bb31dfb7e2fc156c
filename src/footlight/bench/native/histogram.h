/* Delays in bins of 50 µs up to 5 s; what is later lands in the last bin, the true maximum is kept. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

enum { BIN_US = 50, BINS = 100000 };

struct histogram {
    uint32_t bins[BINS];
    uint64_t count;
    int64_t max_us;
};

static void histogram_add(struct histogram *h, int64_t us) {
    int64_t bin = us < 0 ? 0 : us / BIN_US;
    h->bins[bin < BINS ? bin : BINS - 1]++;
    h->count++;
    if (us > h->max_us) h->max_us = us;
}

/* The delay in ms that the given share of all was at most late, to the upper edge of its bin. */
static double histogram_ms(const struct histogram *h, double share) {
    uint64_t wanted = (uint64_t)(share * (double)h->count), seen = 0;
    for (int bin = 0; bin < BINS; bin++) {
        seen += h->bins[bin];
        if (seen > wanted) return (bin + 1) * BIN_US / 1000.0;
    }
    return (double)h->max_us / 1000.0;
}

#endif
