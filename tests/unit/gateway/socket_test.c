#include "fake.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHAKE                                                                                      \
    "GET /api/v1/live HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: websocket\r\n"                  \
    "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"                             \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: session_8080=abc\r\n"
#define SHAKEN SHAKE "Origin: http://localhost:8080\r\n\r\n"

enum { TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

static struct fake *fake_new(void) {
    static struct fake fake;
    fake_init(&fake);
    return &fake;
}

static struct fake *fake_shaken(void) {
    struct fake *fake = fake_new();
    fake_say(fake, SHAKEN);
    assert_int_equal(fake->http.state, HTTP_SOCKET);
    (void)fake_heard(fake);
    return fake;
}

/* The heard bytes hold zeros in frame heads, so they are searched as memory. */
static bool heard(struct fake *fake, const char *text) {
    fake_take(fake);
    return memmem(fake->said, fake->said_size, text, strlen(text)) != NULL;
}

static struct id id_of(const char *text) {
    struct id id;
    assert_int_equal(id_parse(text, strlen(text), &id), ERR_OK);
    return id;
}

static void welcome_as(struct fake *fake, enum listener_kind kind) {
    struct listener *listener = &fake->submitted->reply.listener;
    listener->kind = kind;
    listener->user_id = id_of(FAKE_USER);
    listener->session_id = id_of(FAKE_SESSION);
    listener->invitation_id = id_of(FAKE_ID);
    listener->streams[0] = kind == LISTENER_USER ? (struct stream){"room", id_of(FAKE_ROOM)}
                                                 : (struct stream){"guest", id_of(FAKE_ID)};
    listener->stream_count = 1;
    fake_finish(fake, 200, "[]");
}

static struct fake *fake_joined(void) {
    struct fake *fake = fake_shaken();
    fake_say_frame(fake, TEXT, "{\"type\":\"hello\",\"as\":\"user\"}");
    welcome_as(fake, LISTENER_USER);
    assert_true(heard(fake, "{\"type\":\"welcome\",\"as\":\"user\""));
    (void)fake_heard(fake);
    return fake;
}

static void the_handshake_needs_each_of_its_parts(void **state) {
    (void)state;
    static const struct {
        const char *request;
        int status;
    } CASES[] = {
        {SHAKEN, 101},
        {SHAKE "\r\n", 403},
        {SHAKE "Origin: http://evil.example\r\n\r\n", 403},
        {SHAKE "Origin: https://localhost:8080\r\n\r\n", 403},
        {SHAKE "Origin: null\r\n\r\n", 403},
        {SHAKE "Origin: http://localhost:8080\r\nOrigin: http://evil.example\r\n\r\n", 400},
        {"GET /api/v1/live HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: websocket\r\n"
         "Connection: Upgrade\r\nSec-WebSocket-Version: 12\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://localhost:8080\r\n\r\n",
         400},
        {"GET /api/v1/live HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: websocket\r\n"
         "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: short\r\nOrigin: http://localhost:8080\r\n\r\n",
         400},
        {"POST /api/v1/live HTTP/1.1\r\nHost: localhost:8080\r\n\r\n", 405},
        {"GET /join HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: websocket\r\n"
         "Connection: Upgrade\r\n\r\n",
         200},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct fake *fake = fake_new();
        char line[32];
        fake_say(fake, CASES[i].request);
        (void)snprintf(line, sizeof line, "HTTP/1.1 %d ", CASES[i].status);
        if (strncmp(fake_heard(fake), line, strlen(line)) != 0) {
            print_error("expected %d: %s\n", CASES[i].status, fake->said);
            fail();
        }
        assert_int_equal(fake->http.state == HTTP_SOCKET, CASES[i].status == 101);
        fake_fini(fake);
    }
}

static void a_hello_is_a_command_with_the_handshakes_facts(void **state) {
    (void)state;
    struct fake *fake = fake_shaken();
    fake_say_frame(fake, TEXT, "{\"type\":\"hello\",\"as\":\"user\"}");
    assert_int_equal(fake->submit_count, 1);
    assert_ptr_equal(fake->submitted->kind, &fake_hello);
    assert_string_equal(command_cookie(fake->submitted, "session"), "abc");
    assert_string_equal(fake->submitted->facts.host, "localhost");
    assert_string_equal(fake->submitted->facts.peer, "192.0.2.7");
    welcome_as(fake, LISTENER_USER);
    assert_true(heard(fake, "welcome"));
    assert_int_equal(live_count(fake->live), 1);
    fake_fini(fake);
}

static void a_frame_behind_the_handshake_in_one_piece_is_read(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    static const char BOTH[] = SHAKEN "\x81\x80\x01\x02\x03\x04";
    fake_say_bytes(fake, BOTH, sizeof BOTH - 1);
    assert_true(heard(fake, "HTTP/1.1 101 "));
    assert_true(heard(fake, "{\"type\":\"bye\",\"reason\":\"invalid\"}"));
    fake_fini(fake);
}

static void a_refused_hello_says_why(void **state) {
    (void)state;
    static const struct {
        int status;
        const char *problem;
        const char *bye;
    } CASES[] = {
        {401, "unauthenticated", "unauthenticated"},
        {401, "session-expired", "session_expired"},
        {404, "not-found", "not_found"},
        {503, "unavailable", "restart"},
        {409, "seat-moved", "seat_moved"},
        {400, "invalid-field", "invalid"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct fake *fake = fake_shaken();
        char bye[64];
        fake_say_frame(fake, TEXT, "{\"type\":\"hello\",\"as\":\"guest\",\"token\":\"x\"}");
        fake->submitted->reply.problem = CASES[i].problem;
        fake_finish(fake, CASES[i].status, NULL);
        (void)snprintf(bye, sizeof bye, "{\"type\":\"bye\",\"reason\":\"%s\"}", CASES[i].bye);
        assert_true(heard(fake, bye));
        assert_int_equal(fake->http.state, HTTP_CLOSING);
        assert_int_equal(live_count(fake->live), 0);
        fake_fini(fake);
    }
}

static void what_is_no_message_ends_the_connection(void **state) {
    (void)state;
    static const char *const CASES[] = {
        "",
        "x",
        "[]",
        "{}",
        "{\"type\":7}",
        "{\"type\":\"unknown\"}",
        "{\"type\":\"hello\",\"as\":\"user\"}",
        "{\"type\":\"media\",\"id\":\"1\",\"method\":\"a\",\"data\":{}}",
        "{\"type\":\"media\",\"id\":1,\"data\":{}}",
        "{\"type\":\"media\",\"id\":1,\"method\":\"a\",\"data\":[]}",
        "{\"type\":\"media\",\"id\":1,\"method\":\"a\"}",
        "{\"type\":\"beat\",\"type\":\"beat\"}",
        "[[[[[[[[[[1]]]]]]]]]]",
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct fake *fake = fake_joined();
        fake_say_frame(fake, TEXT, CASES[i]);
        assert_true(heard(fake, "{\"type\":\"bye\",\"reason\":\"invalid\"}\x88\x02\x03\xe8"));
        assert_int_equal(fake->http.state, HTTP_CLOSING);
        fake_fini(fake);
    }
}

static void nothing_but_hello_and_beat_comes_before_the_welcome(void **state) {
    (void)state;
    struct fake *fake = fake_shaken();
    fake_say_frame(fake, TEXT, "{\"type\":\"beat\"}");
    assert_true(heard(fake, "{\"type\":\"beat\"}"));
    fake_say_frame(fake, TEXT, "{\"type\":\"media\",\"id\":1,\"method\":\"a\",\"data\":{}}");
    assert_true(heard(fake, "\"invalid\""));
    assert_int_equal(fake->media_count, 0);
    fake_fini(fake);
}

static void media_is_asked_and_answered_by_number(void **state) {
    (void)state;
    struct fake *fake = fake_joined();
    fake_say_frame(fake, TEXT,
                   "{\"type\":\"media\",\"id\":7,\"method\":\"transport.create\",\"data\":{}}");
    assert_int_equal(fake->media_count, 1);
    assert_string_equal(fake->media_method, "transport.create");
    assert_int_equal(fake->media.id, 7);
    socket_reply(fake->http.socket, 7, "{\"id\":\"t\"}", NULL, NULL);
    assert_true(heard(fake, "{\"type\":\"reply\",\"id\":7,\"data\":{\"id\":\"t\"}}"));
    socket_reply(fake->http.socket, 8, NULL, "denied", "Not \"yet\".");
    assert_true(heard(fake, "{\"type\":\"reply\",\"id\":8,\"error\":{\"id\":\"denied\","
                            "\"title\":\"Not \\\"yet\\\".\"}}"));
    fake_fini(fake);
}

static void activity_is_passed_on_now_and_then(void **state) {
    (void)state;
    struct fake *fake = fake_joined();
    size_t before = fake->submit_count;
    fake_say_frame(fake, TEXT, "{\"type\":\"activity\"}");
    fake_say_frame(fake, TEXT, "{\"type\":\"activity\"}");
    assert_int_equal(fake->submit_count, before + 1);
    assert_ptr_equal(fake->submitted->kind, &fake_activity);
    assert_null(fake->submitted->owner);
    fake->now_ms += SOCKET_ACTIVITY_MS;
    fake_say_frame(fake, TEXT, "{\"type\":\"activity\"}");
    assert_int_equal(fake->submit_count, before + 2);
    fake_fini(fake);
}

/* A3: the page sends nothing but its beat; the server tells the client's session that somebody is here. */
static void A3_a_clients_signs_of_life_are_passed_on_once_a_minute(void **state) {
    (void)state;
    for (int client = 0; client < 2; client++) {
        struct fake *fake = fake_shaken();
        fake_say_frame(fake, TEXT, "{\"type\":\"hello\",\"as\":\"guest\",\"token\":\"t\"}");
        fake->submitted->reply.listener.client = client == 1;
        welcome_as(fake, LISTENER_GUEST);
        size_t before = fake->submit_count;
        for (int i = 0; i < 12 * 3; i++) {
            fake->now_ms += 5000;
            fake_say_frame(fake, TEXT, "{\"type\":\"beat\"}");
        }
        fake_say_frame(fake, TEXT, "{\"type\":\"activity\"}"); /* a staff page's word */
        assert_int_equal(fake->submit_count - before, client == 1 ? 3 : 0);
        if (client == 1) {
            assert_ptr_equal(fake->submitted->kind, &fake_client_activity);
        }
        fake_fini(fake);
    }
}

static void a_chatterer_is_cut(void **state) {
    (void)state;
    struct fake *fake = fake_joined();
    for (int i = 0; i < SOCKET_BURST - 1; i++) {
        fake_say_frame(fake, TEXT, "{\"type\":\"beat\"}");
        fake->said_size = 0;
    }
    assert_int_equal(fake->http.state, HTTP_SOCKET);
    fake_say_frame(fake, TEXT, "{\"type\":\"beat\"}");
    assert_true(heard(fake, "\"invalid\""));
    fake_fini(fake);
}

static void long_messages_and_pings_count_too(void **state) {
    (void)state;
    enum { LONG = 60000 };
    static char text[LONG + 1];
    memset(text, 'a', LONG);
    memcpy(text, "{\"type\":\"beat\",\"x\":\"", 20);
    memcpy(text + LONG - 2, "\"}", 3);
    struct fake *fake = fake_joined();
    const int fit = (SOCKET_BURST - 1) / (1 + LONG / SOCKET_MESSAGE_BYTES);
    for (int i = 0; i < fit; i++) {
        fake_say_frame(fake, TEXT, text);
    }
    assert_int_equal(fake->http.state, HTTP_SOCKET);
    fake_say_frame(fake, TEXT, text);
    assert_true(heard(fake, "\"invalid\""));
    fake_fini(fake);
    fake = fake_joined();
    for (int i = 0; i < SOCKET_BURST - 1; i++) {
        fake_say_frame(fake, PING, "");
        fake->said_size = 0;
    }
    assert_int_equal(fake->http.state, HTTP_SOCKET);
    fake_say_frame(fake, PING, "");
    assert_int_not_equal(fake->http.state, HTTP_SOCKET);
    fake_fini(fake);
}

static void frames_that_break_the_protocol_end_it(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *answer;
    } CASES[] = {
        {"\x81\x02{}", 4, "\x88\x02\x03\xea"},               /* not masked */
        {"\xc1\x80\x01\x02\x03\x04", 6, "\x88\x02\x03\xea"}, /* a reserved bit */
        {"\x83\x80\x01\x02\x03\x04", 6, "\x88\x02\x03\xea"}, /* an unknown opcode */
        {"\x80\x80\x01\x02\x03\x04", 6, "\x88\x02\x03\xea"}, /* a continuation of nothing */
        {"\x09\x80\x01\x02\x03\x04", 6, "\x88"},             /* a ping in pieces */
        {"\x82\x80\x01\x02\x03\x04", 6, "\x88\x02\x03\xeb"}, /* binary */
        {"\x81\xff\x00\x00\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00x", 15,
         "\x88\x02\x03\xf1"},                                        /* 65,537 bytes */
        {"\x81\x81\x00\x00\x00\x00\xff", 7, "\x88\x02\x03\xef"},     /* no UTF-8 */
        {"\x88\x82\x00\x00\x00\x00\x03\xe8", 8, "\x88\x02\x03\xe8"}, /* a close is echoed */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct fake *fake = fake_joined();
        fake_say_bytes(fake, CASES[i].bytes, CASES[i].size);
        fake_take(fake);
        if (memcmp(fake->said, CASES[i].answer, strlen(CASES[i].answer)) != 0) {
            print_error("case %zu: %zu bytes: %02x %02x %02x %02x\n", i, fake->said_size,
                        (unsigned char)fake->said[0], (unsigned char)fake->said[1],
                        (unsigned char)fake->said[2], (unsigned char)fake->said[3]);
            fail();
        }
        assert_int_equal(fake->http.state, HTTP_CLOSING);
        fake_fini(fake);
    }
}

static void a_message_in_pieces_is_put_together(void **state) {
    (void)state;
    struct fake *fake = fake_joined();
    fake_say_bytes(fake, "\x01\x87\x00\x00\x00\x00{\"type\"", 13);
    fake_say_bytes(fake, "\x89\x80\x00\x00\x00\x00", 6);
    assert_true(heard(fake, "\x8a"));
    fake_say_bytes(fake, "\x80\x88\x00\x00\x00\x00:\"beat\"}", 14);
    assert_true(heard(fake, "{\"type\":\"beat\"}"));
    fake_fini(fake);
}

static void silence_without_a_hello_or_a_pong_ends_it(void **state) {
    (void)state;
    struct fake *fake = fake_shaken();
    fake_wait(fake, 9999);
    assert_int_equal(fake->http.state, HTTP_SOCKET);
    fake_wait(fake, 1);
    assert_true(heard(fake, "\"invalid\""));
    fake_fini(fake);
    fake = fake_joined();
    fake_wait(fake, SOCKET_SILENCE_MS - 1);
    fake_say_frame(fake, PONG, "");
    fake_wait(fake, SOCKET_SILENCE_MS - 1);
    assert_int_equal(fake->http.state, HTTP_SOCKET);
    fake_wait(fake, 1);
    assert_int_equal(fake->http.state, HTTP_CLOSING);
    fake_fini(fake);
}

static struct frame *frame_of(size_t size) {
    char *text = malloc(size + 1);
    memset(text, 'x', size);
    text[size] = '\0';
    struct frame *frame = frame_text((const char *const[]){text}, 1);
    free(text);
    return frame;
}

static void more_than_256_kb_unsent_is_cut(void **state) {
    (void)state;
    struct fake *fake = fake_joined();
    struct frame *frame = frame_of(1020);
    struct sendq_view view;
    for (int i = 0; i < 256; i++) {
        socket_send(fake->http.socket, frame, false);
    }
    assert_int_equal(fake->http.out.size_bytes, 256 * 1024);
    assert_int_equal(fake->http.state, HTTP_SOCKET);
    assert_int_equal(sendq_views(&fake->http.out, &view, 1), 1);
    sendq_advance(&fake->http.out, 1);
    socket_send(fake->http.socket, frame, false);
    assert_int_equal(fake->http.state, HTTP_CLOSING);
    assert_true(fake->http.out.size_bytes < 2048);
    assert_true(heard(fake, "{\"type\":\"bye\",\"reason\":\"slow\"}"));
    frame_drop(frame);
    fake_fini(fake);
}

static void a_large_snapshot_is_no_slowness(void **state) {
    (void)state;
    struct fake *fake = fake_joined();
    struct frame *frame = frame_of(250000);
    socket_send(fake->http.socket, frame, true);
    socket_send(fake->http.socket, frame, false);
    assert_int_equal(fake->http.state, HTTP_SOCKET);
    socket_send(fake->http.socket, frame, false);
    assert_int_equal(fake->http.state, HTTP_CLOSING);
    frame_drop(frame);
    fake_fini(fake);
}

static void five_seconds_without_a_byte_taken_is_cut(void **state) {
    (void)state;
    struct fake *fake = fake_joined();
    struct frame *frame = frame_of(1000);
    socket_send(fake->http.socket, frame, false);
    fake_wait(fake, 4000);
    sendq_advance(&fake->http.out, 1);
    http_sent(&fake->http, 1, fake->now_ms);
    fake_wait(fake, 4999);
    assert_int_equal(fake->http.state, HTTP_SOCKET);
    fake_wait(fake, 1);
    assert_int_equal(fake->http.state, HTTP_CLOSING);
    fake_wait(fake, 5000);
    assert_int_equal(fake->http.state, HTTP_ENDED);
    frame_drop(frame);
    fake_fini(fake);
}

static void a_drain_says_restart(void **state) {
    (void)state;
    struct fake *fake = fake_joined();
    http_drain(&fake->http, fake->now_ms);
    assert_true(heard(fake, "{\"type\":\"bye\",\"reason\":\"restart\"}\x88\x02\x03\xf4"));
    assert_int_equal(fake->http.state, HTTP_CLOSING);
    fake_fini(fake);
}

static void a_page_that_goes_before_its_welcome_leaves_nothing(void **state) {
    (void)state;
    struct fake *fake = fake_shaken();
    fake_say_frame(fake, TEXT, "{\"type\":\"hello\",\"as\":\"user\"}");
    http_abandon(&fake->http);
    welcome_as(fake, LISTENER_USER);
    assert_int_equal(live_count(fake->live), 0);
    fake_fini(fake);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_handshake_needs_each_of_its_parts),
        cmocka_unit_test(a_hello_is_a_command_with_the_handshakes_facts),
        cmocka_unit_test(a_frame_behind_the_handshake_in_one_piece_is_read),
        cmocka_unit_test(a_refused_hello_says_why),
        cmocka_unit_test(what_is_no_message_ends_the_connection),
        cmocka_unit_test(nothing_but_hello_and_beat_comes_before_the_welcome),
        cmocka_unit_test(media_is_asked_and_answered_by_number),
        cmocka_unit_test(activity_is_passed_on_now_and_then),
        cmocka_unit_test(A3_a_clients_signs_of_life_are_passed_on_once_a_minute),
        cmocka_unit_test(a_chatterer_is_cut),
        cmocka_unit_test(long_messages_and_pings_count_too),
        cmocka_unit_test(frames_that_break_the_protocol_end_it),
        cmocka_unit_test(a_message_in_pieces_is_put_together),
        cmocka_unit_test(silence_without_a_hello_or_a_pong_ends_it),
        cmocka_unit_test(more_than_256_kb_unsent_is_cut),
        cmocka_unit_test(a_large_snapshot_is_no_slowness),
        cmocka_unit_test(five_seconds_without_a_byte_taken_is_cut),
        cmocka_unit_test(a_drain_says_restart),
        cmocka_unit_test(a_page_that_goes_before_its_welcome_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
