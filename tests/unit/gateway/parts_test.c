/* The gateway's small pure parts: addresses, cookies, origins, routes, assets, answers, the queue of bytes. */
#include "gateway/address.h"
#include "gateway/answer.h"
#include "gateway/asset.h"
#include "gateway/cookie.h"
#include "gateway/household.h"
#include "gateway/origin.h"
#include "gateway/route.h"
#include "gateway/sendq.h"
#include "gateway/websocket.h"

#include "../unit.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define ID_A "00112233445566778899aabbccddeeff"
#define ID_B "ffeeddccbbaa99887766554433221100"

static struct address address(const char *text) {
    struct address out;
    assert_int_equal(address_parse(text, strlen(text), &out), ERR_OK);
    return out;
}

static void addresses_are_read_and_written(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *written; /* NULL: refused */
    } CASES[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"2001:DB8::1", "2001:db8::1"},
        {"::1", "::1"},
        {"192.0.2", NULL},
        {"192.0.2.1.5", NULL},
        {"192.0.2.256", NULL},
        {"[::1]", NULL},
        {"fe80::1%eth0", NULL},
        {"", NULL},
        {"unknown", NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct address out;
        char text[ADDRESS_TEXT];
        enum err err = address_parse(CASES[i].text, strlen(CASES[i].text), &out);
        assert_int_equal(err, CASES[i].written == NULL ? ERR_INVALID : ERR_OK);
        if (err == ERR_OK) {
            address_text(&out, text);
            assert_string_equal(text, CASES[i].written);
        }
    }
}

static void ranges_hold_what_lies_in_them(void **state) {
    (void)state;
    static const struct {
        const char *range;
        const char *address;
        bool inside;
    } CASES[] = {
        {"192.0.2.0/24", "192.0.2.255", true},
        {"192.0.2.0/24", "192.0.3.0", false},
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
        {"192.0.2.128/25", "192.0.2.127", false},
        {"192.0.2.128/25", "192.0.2.200", true},
        {"0.0.0.0/0", "198.51.100.1", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"2001:db8::/32", "2001:db8:9::1", true},
        {"2001:db8::/32", "2001:db9::1", false},
        {"::/0", "192.0.2.1", true},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct address_range range;
        struct address at = address(CASES[i].address);
        assert_int_equal(address_range_parse(CASES[i].range, strlen(CASES[i].range), &range),
                         ERR_OK);
        assert_int_equal(address_in_ranges(&at, &range, 1), CASES[i].inside);
    }
    static const char *const BROKEN[] = {"192.0.2.0/33", "192.0.2.0/", "/8", "::/129", "x", ""};
    for (size_t i = 0; i < sizeof BROKEN / sizeof BROKEN[0]; i++) {
        struct address_range range;
        assert_int_equal(address_range_parse(BROKEN[i], strlen(BROKEN[i]), &range), ERR_INVALID);
    }
}

static void the_client_is_the_last_hop_that_is_no_proxy(void **state) {
    (void)state;
    static const struct {
        const char *peer;
        const char *forwarded;
        const char *client;
    } CASES[] = {
        {"10.0.0.1", "203.0.113.9", "203.0.113.9"},
        {"10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"},
        {"10.0.0.1", "198.51.100.1, 203.0.113.9 , 10.0.0.2", "203.0.113.9"},
        {"10.0.0.1", "10.0.0.2", "10.0.0.2"},
        {"10.0.0.1", NULL, "10.0.0.1"},
        {"10.0.0.1", "", "10.0.0.1"},
        {"10.0.0.1", "garbage", "10.0.0.1"},
        {"10.0.0.1", "203.0.113.9, garbage", "10.0.0.1"},
        {"10.0.0.1", "2001:db8::1", "2001:db8::1"},
        {"192.0.2.1", "203.0.113.9", "192.0.2.1"},
    };
    struct address_range proxies[ADDRESS_RANGES_MAX];
    size_t count = 0;
    assert_int_equal(address_ranges_parse("10.0.0.0/24, ::1", proxies, &count), ERR_OK);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct address peer = address(CASES[i].peer);
        struct address client = address_client(&peer, CASES[i].forwarded, proxies, count);
        char text[ADDRESS_TEXT];
        address_text(&client, text);
        assert_string_equal(text, CASES[i].client);
    }
    assert_int_equal(address_ranges_parse("10.0.0.1, x", proxies, &count), ERR_INVALID);
}

