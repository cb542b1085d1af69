#include "notify/sms.h"

#include "../unit.h"

#include <string.h>

/* The example of Twilio's documentation of request validation. */
static const struct form EXAMPLE = {.pairs = {{"Digits", "1234"},
                                              {"To", "+18005551212"},
                                              {"From", "+12349013030"},
                                              {"Caller", "+12349013030"},
                                              {"CallSid", "CA1234567890ABCDE"}},
                                    .count = 5};
static const char URL[] = "https://mycompany.com/myapp.php?foo=1&bar=2";
static const char TOKEN[] = "12345";
static const char SIGNATURE[] = "0/KCTR6DLpKmkAf8muzZqo1nDgQ=";

static void the_documented_signature_is_right(void **state) {
    (void)state;
    assert_true(sms_signature_right(TOKEN, URL, &EXAMPLE, SIGNATURE));
}

static void any_other_signature_is_wrong(void **state) {
    (void)state;
    struct form changed = EXAMPLE;
    changed.pairs[0].value = "1235";
    assert_false(sms_signature_right(TOKEN, URL, &changed, SIGNATURE));
    assert_false(sms_signature_right("12346", URL, &EXAMPLE, SIGNATURE));
    assert_false(sms_signature_right(TOKEN, "https://mycompany.com/", &EXAMPLE, SIGNATURE));
    assert_false(sms_signature_right(TOKEN, URL, &EXAMPLE, "0/KCTR6DLpKmkAf8muzZqo1nDgQ"));
    assert_false(sms_signature_right(TOKEN, URL, &EXAMPLE, ""));
    assert_false(sms_signature_right(TOKEN, URL, &EXAMPLE, NULL));
    assert_false(sms_signature_right(TOKEN, URL, &EXAMPLE,
                                     "0/KCTR6DLpKmkAf8muzZqo1nDgQ=0/KCTR6DLpKmkAf8muzZqo1nDgQ="));
}

static void codes_become_reasons(void **state) {
    (void)state;
    assert_string_equal(sms_code_read(21211).reason, "number not valid");
    assert_string_equal(sms_code_read(30003).reason, "telephone switched off");
    assert_string_equal(sms_code_read(1).reason, "message refused");
    assert_true(sms_code_read(21610).permanent);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_documented_signature_is_right),
        cmocka_unit_test(any_other_signature_is_wrong),
        cmocka_unit_test(codes_become_reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
