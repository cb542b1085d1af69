#include "fake.h"
#include "store/vault.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

#define HOST "Host: localhost:8080\r\n"
#define OWN  HOST "Origin: http://localhost:8080\r\nContent-Type: application/json\r\n"

static struct fake *fake_new(void) {
    static struct fake fake;
    fake_init(&fake);
    return &fake;
}

static void assert_says(struct fake *fake, const char *text) {
    if (strstr(fake_heard(fake), text) == NULL) {
        print_error("expected: %s\nheard: %s\n", text, fake->said);
        fail();
    }
}

static void assert_status(struct fake *fake, int status) {
    char line[32];
    (void)snprintf(line, sizeof line, "HTTP/1.1 %d ", status);
    const char *heard = fake_heard(fake);
    if (strncmp(heard, line, strlen(line)) != 0) {
        print_error("expected %d, heard: %s\n", status, heard);
        fail();
    }
}

/* Each request alone on its connection. */
static void each_request_gets_its_status(void **state) {
    (void)state;
    static const struct {
        const char *request;
        int status;
    } CASES[] = {
        {"GET / HTTP/1.1\r\n" HOST "\r\n", 200},
        {"HEAD / HTTP/1.1\r\n" HOST "\r\n", 200},
        {"GET /join HTTP/1.0\r\n" HOST "\r\n", 200},
        {"GET /waiting-room HTTP/1.1\r\n" HOST "\r\n", 200},
        {"GET /assets/none.js HTTP/1.1\r\n" HOST "\r\n", 404},
        {"GET /robots.txt HTTP/1.1\r\n" HOST "\r\n", 404},
        {"GET /healthz HTTP/1.1\r\n" HOST "\r\n", 200},
        {"GET /api/v1/none HTTP/1.1\r\n" HOST "\r\n", 404},
        {"PUT /api/v1/thing HTTP/1.1\r\n" HOST "\r\n", 405},
        {"HEAD /api/v1/thing HTTP/1.1\r\n" HOST "\r\n", 405},
        {"POST / HTTP/1.1\r\n" HOST "\r\n", 405},
        {"OPTIONS / HTTP/1.1\r\n" HOST "\r\n", 501},
        {"CONNECT example.org:443 HTTP/1.1\r\n" HOST "\r\n", 501},
        {"GARBAGE / HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET / HTTP/2.0\r\n" HOST "\r\n", 505},
        {"GET / HTTP/1.2\r\n" HOST "\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 200},
        {"GET / HTTP/1.1\r\n" HOST "Na me: x\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST "Name: a\x01\r\n\r\n", 400},
        {"GET http://localhost/ HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET * HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc", 413},
        {"POST /api/v1/thing HTTP/1.1\r\n" OWN
         "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         400},
        {"POST /api/v1/thing HTTP/1.1\r\n" OWN "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
         400},
        {"POST /api/v1/thing HTTP/1.1\r\n" OWN "Content-Length: -1\r\n\r\n", 400},
        {"POST /api/v1/thing HTTP/1.1\r\n" OWN "Transfer-Encoding: gzip\r\n\r\n", 400},
        {"POST /api/v1/thing HTTP/1.1\r\n" OWN "Content-Length: 201\r\n\r\n", 413},
        {"POST /api/v1/thing HTTP/1.1\r\n" OWN "Content-Length: 1\r\n\r\n{", 400},
        {"POST /api/v1/thing HTTP/1.1\r\n" OWN "Content-Length: 2\r\n\r\n{}", 400},
        {"POST /api/v1/thing HTTP/1.1\r\n" OWN "Content-Length: 0\r\n\r\n", 400},
        {"POST /api/v1/thing HTTP/1.1\r\n" OWN
         "Idempotency-Key: a b\r\nContent-Length: 2\r\n\r\n{}",
         400},
        {"POST /api/v1/thing HTTP/1.1\r\n" HOST
         "Origin: http://localhost:8080\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
         415},
        {"POST /api/v1/thing HTTP/1.1\r\n" HOST
         "Origin: http://localhost:8080\r\nContent-Length: 2\r\n\r\n{}",
         415},
        {"POST /api/v1/thing HTTP/1.1\r\n" HOST "Origin: http://evil.example\r\nContent-Type: "
         "application/json\r\nContent-Length: 2\r\n\r\n{}",
         403},
        {"POST /api/v1/thing HTTP/1.1\r\n" HOST
         "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
         403},
        {"DELETE /api/v1/thing HTTP/1.1\r\n" HOST "Sec-Fetch-Site: cross-site\r\n\r\n", 403},
        {"DELETE /api/v1/thing HTTP/1.1\r\n" HOST "Origin: null\r\n\r\n", 403},
        {"DELETE /api/v1/thing HTTP/1.1\r\n" HOST "Origin: https://localhost:8080\r\n\r\n", 403},
        {"GET /api/v1/live HTTP/1.1\r\n" HOST "\r\n", 400},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct fake *fake = fake_new();
        fake_say(fake, CASES[i].request);
        if (fake->submit_count != 0) {
            print_error("submitted: %s\n", CASES[i].request);
        }
        assert_int_equal(fake->submit_count, 0);
        char line[32];
        (void)snprintf(line, sizeof line, "HTTP/1.1 %d ", CASES[i].status);
        if (strncmp(fake_heard(fake), line, strlen(line)) != 0) {
            print_error("%s expected %d: %s\n", CASES[i].request, CASES[i].status, fake->said);
            fail();
        }
        fake_fini(fake);
    }
}

static void requests_cut_anywhere_read_the_same(void **state) {
    (void)state;
    static const char REQUEST[] = "POST /api/v1/thing?a=b HTTP/1.1\r\n" OWN
                                  "Cookie: session_8080=abc; other=1\r\nContent-Length: 13\r\n\r\n"
                                  "{\"name\":\"ab\"}";
    for (size_t cut = 1; cut < sizeof REQUEST - 1; cut++) {
        struct fake *fake = fake_new();
        fake_say_bytes(fake, REQUEST, cut);
        assert_int_equal(fake->submit_count, 0);
        fake_say_bytes(fake, REQUEST + cut, sizeof REQUEST - 1 - cut);
        assert_int_equal(fake->submit_count, 1);
        const struct fake_input *input = fake->submitted->input;
        assert_string_equal(input->name, "ab");
        assert_string_equal(fake->submitted->facts.query, "a=b");
        assert_string_equal(fake->submitted->facts.host, "localhost");
        assert_string_equal(fake->submitted->facts.peer, "192.0.2.7");
        assert_string_equal(command_cookie(fake->submitted, "session"), "abc");
        assert_null(command_cookie(fake->submitted, "other"));
        fake_finish(fake, 201, "{\"ok\":true}");
        assert_says(fake, "\r\n\r\n{\"ok\":true}");
        fake_fini(fake);
    }
}

static void a_body_that_may_be_repeated_is_hashed(void **state) {
    (void)state;
    static const char BODY[] = "{ \"name\": \"ab\" }";
    struct hash expected = vault_token_hash(BODY);
    struct fake *fake = fake_new();
    fake_say(fake, "POST /api/v1/thing HTTP/1.1\r\n" OWN
                   "Idempotency-Key: k1\r\nContent-Length: 16\r\n\r\n{ \"name\": \"ab\" }");
    assert_int_equal(fake->submit_count, 1);
    assert_memory_equal(fake->submitted->facts.body_hash, expected.bytes, sizeof expected.bytes);
    fake_fini(fake);
}

static void a_chunked_body_is_read(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "POST /api/v1/thing HTTP/1.1\r\n" OWN "Transfer-Encoding: chunked\r\n\r\n"
                   "5;x=y\r\n{\"nam\r\n8\r\ne\":\"ab\"}\r\n0\r\n\r\n");
    assert_int_equal(fake->submit_count, 1);
    assert_string_equal(((const struct fake_input *)fake->submitted->input)->name, "ab");
    fake_fini(fake);
}

static void a_chunked_body_is_bounded_as_it_comes(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "POST /api/v1/thing HTTP/1.1\r\n" OWN "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 20; i++) {
        fake_say(fake, "10\r\n0123456789abcdef\r\n");
    }
    assert_status(fake, 413);
    assert_int_equal(fake->http.state, HTTP_CLOSING);
    fake_fini(fake);
}

static void all_bodies_together_are_bounded(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake->env.bodies_bytes = HTTP_BODIES_MAX - 10;
    fake_say(fake,
             "POST /api/v1/thing HTTP/1.1\r\n" OWN "Content-Length: 12\r\n\r\n{\"name\":\"a\"}");
    assert_status(fake, 503);
    assert_int_equal(fake->env.bodies_bytes, HTTP_BODIES_MAX - 10);
    fake_fini(fake);
    fake = fake_new();
    fake_say(fake, "POST /api/v1/thing HTTP/1.1\r\n" OWN "Content-Length: 12\r\n\r\n{\"name\"");
    assert_true(fake->env.bodies_bytes > 0);
    http_abandon(&fake->http);
    http_fini(&fake->http);
    assert_int_equal(fake->env.bodies_bytes, 0);
    fake_fini(fake);
}

static void trailers_and_long_extensions_are_refused(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "POST /api/v1/thing HTTP/1.1\r\n" OWN "Transfer-Encoding: chunked\r\n\r\n"
                   "0\r\nTrailer: x\r\n\r\n");
    assert_status(fake, 400);
    fake_fini(fake);
    fake = fake_new();
    fake_say(fake, "POST /api/v1/thing HTTP/1.1\r\n" OWN "Transfer-Encoding: chunked\r\n\r\n1;");
    for (int i = 0; i < 300; i++) {
        fake_say(fake, "abcdefgh");
    }
    assert_status(fake, 400);
    fake_fini(fake);
}