static void an_ipv6_network_counts_as_one(void **state) {
    (void)state;
    struct address a = address("2001:db8:1:2:3:4:5:6");
    struct address b = address("2001:db8:1:2:ffff::1");
    struct address c = address("2001:db8:1:3::1");
    struct address d = address("192.0.2.1");
    a = address_household(&a);
    b = address_household(&b);
    c = address_household(&c);
    struct address e = address_household(&d);
    assert_true(address_equal(&a, &b));
    assert_false(address_equal(&a, &c));
    assert_true(address_equal(&d, &e));
}

static struct address peer(const char *text) {
    struct address address;
    assert_int_equal(address_parse(text, strlen(text), &address), ERR_OK);
    return address;
}

static void a_household_holds_so_many_connections_and_no_more(void **state) {
    (void)state;
    static struct households households;
    const struct address one = peer("2001:db8::1");
    const struct address neighbour = peer("2001:db8::2");
    const struct address stranger = peer("2001:db8:0:1::1");
    assert_true(household_enter(&households, &one, 2));
    assert_true(household_enter(&households, &neighbour, 2));
    assert_false(household_enter(&households, &one, 2));
    assert_true(household_enter(&households, &stranger, 2));
    household_leave(&households, &neighbour);
    assert_true(household_enter(&households, &one, 2));
    assert_false(household_enter(&households, &neighbour, 2));
    household_leave(&households, &one);
    household_leave(&households, &one);
    household_leave(&households, &stranger);
    for (size_t i = 0; i < HOUSEHOLD_ROWS; i++) {
        assert_null(households.rows[i]);
    }
}

static void cookies_carry_the_suffix_and_commands_do_not_see_it(void **state) {
    (void)state;
    struct arena *arena = arena_new(65536);
    struct request_facts facts = {0};
    assert_int_equal(cookie_read("session_8080=abc; session=evil;seat_8080=d=e; _8080=x; bad;"
                                 " q_8080=\"x\"; session_80801=no",
                                 "_8080", arena, &facts),
                     ERR_OK);
    assert_int_equal(facts.cookie_count, 2);
    assert_string_equal(facts.cookies[0].name, "session");
    assert_string_equal(facts.cookies[0].value, "abc");
    assert_string_equal(facts.cookies[1].name, "seat");
    assert_string_equal(facts.cookies[1].value, "d=e");
    char out[COOKIE_HEADER_MAX];
    (void)cookie_format(&(struct set_cookie){"session", "abc", 60, "/"}, "_8080", out);
    assert_string_equal(out,
                        "session_8080=abc; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Strict");
    (void)cookie_format(&(struct set_cookie){"session", "", 0, NULL}, "", out);
    assert_string_equal(out, "session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict");
    (void)cookie_format(&(struct set_cookie){"seat", "x", 0, "/api/v1/guest"}, "", out);
    assert_string_equal(out, "seat=x; Path=/api/v1/guest; HttpOnly; Secure; SameSite=Strict");
    arena_free(arena);
}

/* A browser sends its oldest cookies first. */
static void
I5_many_seats_in_one_browser_push_out_neither_the_session_nor_the_newest_seat(void **state) {
    (void)state;
    char header[4096] = "device=d; ";
    struct arena *arena = arena_new(65536);
    struct command c = {.facts = {0}};
    for (int i = 0; i < 40; i++) {
        (void)snprintf(header + strlen(header), sizeof header - strlen(header), "seat_%d=s%d; ", i,
                       i);
    }
    (void)strcat(header, "session=mine");
    assert_int_equal(cookie_read(header, "", arena, &c.facts), ERR_OK);
    assert_int_equal(c.facts.cookie_count, COMMAND_COOKIES_MAX);
    assert_string_equal(command_cookie(&c, "session"), "mine");
    assert_string_equal(command_cookie(&c, "device"), "d");
    assert_string_equal(command_cookie(&c, "seat_39"), "s39");
    assert_string_equal(command_cookie(&c, "seat_10"), "s10");
    assert_null(command_cookie(&c, "seat_9"));
    arena_free(arena);
}

static void more_cookies_than_are_kept_are_dropped(void **state) {
    (void)state;
    char header[COMMAND_COOKIES_MAX * 16 + 64] = "";
    struct arena *arena = arena_new(65536);
    struct request_facts facts = {0};
    for (int i = 0; i < COMMAND_COOKIES_MAX + 4; i++) {
        (void)strcat(header, "a=b; ");
    }
    assert_int_equal(cookie_read(header, "", arena, &facts), ERR_OK);
    assert_int_equal(facts.cookie_count, COMMAND_COOKIES_MAX);
    arena_free(arena);
}

