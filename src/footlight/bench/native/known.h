/* What was read of a packet once, from its header to its end: it is the same for all viewers. So the bytes of a message
 * of packets that are known need not be copied out of the kernel, and the generator has time for a larger crowd. */
#ifndef KNOWN_H
#define KNOWN_H

#include "stream.h"

enum { KNOWN = 1024, WORTH_DISCARDING = 12 * 1024 };

struct known {
    struct packet_seen seen;
    uint64_t length; /* of the payload */
};

static struct known known[KNOWN];

static void know(const struct packet_seen *packet, uint64_t length) {
    known[packet->number % KNOWN] = (struct known){*packet, length};
}

/* Whether what is still to come of a message, from the middle of a packet on, is exactly packets that are known; where
 * it is, each is told to `packet` unless that is NULL. */
static int known_rest(const struct stream *s, void (*packet)(void *owner, const struct packet_seen *), void *owner) {
    if (s->opcode != OP_BINARY || s->packet_len < PACKET_HEADER + STAMPS || s->frame_left < WORTH_DISCARDING) return 0;
    uint64_t left = s->packet_left;
    for (uint64_t number = big_endian(s->packet + PACKET_HEADER, 8);; number++) {
        const struct known *one = &known[number % KNOWN];
        if (one->seen.number != number) return 0;
        if (packet) packet(owner, &one->seen);
        if (left >= s->frame_left) return left == s->frame_left;
        left += PACKET_HEADER + known[(number + 1) % KNOWN].length;
    }
}

#endif