static void the_head_is_bounded(void **state) {
    (void)state;
    char line[3000];
    struct fake *fake = fake_new();
    memset(line, 'a', sizeof line);
    fake_say(fake, "GET /");
    fake_say_bytes(fake, line, sizeof line);
    assert_status(fake, 414);
    fake_fini(fake);

    fake = fake_new();
    fake_say(fake, "GET / HTTP/1.1\r\n" HOST);
    for (int i = 0; i < 100; i++) {
        fake_say(fake, "a: b\r\n");
    }
    assert_status(fake, 431);
    fake_fini(fake);

    fake = fake_new();
    fake_say(fake, "GET / HTTP/1.1\r\n" HOST "a: ");
    for (int i = 0; i < 10; i++) {
        fake_say_bytes(fake, line, sizeof line);
    }
    assert_status(fake, 431);
    fake_fini(fake);
}

static void requests_sent_ahead_are_answered_in_order(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "GET /join HTTP/1.1\r\n" HOST "\r\nGET /api/v1/thing HTTP/1.1\r\n" HOST
                   "\r\nGET /healthz HTTP/1.1\r\n" HOST "\r\n");
    assert_says(fake, "<guest>");
    assert_int_equal(fake->submit_count, 1);
    assert_false(http_reads(&fake->http));
    fake_finish(fake, 200, "{\"n\":1}");
    const char *heard = fake_heard(fake);
    assert_non_null(strstr(heard, "{\"n\":1}HTTP/1.1 200 OK"));
    assert_non_null(strstr(heard, "{\"status\":\"ok\"}"));
    assert_true(http_reads(&fake->http));
    fake_fini(fake);
}