static void hosts_are_names_addresses_and_ports(void **state) {
    (void)state;
    static const struct {
        const char *header;
        const char *name; /* NULL: refused */
    } CASES[] = {
        {"Visit.Example.ORG", "visit.example.org"},
        {"localhost:8080", "localhost"},
        {"[::1]:8080", "[::1]"},
        {"192.0.2.1", "192.0.2.1"},
        {"", NULL},
        {":80", NULL},
        {"a:", NULL},
        {"a:123456", NULL},
        {"a:80x", NULL},
        {"[::1", NULL},
        {"[]", NULL},
        {"a/b", NULL},
        {"a b", NULL},
        {"a,b", NULL},
        {"a;script-src", NULL},
        {"user@a", NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char name[ORIGIN_HOST_MAX + 1];
        enum err err = origin_host(CASES[i].header, name);
        assert_int_equal(err, CASES[i].name == NULL ? ERR_INVALID : ERR_OK);
        if (err == ERR_OK) {
            assert_string_equal(name, CASES[i].name);
        }
    }
}

static void only_our_own_pages_may_write(void **state) {
    (void)state;
    static const struct {
        struct origin_facts facts;
        bool own;
        bool write;
    } CASES[] = {
        {{"https://a.org", NULL, "a.org", NULL, true}, true, true},
        {{"http://a.org", NULL, "a.org", NULL, true}, false, false},
        {{"https://a.org:444", NULL, "a.org", NULL, true}, false, false},
        {{"https://a.org.evil", NULL, "a.org", NULL, true}, false, false},
        {{"null", NULL, "a.org", NULL, true}, false, false},
        {{NULL, NULL, "a.org", NULL, true}, false, false},
        {{NULL, "same-origin", "a.org", NULL, true}, false, true},
        {{NULL, "same-site", "a.org", NULL, true}, false, false},
        {{NULL, "none", "a.org", NULL, true}, false, false},
        {{"https://a.org", "cross-site", "a.org", NULL, true}, true, false},
        {{"https://evil", "same-origin", "a.org", NULL, true}, false, false},
        {{"https://b.org", NULL, "a.org", "https://b.org", true}, true, true},
        {{"https://a.org", NULL, "a.org", "https://b.org", true}, false, false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(origin_is_own(&CASES[i].facts), CASES[i].own);
        assert_int_equal(origin_may_write(&CASES[i].facts), CASES[i].write);
    }
}

static void paths_find_their_route(void **state) {
    (void)state;
    static const struct command_kind kind = {.name = "x"};
    static const struct route ROWS[] = {
        {HTTP_METHOD_GET, "/a", &kind, 0},
        {HTTP_METHOD_POST, "/a", &kind, 0},
        {HTTP_METHOD_GET, "/a/{id}/b/{id}", &kind, 0},
    };
    static const struct {
        enum http_method method;
        const char *path;
        enum err err;
        int row;
    } CASES[] = {
        {HTTP_METHOD_GET, "/a", ERR_OK, 0},
        {HTTP_METHOD_POST, "/a", ERR_OK, 1},
        {HTTP_METHOD_PUT, "/a", ERR_DENIED, -1},
        {HTTP_METHOD_GET, "/a/", ERR_NOT_FOUND, -1},
        {HTTP_METHOD_GET, "/A", ERR_NOT_FOUND, -1},
        {HTTP_METHOD_GET, "/a/" ID_A "/b/" ID_B, ERR_OK, 2},
        {HTTP_METHOD_GET, "/a/" ID_A "/b/" ID_B "0", ERR_NOT_FOUND, -1},
        {HTTP_METHOD_GET, "/a/" ID_A "/b/", ERR_NOT_FOUND, -1},
        {HTTP_METHOD_GET, "/a/" ID_A, ERR_NOT_FOUND, -1},
        {HTTP_METHOD_GET, "/a/00112233445566778899AABBCCDDEEFF/b/" ID_B, ERR_NOT_FOUND, -1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct route_match match;
        assert_int_equal(route_find(ROWS, 3, CASES[i].method, CASES[i].path, &match), CASES[i].err);
        assert_ptr_equal(match.route, CASES[i].row < 0 ? NULL : &ROWS[CASES[i].row]);
        if (CASES[i].row == 2) {
            assert_string_equal(match.ids[0].text, ID_A);
            assert_string_equal(match.ids[1].text, ID_B);
        }
    }
}

static const uint8_t BYTES[] = "bytes";

static const struct page PAGES_UNDER_TEST[] = {
    {"/", "text/html", "\"s\"", false, BYTES, 5, BYTES, 4, BYTES, 3},
    {"/assets/x-1.js", "text/javascript", "\"x\"", true, BYTES, 5, NULL, 0, NULL, 0},
    {"/join", "text/html", "\"g\"", false, BYTES, 5, NULL, 0, NULL, 0},
};

static void paths_find_their_page(void **state) {
    (void)state;
    static const struct {
        const char *path;
        const char *page;
    } CASES[] = {
        {"/", "/"},
        {"/join", "/join"},
        {"/assets/x-1.js", "/assets/x-1.js"},
        {"/visit/1", "/"},
        {"/joi", "/"},
        {"/assets/none", NULL},
        {"/none.css", NULL},
        {"/a.b/c", "/"},
        {"/api/v2/x", NULL},
        {"/..", NULL},
        {"/assets/../join", NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const struct page *page = asset_find(PAGES_UNDER_TEST, 3, CASES[i].path);
        assert_int_equal(page == NULL, CASES[i].page == NULL);
        if (page != NULL) {
            assert_string_equal(page->path, CASES[i].page);
        }
    }
    assert_null(asset_find(NULL, 0, "/"));
}

static void codings_are_chosen_as_the_client_likes(void **state) {
    (void)state;
    static const struct {
        const char *accept;
        const char *coding;
    } CASES[] = {
        {NULL, NULL},
        {"", NULL},
        {"gzip", "gzip"},
        {"br", "br"},
        {"gzip, deflate, br, zstd", "br"},
        {"gzip;q=1, br;q=0.5", "gzip"},
        {"br;q=0, gzip", "gzip"},
        {"br;q=0,gzip;q=0.000", NULL},
        {"*", "br"},
        {"*;q=0", NULL},
        {"identity", NULL},
        {"brx, xgzip", NULL},
        {"GZIP", "gzip"},
        {"gzip;x=1", NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct asset_choice choice;
        asset_choose(&PAGES_UNDER_TEST[0], CASES[i].accept, NULL, &choice);
        assert_int_equal(choice.coding == NULL, CASES[i].coding == NULL);
        if (choice.coding != NULL) {
            assert_string_equal(choice.coding, CASES[i].coding);
        }
    }
}

static void what_the_client_has_is_not_sent_again(void **state) {
    (void)state;
    static const struct {
        const char *accept;
        const char *none_match;
        bool unchanged;
    } CASES[] = {
        {NULL, "\"s\"", true},
        {NULL, "W/\"s\"", true},
        {NULL, "\"a\", \"s\"", true},
        {NULL, "*", true},
        {NULL, "\"s-br\"", false},
        {"br", "\"s\"", false},
        {"br", "\"s-br\"", true},
        {"gzip", "\"s-gzip\"", true},
        {NULL, "s", false},
        {NULL, NULL, false},
        {NULL, "", false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct asset_choice choice;
        asset_choose(&PAGES_UNDER_TEST[0], CASES[i].accept, CASES[i].none_match, &choice);
        assert_int_equal(choice.unchanged, CASES[i].unchanged);
    }
}

static void dates_are_imf_fixdates(void **state) {
    (void)state;
    char out[ANSWER_DATE_MAX];
    answer_date(784111777000, out);
    assert_string_equal(out, "Sun, 06 Nov 1994 08:49:37 GMT");
}

static void a_problem_takes_the_members_of_its_body(void **state) {
    (void)state;
    struct reply reply = {.status = 409,
                          .problem = "visit-running",
                          .title = "A \"visit\" runs.",
                          .body = "{\"visit_id\":\"x\",\"status\":1}"};
    char *text = answer_problem(&reply);
    json_t *document = json_loads(text, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(document, "type")),
                        "urn:anteroom:problem:visit-running");
    assert_string_equal(json_string_value(json_object_get(document, "title")), "A \"visit\" runs.");
    assert_string_equal(json_string_value(json_object_get(document, "visit_id")), "x");
    assert_int_equal(json_integer_value(json_object_get(document, "status")), 409);
    assert_null(json_object_get(document, "detail"));
    json_decref(document);
    free(text);
}

static void bytes_leave_in_order_and_frames_are_shared(void **state) {
    (void)state;
    struct sendq q = {0};
    struct frame *frame = frame_text((const char *const[]){"ab", "cd"}, 2);
    assert_int_equal(frame->size, 6);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(sendq_copy(&q, "head", 4), ERR_OK);
        assert_int_equal(sendq_frame(&q, frame), ERR_OK);
        assert_int_equal(sendq_static(&q, BYTES, 5), ERR_OK);
    }
    assert_int_equal(frame->references, 11);
    assert_int_equal(q.size_bytes, 150);
    char out[151] = "";
    size_t size = 0;
    while (q.size_bytes > 0) {
        struct sendq_view views[2];
        size_t count = sendq_views(&q, views, 2);
        size_t step = views[0].size > 3 ? 3 : views[0].size;
        assert_true(count >= 1);
        memcpy(out + size, views[0].data, step);
        size += step;
        sendq_advance(&q, step);
    }
    assert_int_equal(size, 150);
    assert_memory_equal(out,
                        "head\x81\x04"
                        "abcdbyteshead",
                        19);
    assert_int_equal(frame->references, 1);
    sendq_fini(&q);
    frame_drop(frame);
}

static void a_cut_keeps_what_is_begun_or_pinned(void **state) {
    (void)state;
    struct sendq q = {0};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sendq_copy(&q, "0123456789", 10), ERR_OK);
    }
    q.pinned = 3;
    sendq_cut(&q);
    assert_int_equal(q.count, 3);
    q.pinned = 0;
    sendq_advance(&q, 4);
    sendq_cut(&q);
    assert_int_equal(q.count, 1);
    assert_int_equal(q.size_bytes, 6);
    sendq_advance(&q, 6);
    sendq_cut(&q);
    assert_int_equal(q.size_bytes, 0);
    sendq_fini(&q);
}

static void a_queue_has_an_end(void **state) {
    (void)state;
    struct sendq q = {0};
    for (int i = 0; i < SENDQ_PIECES_MAX; i++) {
        assert_int_equal(sendq_static(&q, BYTES, 5), ERR_OK);
    }
    assert_int_equal(sendq_static(&q, BYTES, 5), ERR_FULL);
    sendq_fini(&q);
}

static void frames_carry_their_length_in_each_form(void **state) {
    (void)state;
    static const struct {
        size_t size;
        size_t head;
        uint8_t second;
    } CASES[] = {{0, 2, 0}, {125, 2, 125}, {126, 4, 126}, {65535, 4, 126}, {65536, 10, 127}};
    char *text = calloc(1, 65537);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        memset(text, 'x', CASES[i].size);
        text[CASES[i].size] = '\0';
        struct frame *frame = frame_text((const char *const[]){text}, 1);
        assert_int_equal(frame->bytes[0], 0x81);
        assert_int_equal(frame->bytes[1], CASES[i].second);
        assert_int_equal(frame->size, CASES[i].head + CASES[i].size);
        frame_drop(frame);
    }
    free(text);
    struct frame *frame = frame_close(1012);
    assert_memory_equal(frame->bytes, "\x88\x02\x03\xf4", 4);
    frame_drop(frame);
}

static void the_handshake_is_rfc_6455s(void **state) {
    (void)state;
    char out[WEBSOCKET_ACCEPT_MAX];
    assert_int_equal(websocket_accept("dGhlIHNhbXBsZSBub25jZQ==", out), ERR_OK);
    assert_string_equal(out, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    static const char *const BROKEN[] = {"", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQAA",
                                         "!!hlIHNhbXBsZSBub25jZQ=="};
    for (size_t i = 0; i < sizeof BROKEN / sizeof BROKEN[0]; i++) {
        assert_int_equal(websocket_accept(BROKEN[i], out), ERR_INVALID);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_and_written),
        cmocka_unit_test(ranges_hold_what_lies_in_them),
        cmocka_unit_test(the_client_is_the_last_hop_that_is_no_proxy),
        cmocka_unit_test(an_ipv6_network_counts_as_one),
        cmocka_unit_test(a_household_holds_so_many_connections_and_no_more),
        cmocka_unit_test(cookies_carry_the_suffix_and_commands_do_not_see_it),
        cmocka_unit_test(more_cookies_than_are_kept_are_dropped),
        cmocka_unit_test(
            I5_many_seats_in_one_browser_push_out_neither_the_session_nor_the_newest_seat),
        cmocka_unit_test(hosts_are_names_addresses_and_ports),
        cmocka_unit_test(only_our_own_pages_may_write),
        cmocka_unit_test(paths_find_their_route),
        cmocka_unit_test(paths_find_their_page),
        cmocka_unit_test(codings_are_chosen_as_the_client_likes),
        cmocka_unit_test(what_the_client_has_is_not_sent_again),
        cmocka_unit_test(dates_are_imf_fixdates),
        cmocka_unit_test(a_problem_takes_the_members_of_its_body),
        cmocka_unit_test(bytes_leave_in_order_and_frames_are_shared),
        cmocka_unit_test(a_cut_keeps_what_is_begun_or_pinned),
        cmocka_unit_test(a_queue_has_an_end),
        cmocka_unit_test(frames_carry_their_length_in_each_form),
        cmocka_unit_test(the_handshake_is_rfc_6455s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
