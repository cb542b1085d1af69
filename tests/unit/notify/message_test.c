#include "notify/message.h"

#include "../unit.h"

#include "notify/text.h"

#include <string.h>

static struct message sample(void) {
    return (struct message){
        .to = "mara@example.net",
        .from = "visits@practice.example",
        .from_name = "Harbour \"Clinic\"",
        .subject = "Your video visit",
        .text = "Hello,\n\nhttps://visit.example/join#abc\n",
        .id = "00112233445566778899aabbccddeeff",
        .date_ms = 1795361400000,
    };
}

static void a_plain_message_byte_for_byte(void **state) {
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct message message = sample();
    char *out = NULL;
    size_t size = 0;
    assert_int_equal(message_write(&message, arena, &out, &size), ERR_OK);
    assert_string_equal(out, "From: \"Harbour \\\"Clinic\\\"\" <visits@practice.example>\r\n"
                             "To: <mara@example.net>\r\n"
                             "Subject: Your video visit\r\n"
                             "Date: Sun, 22 Nov 2026 15:30:00 +0000\r\n"
                             "Message-ID: <00112233445566778899aabbccddeeff@practice.example>\r\n"
                             "MIME-Version: 1.0\r\n"
                             "Content-Type: text/plain; charset=utf-8\r\n"
                             "Auto-Submitted: auto-generated\r\n"
                             "Content-Transfer-Encoding: 7bit\r\n"
                             "\r\n"
                             "Hello,\r\n\r\nhttps://visit.example/join#abc\r\n");
    assert_int_equal(size, strlen(out));
    arena_free(arena);
}

static void other_letters_are_encoded(void **state) {
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct message message = sample();
    message.from_name = "Praxis S\xc3\xbc"
                        "d";
    message.text = "Gr\xc3\xbc\xc3\x9f"
                   "e = ok \n.\n";
    char *out = NULL;
    size_t size = 0;
    assert_int_equal(message_write(&message, arena, &out, &size), ERR_OK);
    assert_non_null(
        strstr(out, "From: =?utf-8?B?UHJheGlzIFPDvGQ=?= <visits@practice.example>\r\n"));
    assert_non_null(strstr(out, "quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe =3D ok=20\r\n.\r\n"));
    arena_free(arena);
}

static void a_long_name_is_folded_between_characters(void **state) {
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct message message = sample();
    char name[201] = "";
    for (size_t i = 0; i < 100; i++) {
        memcpy(name + 2 * i, "\xc3\xa9", 3);
    }
    message.from_name = name;
    char *out = NULL;
    size_t size = 0;
    assert_int_equal(message_write(&message, arena, &out, &size), ERR_OK);
    const char *line = out;
    for (const char *end = strstr(line, "\r\n"); end != NULL && end != line;
         line = end + 2, end = strstr(line, "\r\n")) {
        assert_in_range(end - line, 1, 100);
    }
    /* 44 bytes are 22 whole characters: base64 of a whole number of pairs never begins with a tail.
     */
    assert_non_null(strstr(out, "=?utf-8?B?w6nDqcOp"));
    assert_null(strstr(out, "=?utf-8?B?qcO"));
    arena_free(arena);
}

static void headers_cannot_be_injected(void **state) {
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    char *out = NULL;
    size_t size = 0;
    struct message message = sample();
    message.to = "mara@example.net\r\nBcc: eve@example.org";
    assert_int_equal(message_write(&message, arena, &out, &size), ERR_INVALID);
    message = sample();
    message.from_name = "Clinic\r\nBcc: eve@example.org";
    assert_int_equal(message_write(&message, arena, &out, &size), ERR_INVALID);
    message = sample();
    message.subject = "Hello\nBcc: eve@example.org";
    assert_int_equal(message_write(&message, arena, &out, &size), ERR_INVALID);
    message = sample();
    message.id = "1>\r\nBcc: eve@example.org";
    assert_int_equal(message_write(&message, arena, &out, &size), ERR_INVALID);
    assert_null(out);
    arena_free(arena);
}

static void a_message_over_the_bound_is_refused(void **state) {
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct message message = sample();
    char *text = arena_alloc(arena, MESSAGE_BYTES_MAX + 2);
    memset(text, '\n', MESSAGE_BYTES_MAX);
    message.text = text;
    char *out = NULL;
    size_t size = 0;
    assert_int_equal(message_write(&message, arena, &out, &size), ERR_TOO_LARGE);
    arena_free(arena);
}

static void templates_are_filled_once(void **state) {
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    const struct text_value values[] = {{"host", "{link}"}, {"link", "L"}};
    assert_string_equal(text_fill(arena, "{host} {link} {other} {", values, 2),
                        "{link} L {other} {");
    arena_free(arena);
}

static void A1_a_time_is_the_practices_and_named_with_its_zone(void **state) {
    (void)state;
    static const struct {
        const char *zone;
        int64_t at_s;
        const char *expected;
    } CASES[] = {
        {"Europe/London", 1772533800, "Tuesday, 3 March 2026, 10:30 (London time)"},
        {"Europe/London", 1774776600, "Sunday, 29 March 2026, 10:30 (London time)"}, /* summer */
        {"America/New_York", 1772533800, "Tuesday, 3 March 2026, 05:30 (New York time)"},
        {"America/Argentina/Buenos_Aires", 1772508600,
         "Tuesday, 3 March 2026, 00:30 (Buenos Aires time)"},
        {"Asia/Kolkata", 1798741799, "Thursday, 31 December 2026, 23:59 (Kolkata time)"},
        {"UTC", 951782400, "Tuesday, 29 February 2000, 00:00 (UTC)"},
        {"No/Where", 951782400, "Tuesday, 29 February 2000, 00:00 (UTC)"},
    };
    struct arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_string_equal(text_time(arena, CASES[i].zone, CASES[i].at_s * 1000),
                            CASES[i].expected);
    }
    arena_free(arena);
}

static void every_text_is_there(void **state) {
    (void)state;
    for (int i = 0; i < TEXT_KEY_COUNT; i++) {
        assert_non_null(TEXT_EN[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_message_byte_for_byte),
        cmocka_unit_test(other_letters_are_encoded),
        cmocka_unit_test(a_long_name_is_folded_between_characters),
        cmocka_unit_test(headers_cannot_be_injected),
        cmocka_unit_test(a_message_over_the_bound_is_refused),
        cmocka_unit_test(templates_are_filled_once),
        cmocka_unit_test(A1_a_time_is_the_practices_and_named_with_its_zone),
        cmocka_unit_test(every_text_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