static void what_is_sent_ahead_is_bounded(void **state) {
    (void)state;
    static char bytes[HTTP_STASH_MAX + 1];
    struct fake *fake = fake_new();
    fake_say(fake, "GET /api/v1/thing HTTP/1.1\r\n" HOST "\r\n");
    fake_say_bytes(fake, bytes, sizeof bytes);
    assert_int_equal(fake->http.state, HTTP_ENDED);
    fake_fini(fake);
}

static void a_command_survives_its_client(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "GET /api/v1/thing HTTP/1.1\r\n" HOST "\r\n");
    http_abandon(&fake->http);
    fake_finish(fake, 200, "{}");
    assert_string_equal(fake_heard(fake), "");
    fake_fini(fake);
}

static void a_client_that_ended_its_side_still_hears_the_answer(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "GET /api/v1/thing HTTP/1.1\r\n" HOST "\r\n");
    http_input_end(&fake->http, fake->now_ms);
    assert_int_equal(fake->http.state, HTTP_WAITING);
    fake_finish(fake, 200, "{}");
    assert_status(fake, 200);
    assert_int_equal(fake->http.state, HTTP_CLOSING);
    fake_fini(fake);
}

static void a_command_that_never_answers_is_given_up(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "GET /api/v1/thing HTTP/1.1\r\n" HOST "\r\n");
    fake_wait(fake, 29999);
    assert_string_equal(fake_heard(fake), "");
    fake_wait(fake, 1);
    assert_status(fake, 503);
    assert_int_equal(fake->http.state, HTTP_CLOSING);
    fake_fini(fake);
}

