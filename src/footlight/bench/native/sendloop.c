/* What the kernel alone carries: the peer that `footlight bench fanout` measures a server against.
 *
 *     sendloop PORT BYTES RATE
 *
 * Lets every viewer in with the shortest of handshakes, then gives each the same message of one packet,
 * RATE times a second, by one send() after the other. Ends with its standard input. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The send buffer is Footlight's own (delivery/unsent.py): a bundle must fit in at once. */
enum { CROWD = 16384, FRAME_HEADER = 4, PACKET_HEADER = 40, SEND_BUFFER = 256 * 1024 };

static int crowd[CROWD], viewers;
static uint8_t *message;
static size_t message_size;
static uint64_t number;

static int64_t clock_us(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void put64(uint8_t *to, uint64_t value) {
    value = htobe64(value);
    memcpy(to, &value, sizeof value);
}

/* A whole WebSocket frame of 126 to 65,535 bytes, with a packet whose payload is `bytes` long. */
static void build_message(uint16_t bytes) {
    uint16_t length = htobe16((uint16_t)(PACKET_HEADER + bytes));
    uint32_t payload = htobe32(bytes);
    message_size = FRAME_HEADER + PACKET_HEADER + (size_t)bytes;
    message = calloc(1, message_size);
    message[0] = 0x82;
    message[1] = 126;
    memcpy(message + 2, &length, 2);
    memcpy(message + FRAME_HEADER + 36, &payload, 4);
}

static void let_in(int listener) {
    static const char answer[] =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Protocol: footlight.1\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    char request[1024];
    int on = 1, buffer = SEND_BUFFER, fd = accept(listener, NULL, NULL);
    if (fd < 0 || viewers == CROWD) return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    if (recv(fd, request, sizeof request, 0) > 0 && send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL) > 0)
        crowd[viewers++] = fd;
    else close(fd);
}

static void send_to_all(void) {
    int64_t now = clock_us(CLOCK_REALTIME);
    put64(message + FRAME_HEADER + 24, (uint64_t)now);
    put64(message + FRAME_HEADER + PACKET_HEADER, ++number);
    put64(message + FRAME_HEADER + PACKET_HEADER + 8, (uint64_t)now);
    for (int i = 0; i < viewers;) {
        ssize_t sent = send(crowd[i], message, message_size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent == (ssize_t)message_size) i++;
        else close(crowd[i]), crowd[i] = crowd[--viewers];
    }
}

int main(int argc, char **argv) {
    if (argc != 4) return fprintf(stderr, "usage: sendloop PORT BYTES RATE\n"), 2;
    build_message((uint16_t)atoi(argv[2]));
    int64_t period = 1000000 / atoi(argv[3]), due = clock_us(CLOCK_MONOTONIC);
    int on = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 1024)) return perror("listen"), 1;
    struct pollfd waits[2] = {{.fd = 0, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
    for (;;) {
        int64_t now = clock_us(CLOCK_MONOTONIC);
        if (now >= due) {
            send_to_all();
            due += period;
            continue;
        }
        if (poll(waits, 2, (int)((due - now + 999) / 1000)) < 0) return perror("poll"), 1;
        if (waits[0].revents) return 0;
        if (waits[1].revents) let_in(listener);
    }
}
