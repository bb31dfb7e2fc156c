/* A non-blocking connection, plain or (compiled with WITH_TLS) through OpenSSL.
 * Every call returns a byte count, AGAIN where it would block, or GONE. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <errno.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>
#ifdef WITH_TLS
#include <openssl/ssl.h>
#endif

enum { AGAIN = -1, GONE = -2 };
#ifdef WITH_TLS
enum { CAN_DISCARD = 0 };
#else
enum { CAN_DISCARD = 1 };
#endif

struct transport {
    int fd;
#ifdef WITH_TLS
    SSL *ssl;
#endif
};

#ifdef WITH_TLS
static SSL_CTX *tls_context;

static ssize_t tls_result(struct transport *t, int result) {
    if (result > 0) return result;
    int error = SSL_get_error(t->ssl, result);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? AGAIN : GONE;
}

/* The bench made the server's certificate itself a moment ago, so nothing is verified. */
static int transport_open(struct transport *t, int fd) {
    if (!tls_context) {
        tls_context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_mode(tls_context, SSL_MODE_RELEASE_BUFFERS);
    }
    t->fd = fd;
    t->ssl = SSL_new(tls_context);
    return t->ssl && SSL_set_fd(t->ssl, fd) == 1;
}

static ssize_t transport_handshake(struct transport *t) { return tls_result(t, SSL_connect(t->ssl)); }

static ssize_t transport_read(struct transport *t, void *into, size_t size) {
    return tls_result(t, SSL_read(t->ssl, into, (int)size));
}

static ssize_t transport_write(struct transport *t, const void *from, size_t size) {
    return tls_result(t, SSL_write(t->ssl, from, (int)size));
}

/* What is encrypted must be read. */
static ssize_t transport_discard(struct transport *t, size_t size) {
    (void)t, (void)size;
    return GONE;
}

static void transport_close(struct transport *t) {
    SSL_free(t->ssl);
    close(t->fd);
}
#else
static ssize_t socket_result(ssize_t result) {
    if (result > 0) return result;
    return result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) ? AGAIN : GONE;
}

static int transport_open(struct transport *t, int fd) {
    t->fd = fd;
    return 1;
}

static ssize_t transport_handshake(struct transport *t) {
    (void)t;
    return 1;
}

static ssize_t transport_read(struct transport *t, void *into, size_t size) {
    return socket_result(recv(t->fd, into, size, 0));
}

static ssize_t transport_write(struct transport *t, const void *from, size_t size) {
    return socket_result(send(t->fd, from, size, MSG_NOSIGNAL));
}

/* tcp(7), MSG_TRUNC: the bytes are not copied anywhere. */
static ssize_t transport_discard(struct transport *t, size_t size) {
    return socket_result(recv(t->fd, NULL, size, MSG_TRUNC));
}

static void transport_close(struct transport *t) { close(t->fd); }
#endif

#endif