static void a_full_queue_is_503_and_a_full_slow_pool_429(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake->submit_err = ERR_FULL;
    fake_say(fake,
             "POST /api/v1/thing HTTP/1.1\r\n" OWN "Content-Length: 12\r\n\r\n{\"name\":\"a\"}");
    const char *heard = fake_heard(fake);
    assert_non_null(strstr(heard, "HTTP/1.1 503"));
    assert_non_null(strstr(heard, "Retry-After: 2"));
    fake_say(fake,
             "POST /api/v1/slow HTTP/1.1\r\n" OWN "Content-Length: 12\r\n\r\n{\"name\":\"a\"}");
    assert_status(fake, 429);
    fake_fini(fake);
}

static void problems_are_problem_documents(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "POST /api/v1/thing HTTP/1.1\r\n" OWN "Content-Length: 2\r\n\r\n{}");
    const char *heard = fake_heard(fake);
    assert_non_null(strstr(heard, "Content-Type: application/problem+json\r\n"));
    assert_non_null(strstr(heard, "\"type\":\"urn:anteroom:problem:invalid-field\""));
    assert_non_null(strstr(heard, "\"field\":\"name\""));
    assert_non_null(strstr(heard, "\"status\":400"));
    fake_say(fake, "PUT /api/v1/thing HTTP/1.1\r\n" HOST "\r\n");
    assert_says(fake, "\r\nAllow: GET, POST, DELETE\r\n");
    fake_fini(fake);
}

static void times_run_out_to_the_millisecond(void **state) {
    (void)state;
    static const struct {
        const char *said;
        int64_t ms;
        int status; /* 0: closed without a word */
    } CASES[] = {
        {"", 60000, 0},
        {"GET / HT", 10000, 408},
        {"POST /api/v1/thing HTTP/1.1\r\n" OWN "Content-Length: 100\r\n\r\n", 10000, 408},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct fake *fake = fake_new();
        fake_say(fake, CASES[i].said);
        fake_wait(fake, CASES[i].ms - 1);
        assert_int_equal(fake->http.state, HTTP_READING);
        fake_wait(fake, 1);
        if (CASES[i].status == 0) {
            assert_int_equal(fake->http.state, HTTP_ENDED);
        } else {
            assert_status(fake, CASES[i].status);
            assert_int_equal(fake->http.state, HTTP_CLOSING);
            fake_wait(fake, 2000);
            assert_int_equal(fake->http.state, HTTP_ENDED);
        }
        fake_fini(fake);
    }
}

static void a_byte_now_and_then_does_not_buy_time(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "GET / HTTP/1.1\r\nX: ");
    for (int i = 0; i < 10; i++) {
        fake_wait(fake, 999);
        fake_say(fake, "a");
    }
    assert_int_equal(fake->http.state, HTTP_READING);
    fake_wait(fake, 10);
    assert_status(fake, 408);
    fake_fini(fake);
}

static void a_reader_slower_than_the_rate_is_cut(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    static const char REQUEST[] = "GET / HTTP/1.1\r\n" HOST "\r\n";
    fake_say_bytes(fake, REQUEST, sizeof REQUEST - 1);
    assert_true(fake->http.out.size_bytes > 20);
    for (int i = 0; i < 19; i++) {
        fake_wait(fake, 1000);
        sendq_advance(&fake->http.out, 1);
        http_sent(&fake->http, 1, fake->now_ms);
    }
    assert_int_equal(fake->http.state, HTTP_READING);
    fake_wait(fake, 1000);
    assert_int_equal(fake->http.state, HTTP_ENDED);
    fake_fini(fake);
}

