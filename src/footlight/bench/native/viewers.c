/* A crowd of footlight.1 viewers in one thread: the load generator of `footlight bench fanout` and `slow`.
 *
 *     viewers PORT CHANNEL CLASS
 *
 * Commands come as lines on standard input, each answered by one line of JSON on standard output:
 *     viewers N          be N ordinary viewers: connect more, or leave
 *     slow N BYTES       be N viewers more that read only BYTES a second each
 *     measure SECONDS    count for so long, then tell
 * It ends with its standard input. An ordinary viewer compares clocks as the player does: four pings
 * in the first second, then one every 10 s. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

#include "known.h"
#include "stream.h"
#include "tally.h"
#include "transport.h"

/* So many may shake hands at once, and so many wait for their first packet: for that of a peer up to a quarter of a
 * second, as only Footlight sends the current group at once. */
enum { SHAKING = 16, CONNECTING = 256 };
enum { CROWD = 16384, READ = 12 * 1024, TURN = 256 * 1024, TICK_MS = 10, SWEEP = 10, NAP_US = 500, PATIENCE_S = 60 };
enum state { UNUSED, DIALLING, SECURING, UPGRADING, JOINING, WATCHING };

struct viewer {
    struct transport transport;
    enum state state;
    int slow;
    double allowance; /* bytes a slow viewer may read now */
    int upgrade_len;
    char upgrade[1024];
    struct stream stream;
    uint64_t discarding; /* bytes that are still to come of a message that is not looked at */
    uint64_t next_number; /* 0 before the first packet: the publisher counts from 1 */
    int64_t ping_at;
    int pings;
};

static struct viewer crowd[CROWD];
static struct tally tallies[2];
static int wanted[2], present[2], shaking, connecting, crowd_end;
static double slow_bytes_per_second;
static uint64_t failed, lost;
static char first_error[TEXT + 64];
static int epoll_fd, port;
static const char *channel, *latency;
static uint8_t buffer[READ];

static int64_t clock_us(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void leave(struct viewer *v) {
    if (v->state != WATCHING) connecting--;
    if (v->state < JOINING) shaking--;
    present[v->slow]--;
    transport_close(&v->transport);
    v->state = UNUSED;
}

/* Keeps the first reason told; it goes into JSON, so quotes and line ends are made harmless. */
static void keep_error(const char *why) {
    if (first_error[0]) return;
    snprintf(first_error, sizeof first_error, "%s", why);
    for (char *c = first_error; *c; c++)
        if (*c == '"' || *c == '\\' || (unsigned char)*c < ' ') *c = '\'';
}

/* A viewer that the server, not we, ended. */
static void lose(struct viewer *v, const char *why) {
    keep_error(why);
    if (v->state == WATCHING) lost++;
    else failed++;
    leave(v);
}

static void count_packet(void *owner, const struct packet_seen *packet) {
    struct viewer *v = owner;
    struct tally *tally = &tallies[v->slow];
    if (v->state == JOINING) {
        v->state = WATCHING;
        connecting--;
    }
    tally->packets++;
    tally->clock_error_us += packet->captured_at - packet->sent_at;
    if (v->next_number && packet->number > v->next_number) tally->missing += packet->number - v->next_number;
    v->next_number = packet->number + 1;
    histogram_add(&tally->delays, clock_us(CLOCK_REALTIME) - packet->sent_at);
}

static void on_packet(void *owner, const struct packet_seen *packet, uint64_t length) {
    struct viewer *v = owner;
    know(packet, length);
    count_packet(v, packet);
}

/* A client's frames must be masked; the key 0 is a key like any other and leaves the bytes as they are. */
static int send_frame(struct viewer *v, int opcode, const char *payload, int length) {
    uint8_t frame[6 + 125];
    if (length > 125) length = 125;
    frame[0] = 0x80 | (uint8_t)opcode;
    frame[1] = 0x80 | (uint8_t)length;
    memset(frame + 2, 0, 4);
    memcpy(frame + 6, payload, (size_t)length);
    return transport_write(&v->transport, frame, 6 + (size_t)length) != GONE;
}

static void on_message(void *owner, int opcode, const char *text, int length) {
    struct viewer *v = owner;
    tallies[v->slow].messages += opcode == OP_BINARY;
    if (opcode == OP_PING) send_frame(v, 10, text, length);
    if (opcode == OP_TEXT && strstr(text, "\"type\":\"skipped\"")) tallies[v->slow].skips++;
    if (opcode == OP_TEXT && strstr(text, "\"type\":\"bye\"")) keep_error(text);
}

static const struct stream_events events = {on_packet, on_message};

static void watch_for(struct viewer *v, int operation, uint32_t what) {
    struct epoll_event event = {.events = what, .data.ptr = v};
    epoll_ctl(epoll_fd, operation, v->transport.fd, &event);
}

static void dial(int slow) {
    struct viewer *v = crowd;
    while (v < crowd + CROWD && v->state != UNUSED) v++;
    int fd = v < crowd + CROWD ? socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0) : -1;
    if (fd < 0) {
        keep_error("no socket left");
        failed++;
        wanted[slow] = present[slow];
        return;
    }
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int on = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (v - crowd >= crowd_end) crowd_end = (int)(v - crowd) + 1;
    memset(v, 0, sizeof *v);
    v->slow = slow;
    v->state = DIALLING;
    present[slow]++;
    connecting++;
    shaking++;
    if (!transport_open(&v->transport, fd)) return lose(v, "no TLS connection could be made");
    connect(fd, (struct sockaddr *)&to, sizeof to);
    watch_for(v, EPOLL_CTL_ADD, EPOLLOUT);
}

