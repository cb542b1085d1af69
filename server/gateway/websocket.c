#include "gateway/websocket.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wslay/wslay.h>

struct websocket {
    wslay_event_context_ptr context;
    const struct websocket_sink *sink;
    const uint8_t *at; /* what of the caller's bytes is not read yet */
    const uint8_t *end;
    bool broken; /* a message that is no text, or a send that failed */
};

static ssize_t on_read(wslay_event_context_ptr context, uint8_t *buffer, size_t size, int flags,
                       void *user) {
    (void)flags;
    struct websocket *websocket = user;
    size_t left = (size_t)(websocket->end - websocket->at);
    size = size < left ? size : left;
    if (size == 0) {
        wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    memcpy(buffer, websocket->at, size);
    websocket->at += size;
    return (ssize_t)size;
}

static ssize_t on_send(wslay_event_context_ptr context, const uint8_t *data, size_t size, int flags,
                       void *user) {
    (void)flags;
    struct websocket *websocket = user;
    if (websocket->sink->send(websocket->sink->owner, data, size) != ERR_OK) {
        websocket->broken = true;
        wslay_event_set_error(context, WSLAY_ERR_CALLBACK_FAILURE);
        return -1;
    }
    return (ssize_t)size;
}

static void on_message(wslay_event_context_ptr context,
                       const struct wslay_event_on_msg_recv_arg *message, void *user) {
    struct websocket *websocket = user;
    switch (message->opcode) {
    case WSLAY_TEXT_FRAME:
        websocket->sink->heard(websocket->sink->owner);
        websocket->sink->message(websocket->sink->owner, (const char *)message->msg,
                                 message->msg_length);
        break;
    case WSLAY_PING:
    case WSLAY_PONG:
        websocket->sink->heard(websocket->sink->owner);
        break;
    case WSLAY_BINARY_FRAME:
        websocket->broken = true;
        (void)wslay_event_queue_close(context, WSLAY_CODE_UNSUPPORTED_DATA, NULL, 0);
        break;
    default: /* a close: wslay has queued its echo */
        break;
    }
}

struct websocket *websocket_new(const struct websocket_sink *sink) {
    static const struct wslay_event_callbacks CALLBACKS = {
        .recv_callback = on_read,
        .send_callback = on_send,
        .on_msg_recv_callback = on_message,
    };
    struct websocket *websocket = calloc(1, sizeof *websocket);
    if (websocket == NULL) {
        return NULL;
    }
    websocket->sink = sink;
    if (wslay_event_context_server_init(&websocket->context, &CALLBACKS, websocket) != 0) {
        free(websocket);
        return NULL;
    }
    wslay_event_config_set_max_recv_msg_length(websocket->context, WEBSOCKET_MESSAGE_MAX);
    return websocket;
}

void websocket_free(struct websocket *websocket) {
    if (websocket == NULL) {
        return;
    }
    wslay_event_context_free(websocket->context);
    free(websocket);
}

enum err websocket_receive(struct websocket *websocket, const uint8_t *data, size_t size) {
    websocket->at = data;
    websocket->end = data + size;
    bool received = wslay_event_recv(websocket->context) == 0;
    bool answered = wslay_event_send(websocket->context) == 0;
    bool open = wslay_event_get_read_enabled(websocket->context) != 0 && !websocket->broken;
    return received && answered && open ? ERR_OK : ERR_CLOSED;
}

enum err websocket_accept(const char *key, char out[WEBSOCKET_ACCEPT_MAX]) {
    static const char GUID[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char raw[WEBSOCKET_KEY_SIZE];
    if (strlen(key) != WEBSOCKET_KEY_SIZE || strcmp(key + WEBSOCKET_KEY_SIZE - 2, "==") != 0 ||
        EVP_DecodeBlock(raw, (const unsigned char *)key, WEBSOCKET_KEY_SIZE) != 18) {
        return ERR_INVALID;
    }
    char text[WEBSOCKET_KEY_SIZE + sizeof GUID];
    memcpy(text, key, WEBSOCKET_KEY_SIZE);
    memcpy(text + WEBSOCKET_KEY_SIZE, GUID, sizeof GUID);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned digest_size = 0;
    must(EVP_Digest(text, strlen(text), digest, &digest_size, EVP_sha1(), NULL) == 1);
    must(digest_size == 20);
    must(EVP_EncodeBlock((unsigned char *)out, digest, 20) == WEBSOCKET_ACCEPT_MAX - 1);
    return ERR_OK;
}