static void bytes_that_were_quick_buy_no_time(void **state) {
    (void)state;
    static uint8_t bytes[1024 * 1024];
    static const char REQUEST[] = "GET /large HTTP/1.1\r\n" HOST "\r\n";
    struct fake *fake = fake_new();
    const struct page page = {"/large",     "text/plain", "\"l\"", true, bytes,
                              sizeof bytes, NULL,         0,       NULL, 0};
    fake->env.pages = &page;
    fake->env.page_count = 1;
    fake_say_bytes(fake, REQUEST, sizeof REQUEST - 1);
    fake->now_ms += 1000;
    sendq_advance(&fake->http.out, 1024 * 1000);
    http_sent(&fake->http, 1024 * 1000, fake->now_ms);
    fake_wait(fake, 19999);
    assert_int_equal(fake->http.state, HTTP_READING);
    fake_wait(fake, 1);
    assert_int_equal(fake->http.state, HTTP_ENDED);
    fake_fini(fake);
}

static void draining_ends_connections_after_what_is_under_way(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "GET /api/v1/thing HTTP/1.1\r\n" HOST "\r\n");
    fake->env.draining = true;
    http_drain(&fake->http, fake->now_ms);
    assert_int_equal(fake->http.state, HTTP_WAITING);
    fake_finish(fake, 200, "{}");
    assert_says(fake, "\r\nConnection: close\r\n");
    assert_int_equal(fake->http.state, HTTP_CLOSING);
    fake_fini(fake);
    fake = fake_new();
    http_drain(&fake->http, fake->now_ms);
    assert_int_equal(fake->http.state, HTTP_CLOSING);
    fake_fini(fake);
}

static void pages_carry_the_whole_policy(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "GET / HTTP/1.1\r\n" HOST "Accept-Encoding: gzip, br\r\n\r\n");
    const char *heard = fake_heard(fake);
    static const char *const EXPECTED[] = {
        "\r\nCache-Control: no-store\r\n",
        "\r\nContent-Encoding: br\r\n",
        "\r\nVary: Accept-Encoding\r\n",
        "\r\nETag: \"staff-br\"\r\n",
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self' ws://localhost:8080;",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "\r\nReferrer-Policy: no-referrer\r\n",
        "\r\nX-Content-Type-Options: nosniff\r\n",
        "\r\nCross-Origin-Opener-Policy: same-origin\r\n",
        "\r\nPermissions-Policy: camera=(self), microphone=(self)",
        "\r\nContent-Length: 4\r\n",
        "\r\n\r\n<br>",
    };
    for (size_t i = 0; i < sizeof EXPECTED / sizeof EXPECTED[0]; i++) {
        if (strstr(heard, EXPECTED[i]) == NULL) {
            print_error("missing: %s\n", EXPECTED[i]);
            fail();
        }
    }
    assert_null(strstr(heard, "Strict-Transport-Security"));
    fake_say(fake, "GET /assets/a-1234.js HTTP/1.1\r\n" HOST "\r\n");
    assert_says(fake, "\r\nCache-Control: public, max-age=31536000, immutable\r\n");
    fake->env.tls = true;
    fake_say(fake, "GET / HTTP/1.1\r\n" HOST "If-None-Match: \"staff\"\r\n\r\n");
    heard = fake_heard(fake);
    assert_non_null(strstr(heard, "HTTP/1.1 304 "));
    assert_non_null(strstr(heard, "Strict-Transport-Security: max-age="));
    assert_non_null(strstr(heard, "wss://localhost:8080;"));
    fake_fini(fake);
}

static void a_proxy_is_believed_and_nobody_else(void **state) {
    (void)state;
    static const char REQUEST[] =
        "GET /api/v1/thing HTTP/1.1\r\n" HOST
        "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n\r\n";
    struct fake *fake = fake_new();
    fake_say(fake, REQUEST);
    assert_string_equal(fake->submitted->facts.peer, "192.0.2.7");
    assert_false(fake->http.secure);
    fake_fini(fake);
    fake = fake_new();
    fake->http.peer.bytes[12] = 10;
    fake->http.peer.bytes[13] = 0;
    fake->http.peer.bytes[14] = 0;
    fake->http.peer.bytes[15] = 1;
    fake_say(fake, REQUEST);
    assert_string_equal(fake->submitted->facts.peer, "203.0.113.9");
    assert_true(fake->http.secure);
    fake_fini(fake);
}