static int ask_upgrade(struct viewer *v) {
    char request[512];
    int length = snprintf(request, sizeof request,
                          "GET /live/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Protocol: footlight.1\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                          channel, port);
    v->state = UPGRADING;
    return transport_write(&v->transport, request, (size_t)length) == length;
}

/* The answer to that key is the one printed in RFC 6455, 1.3. Returns 0 when the upgrade was refused. */
static int upgraded(struct viewer *v) {
    char hello[126];
    int length = snprintf(hello, sizeof hello,
                          "{\"type\":\"hello\",\"version\":1,\"role\":\"watch\",\"latency\":\"%s\"}", latency);
    char *end = strstr(v->upgrade, "\r\n\r\n");
    if (!end) return v->upgrade_len < (int)sizeof v->upgrade - 1;
    if (strncmp(v->upgrade, "HTTP/1.1 101", 12) || !strstr(v->upgrade, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) return 0;
    v->state = JOINING;
    shaking--;
    v->ping_at = clock_us(CLOCK_MONOTONIC);
    /* A slow viewer is read by the tick alone. */
    if (v->slow) epoll_ctl(epoll_fd, EPOLL_CTL_DEL, v->transport.fd, NULL);
    if (!send_frame(v, OP_TEXT, hello, length)) return 0;
    end += 4;
    return stream_feed(&v->stream, (uint8_t *)end, (size_t)(v->upgrade + v->upgrade_len - end), &events, v);
}

/* Lets fall what has come of a message that is not looked at; returns how much, or AGAIN or GONE. */
static ssize_t discard(struct viewer *v) {
    ssize_t got = transport_discard(&v->transport, v->discarding);
    if (got < 0) return got;
    v->discarding -= (uint64_t)got;
    if (!v->discarding) {
        known_rest(&v->stream, count_packet, v);
        stream_next(&v->stream);
        on_message(v, OP_BINARY, "", 0);
    }
    return got;
}

static ssize_t read_some(struct viewer *v, size_t limit) {
    ssize_t got = transport_read(&v->transport, buffer, limit);
    if (got < 0) return got;
    if (!stream_feed(&v->stream, buffer, (size_t)got, &events, v)) return GONE;
    if (CAN_DISCARD && !v->slow && known_rest(&v->stream, NULL, NULL)) v->discarding = v->stream.frame_left;
    return got;
}

/* Reads at most `limit` bytes, or what is let fall; returns how many, or ends the viewer and returns GONE. */
static ssize_t read_stream(struct viewer *v, size_t limit) {
    size_t total = 0;
    while (total < limit) {
        size_t room = limit - total < READ ? limit - total : READ;
        ssize_t got = v->discarding ? discard(v) : read_some(v, room);
        if (got == AGAIN) break;
        if (got == GONE) {
            lose(v, v->stream.opcode == OP_CLOSE ? "closed by the server" : "the connection broke");
            return GONE;
        }
        tallies[v->slow].bytes += (uint64_t)got;
        total += (size_t)got;
        /* A plain socket that gave less than asked is empty; a TLS record says nothing of the next. */
        if (CAN_DISCARD && !v->discarding && (size_t)got < room) break;
    }
    return (ssize_t)total;
}

static void read_upgrade(struct viewer *v) {
    ssize_t got =
        transport_read(&v->transport, v->upgrade + v->upgrade_len, sizeof v->upgrade - 1 - (size_t)v->upgrade_len);
    if (got == AGAIN) return;
    if (got == GONE) return lose(v, "the server closed the connection during the handshake");
    v->upgrade_len += (int)got;
    if (!upgraded(v)) lose(v, v->upgrade);
}

static void advance(struct viewer *v) {
    if (v->state == DIALLING) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(v->transport.fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error) return lose(v, strerror(error));
        v->state = SECURING;
        watch_for(v, EPOLL_CTL_MOD, EPOLLIN);
    }
    if (v->state == SECURING) {
        ssize_t done = transport_handshake(&v->transport);
        if (done == AGAIN) return;
        if (done == GONE || !ask_upgrade(v)) return lose(v, "the TLS handshake failed");
    }
    if (v->state == UPGRADING) return read_upgrade(v);
    if (v->state >= JOINING) read_stream(v, TURN);
}

static void tick_viewer(struct viewer *v, int64_t now, double elapsed) {
    if (v->state < JOINING) return;
    if (now >= v->ping_at) {
        char ping[64];
        int length = snprintf(ping, sizeof ping, "{\"type\":\"ping\",\"id\":%d}", ++v->pings);
        v->ping_at = now + (v->pings < 4 ? 250000 : 10000000);
        if (!send_frame(v, OP_TEXT, ping, length)) return lose(v, "the connection broke");
    }
    if (!v->slow) return;
    v->allowance += elapsed * slow_bytes_per_second;
    if (v->allowance < 1) return;
    ssize_t got = read_stream(v, (size_t)v->allowance);
    /* What was not there to be read is not saved up. */
    v->allowance = got > 0 ? v->allowance - (double)got : 0;
}

static void tick(void) {
    static int64_t last;
    static unsigned ticks;
    int64_t now = clock_us(CLOCK_MONOTONIC);
    double elapsed = last ? (double)(now - last) / 1e6 : 0;
    last = now;
    for (int slow = 0; slow < 2; slow++) {
        while (present[slow] < wanted[slow] && shaking < SHAKING && connecting < CONNECTING) dial(slow);
        for (struct viewer *v = crowd; present[slow] > wanted[slow] && v < crowd + crowd_end; v++)
            if (v->state != UNUSED && v->slow == slow) leave(v);
    }
    /* Pings can wait for a tenth of a second; only slow viewers want every tick. */
    if (!present[1] && ++ticks % SWEEP) return;
    for (struct viewer *v = crowd; v < crowd + crowd_end; v++) tick_viewer(v, now, elapsed);
}

/* Naps instead of waiting in the kernel: over loopback each message to a sleeping reader costs the sender a
 * wake-up of the other core, which no remote viewer does to a server; it adds at most the nap to a delay. */
static void serve(void) {
    struct epoll_event ready[512];
    const struct timespec nap = {.tv_nsec = NAP_US * 1000};
    static int64_t tick_at;
    int64_t now = clock_us(CLOCK_MONOTONIC);
    if (now >= tick_at) {
        tick();
        tick_at = now + TICK_MS * 1000;
    }
    int count = epoll_wait(epoll_fd, ready, 512, 0);
    if (count <= 0) nanosleep(&nap, NULL);
    for (int i = 0; i < count; i++) {
        struct viewer *v = ready[i].data.ptr;
        if (v->state != UNUSED) advance(v);
    }
}

static void give_up(void) {
    for (struct viewer *v = crowd; v < crowd + crowd_end; v++)
        if (v->state != UNUSED && v->state != WATCHING) lose(v, "no answer for a minute");
    for (int slow = 0; slow < 2; slow++) wanted[slow] = present[slow];
}

/* A viewer that fails is tried again by the tick, so a refusal for good must end the waiting; so must a server
 * that answers nobody. */
static void reach(int slow, int count) {
    uint64_t failed_before = failed;
    int64_t progress_at = clock_us(CLOCK_MONOTONIC);
    int most = 0;
    first_error[0] = 0;
    wanted[slow] = count < CROWD ? count : CROWD;
    do {
        serve();
        if (failed - failed_before > SHAKING) wanted[slow] = present[slow];
        if (present[slow] - connecting > most) {
            most = present[slow] - connecting;
            progress_at = clock_us(CLOCK_MONOTONIC);
        }
        if (clock_us(CLOCK_MONOTONIC) > progress_at + PATIENCE_S * 1000000) give_up();
    } while (connecting || present[slow] != wanted[slow]);
    printf("{\"ordinary\":%d,\"slow\":%d,\"failed\":%llu,\"error\":\"%s\"}\n", present[0], present[1],
           (unsigned long long)(failed - failed_before), first_error);
}

static void measure(double seconds) {
    tally_reset(&tallies[0]);
    tally_reset(&tallies[1]);
    lost = 0;
    double cpu = cpu_seconds();
    int64_t start = clock_us(CLOCK_MONOTONIC), now = start, end = start + (int64_t)(seconds * 1e6);
    while ((now = clock_us(CLOCK_MONOTONIC)) < end) serve();
    printf("{\"seconds\":%.3f,", (double)(now - start) / 1e6);
    tally_print("ordinary", &tallies[0], present[0]);
    tally_print("slow", &tallies[1], present[1]);
    printf("\"lost\":%llu,\"generator_cpu\":%.4f,\"error\":\"%s\"}\n", (unsigned long long)lost,
           (cpu_seconds() - cpu) / ((double)(now - start) / 1e6), first_error);
}

/* Returns 0 at the end of the commands. */
static int obey(void) {
    static char pending[256];
    static int length;
    ssize_t got = read(0, pending + length, sizeof pending - 1 - (size_t)length);
    if (got <= 0) return got < 0 && errno == EAGAIN;
    length += (int)got;
    pending[length] = 0;
    for (char *end; (end = strchr(pending, '\n')); length = (int)strlen(pending)) {
        int count;
        double number;
        *end = 0;
        if (sscanf(pending, "viewers %d", &count) == 1) reach(0, count);
        else if (sscanf(pending, "slow %d %lf", &count, &number) == 2) slow_bytes_per_second = number, reach(1, count);
        else if (sscanf(pending, "measure %lf", &number) == 1) measure(number);
        fflush(stdout);
        memmove(pending, end + 1, strlen(end + 1) + 1);
    }
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 4) return fprintf(stderr, "usage: viewers PORT CHANNEL CLASS\n"), 2;
    port = atoi(argv[1]);
    channel = argv[2];
    latency = argv[3];
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    epoll_fd = epoll_create1(0);
    fcntl(0, F_SETFL, O_NONBLOCK);
    while (obey()) serve();
    return 0;
}
