/* Reads what a footlight.1 server sends, byte by byte as it comes: WebSocket frames (RFC 6455, 5.2),
 * and in the binary ones packets with their header of 40 bytes (docs/protocol.md, "Packets").
 * The synthetic publisher opens each payload with a running number and the time it was sent. */
#ifndef STREAM_H
#define STREAM_H

#include <stdint.h>
#include <string.h>

enum { PACKET_HEADER = 40, STAMPS = 16, TEXT = 512 };
enum { OP_TEXT = 1, OP_BINARY = 2, OP_CLOSE = 8, OP_PING = 9 };

struct stream {
    uint8_t frame_header[10];
    int frame_header_len;
    int opcode;
    uint64_t frame_left;
    uint8_t packet[PACKET_HEADER + STAMPS];
    int packet_len;
    uint64_t packet_left;
    char text[TEXT + 1];
    int text_len;
};

static uint64_t big_endian(const uint8_t *from, int bytes) {
    uint64_t value = 0;
    while (bytes--) value = value << 8 | *from++;
    return value;
}

/* The parts of a packet that the measuring needs. */
struct packet_seen {
    int64_t captured_at;
    uint64_t number;
    int64_t sent_at;
};

struct stream_events {
    void (*packet)(void *owner, const struct packet_seen *packet, uint64_t length);
    void (*message)(void *owner, int opcode, const char *text, int length);
};

static void packet_complete(struct stream *s, const struct stream_events *events, void *owner) {
    struct packet_seen seen = {
        .captured_at = (int64_t)big_endian(s->packet + 24, 8),
        .number = big_endian(s->packet + PACKET_HEADER, 8),
        .sent_at = (int64_t)big_endian(s->packet + PACKET_HEADER + 8, 8),
    };
    s->packet_len = 0;
    events->packet(owner, &seen, big_endian(s->packet + 36, 4));
}

/* Returns 0 for a payload too short to be of the synthetic publisher. */
static int feed_packets(struct stream *s, const uint8_t *data, size_t size, const struct stream_events *events,
                        void *owner) {
    while (size) {
        if (s->packet_len < PACKET_HEADER + STAMPS) {
            size_t take = PACKET_HEADER + STAMPS - (size_t)s->packet_len;
            if (take > size) take = size;
            memcpy(s->packet + s->packet_len, data, take);
            s->packet_len += (int)take, data += take, size -= take;
            if (s->packet_len < PACKET_HEADER + STAMPS) return 1;
            uint64_t length = big_endian(s->packet + 36, 4);
            if (length < STAMPS) return 0;
            s->packet_left = length - STAMPS;
        }
        size_t take = s->packet_left < size ? (size_t)s->packet_left : size;
        s->packet_left -= take, data += take, size -= take;
        if (!s->packet_left) packet_complete(s, events, owner);
    }
    return 1;
}

/* Returns how many bytes of the frame's header are needed in all, as far as is known. */
static int frame_header_size(const struct stream *s) {
    if (s->frame_header_len < 2) return 2;
    int length = s->frame_header[1] & 0x7f;
    return length == 126 ? 4 : length == 127 ? 10 : 2;
}

/* What was still to come of the message has gone another way: the next one is read. */
static void stream_next(struct stream *s) {
    s->frame_left = s->packet_left = 0;
    s->frame_header_len = s->packet_len = 0;
}

/* Returns 0 when the bytes are not what an unmasking, unfragmenting footlight.1 server sends. */
static int stream_feed(struct stream *s, const uint8_t *data, size_t size, const struct stream_events *events,
                       void *owner) {
    while (size) {
        if (s->frame_header_len < frame_header_size(s)) {
            s->frame_header[s->frame_header_len++] = *data++, size--;
            int needed = frame_header_size(s);
            if (s->frame_header_len < needed) continue;
            s->opcode = s->frame_header[0] & 0x0f;
            if (!(s->frame_header[0] & 0x80) || s->opcode == 0) return 0;
            s->frame_left = needed == 2 ? (uint64_t)(s->frame_header[1] & 0x7f)
                                        : big_endian(s->frame_header + 2, needed - 2);
            s->text_len = 0;
        }
        size_t take = s->frame_left < size ? (size_t)s->frame_left : size;
        if (s->opcode == OP_BINARY) {
            if (!feed_packets(s, data, take, events, owner)) return 0;
        } else if (s->text_len < TEXT) {
            size_t keep = take < (size_t)(TEXT - s->text_len) ? take : (size_t)(TEXT - s->text_len);
            memcpy(s->text + s->text_len, data, keep);
            s->text_len += (int)keep;
        }
        s->frame_left -= take, data += take, size -= take;
        if (!s->frame_left) {
            s->text[s->text_len] = 0;
            s->frame_header_len = 0;
            events->message(owner, s->opcode, s->text, s->text_len);
        }
    }
    return 1;
}

#endif