/* Some proxies add a line of their own instead of lengthening the one that the client sent. */
static void s11_a_client_behind_a_proxy_cannot_choose_its_address(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake->http.peer = fake->env.proxies[0].base;
    fake_say(fake, "GET /api/v1/thing HTTP/1.1\r\n" HOST "X-Forwarded-For: 198.51.100.1\r\n"
                   "X-Forwarded-For: 203.0.113.9\r\n\r\n");
    assert_string_equal(fake->submitted->facts.peer, "203.0.113.9");
    fake_fini(fake);
    fake = fake_new();
    fake->http.peer = fake->env.proxies[0].base;
    fake_say(fake, "GET /api/v1/thing HTTP/1.1\r\n" HOST "X-Forwarded-For: 203.0.113.9\r\n"
                   "X-Forwarded-For: 10.0.0.1\r\n\r\n");
    assert_string_equal(fake->submitted->facts.peer, "203.0.113.9");
    fake_fini(fake);
    fake = fake_new();
    fake->http.peer = fake->env.proxies[0].base;
    fake_say(fake, "GET /api/v1/thing HTTP/1.1\r\n" HOST "X-Forwarded-Proto: https\r\n"
                   "X-Forwarded-Proto: http\r\n\r\n");
    assert_status(fake, 400);
    fake_fini(fake);
}

/* The name fills the buffer to its last byte, and no zero follows it yet. */
static void half_a_header_is_no_header(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "GET / HTTP/1.1\r\na: ");
    for (int i = 0; i < 1015; i++) {
        fake_say(fake, "x");
    }
    fake_say(fake, "\r\nhost");
    fake_wait(fake, 10000);
    assert_status(fake, 408);
    fake_fini(fake);
}

static void expect_is_answered_once_the_body_is_welcome(void **state) {
    (void)state;
    struct fake *fake = fake_new();
    fake_say(fake, "POST /api/v1/thing HTTP/1.1\r\n" OWN
                   "Expect: 100-continue\r\nContent-Length: 12\r\n\r\n");
    assert_string_equal(fake_heard(fake), "HTTP/1.1 100 Continue\r\n\r\n");
    fake_say(fake, "{\"name\":\"a\"}");
    assert_int_equal(fake->submit_count, 1);
    fake_fini(fake);
    fake = fake_new();
    fake_say(fake, "POST /api/v1/thing HTTP/1.1\r\n" OWN
                   "Expect: 100-continue\r\nContent-Length: 999\r\n\r\n");
    assert_status(fake, 413);
    fake_fini(fake);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_gets_its_status),
        cmocka_unit_test(requests_cut_anywhere_read_the_same),
        cmocka_unit_test(a_body_that_may_be_repeated_is_hashed),
        cmocka_unit_test(a_chunked_body_is_read),
        cmocka_unit_test(a_chunked_body_is_bounded_as_it_comes),
        cmocka_unit_test(all_bodies_together_are_bounded),
        cmocka_unit_test(trailers_and_long_extensions_are_refused),
        cmocka_unit_test(the_head_is_bounded),
        cmocka_unit_test(requests_sent_ahead_are_answered_in_order),
        cmocka_unit_test(what_is_sent_ahead_is_bounded),
        cmocka_unit_test(a_command_survives_its_client),
        cmocka_unit_test(a_client_that_ended_its_side_still_hears_the_answer),
        cmocka_unit_test(a_command_that_never_answers_is_given_up),
        cmocka_unit_test(a_full_queue_is_503_and_a_full_slow_pool_429),
        cmocka_unit_test(problems_are_problem_documents),
        cmocka_unit_test(times_run_out_to_the_millisecond),
        cmocka_unit_test(a_byte_now_and_then_does_not_buy_time),
        cmocka_unit_test(a_reader_slower_than_the_rate_is_cut),
        cmocka_unit_test(bytes_that_were_quick_buy_no_time),
        cmocka_unit_test(draining_ends_connections_after_what_is_under_way),
        cmocka_unit_test(pages_carry_the_whole_policy),
        cmocka_unit_test(a_proxy_is_believed_and_nobody_else),
        cmocka_unit_test(s11_a_client_behind_a_proxy_cannot_choose_its_address),
        cmocka_unit_test(half_a_header_is_no_header),
        cmocka_unit_test(expect_is_answered_once_the_body_is_welcome),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
