#include "media/transport/ice.h"

#include "../unit.h"

#include <string.h>

static const struct ice_credentials FIRST = {"ufrag-01", "password-password-000001"};
static const struct ice_credentials SECOND = {"ufrag-02", "password-password-000002"};

static struct ice_path path_of(uint8_t last, uint16_t port) {
    struct ice_path path = {.via = 1, .remote = {.port = port}};
    path.remote.ip[15] = last;
    path.local[15] = 1;
    return path;
}

struct check {
    const struct ice_credentials *as;
    const char *password; /* NULL: the right one */
    bool use_candidate;
    bool controlled;
};

static enum ice_verdict ask(struct ice *ice, const struct check *check, const struct ice_path *path,
                            int64_t now_ms, struct stun_message *reply) {
    static uint8_t answer[STUN_REPLY_MAX];
    char name[ICE_UFRAG_CHARS + 6];
    uint8_t buffer[256];
    memcpy(name, check->as->ufrag, ICE_UFRAG_CHARS);
    memcpy(name + ICE_UFRAG_CHARS, ":other", 6);
    const char *password = check->password == NULL ? check->as->password : check->password;
    struct stun_request request = {
        .transaction = {1, 2, 3},
        .username = {(const uint8_t *)name, sizeof name},
        .key = {(const uint8_t *)password, ICE_PASSWORD_CHARS},
        .priority = 1,
        .use_candidate = check->use_candidate,
        .controlled = check->controlled,
    };
    struct writer writer = writer_of(buffer, sizeof buffer);
    assert_int_equal(stun_write_request(&writer, &request), ERR_OK);
    struct stun_message message;
    assert_int_equal(stun_parse(buffer, writer_size(&writer), &message), ERR_OK);
    struct writer out = writer_of(answer, sizeof answer);
    enum ice_verdict verdict = ice_answer(ice, buffer, &message, path, now_ms, &out);
    if (verdict != ICE_DROP) {
        assert_int_equal(stun_parse(answer, writer_size(&out), reply), ERR_OK);
        assert_int_equal(stun_verify(answer, reply, request.key), ERR_OK);
    }
    return verdict;
}

static const struct check PLAIN = {.as = &FIRST};
static const struct check NOMINATE = {.as = &FIRST, .use_candidate = true};
static const struct check NEW_PLAIN = {.as = &SECOND};
static const struct check NEW_NOMINATE = {.as = &SECOND, .use_candidate = true};

static void an_address_that_passed_no_check_is_refused(void **state) {
    (void)state;
    struct ice ice;
    struct stun_message reply;
    struct ice_path known = path_of(7, 1000);
    struct ice_path other = path_of(7, 1001);
    ice_init(&ice, &FIRST);
    assert_false(ice_allows(&ice, &known));
    assert_null(ice_selected(&ice));
    assert_int_equal(ask(&ice, &PLAIN, &known, 0, &reply), ICE_SELECT);
    assert_true(ice_allows(&ice, &known));
    assert_false(ice_allows(&ice, &other));
    other = known;
    other.via = 2;
    assert_false(ice_allows(&ice, &other));
}

static void wrong_credentials_get_no_answer(void **state) {
    (void)state;
    struct ice ice;
    struct stun_message reply;
    struct ice_path path = path_of(7, 1000);
    const struct check wrong_password = {.as = &FIRST, .password = "password-password-00000X"};
    ice_init(&ice, &FIRST);
    assert_int_equal(ask(&ice, &wrong_password, &path, 0, &reply), ICE_DROP);
    assert_int_equal(ask(&ice, &NEW_PLAIN, &path, 0, &reply), ICE_DROP);
    assert_false(ice_allows(&ice, &path));
}

static void a_peer_that_claims_to_be_controlled_gets_487(void **state) {
    (void)state;
    struct ice ice;
    struct stun_message reply;
    struct ice_path path = path_of(7, 1000);
    const struct check check = {.as = &FIRST, .controlled = true};
    ice_init(&ice, &FIRST);
    assert_int_equal(ask(&ice, &check, &path, 0, &reply), ICE_REFUSE);
    assert_int_equal(reply.error_code, STUN_ERROR_ROLE_CONFLICT);
    assert_false(ice_allows(&ice, &path));
}

static void the_nominated_pair_is_where_we_send(void **state) {
    (void)state;
    struct ice ice;
    struct stun_message reply;
    struct ice_path first = path_of(7, 1000);
    struct ice_path second = path_of(8, 2000);
    ice_init(&ice, &FIRST);
    assert_int_equal(ask(&ice, &PLAIN, &first, 0, &reply), ICE_SELECT);
    assert_int_equal(ice.state, ICE_CHECKED);
    assert_int_equal(ask(&ice, &PLAIN, &second, 1, &reply), ICE_ACCEPT);
    assert_true(ice_path_equal(ice_selected(&ice), &first));
    assert_int_equal(ask(&ice, &NOMINATE, &second, 2, &reply), ICE_SELECT);
    assert_int_equal(ice.state, ICE_NOMINATED);
    assert_true(ice_path_equal(ice_selected(&ice), &second));
    assert_true(ice_allows(&ice, &first));
    assert_memory_equal(&reply.mapped, &second.remote, sizeof second.remote);
    /* Said again, it changes nothing. */
    assert_int_equal(ask(&ice, &NOMINATE, &second, 3, &reply), ICE_ACCEPT);
}

static void old_credentials_hold_until_the_new_pair_is_nominated(void **state) {
    (void)state;
    struct ice ice;
    struct stun_message reply;
    struct ice_path before = path_of(7, 1000);
    struct ice_path after = path_of(9, 3000);
    ice_init(&ice, &FIRST);
    assert_int_equal(ask(&ice, &NOMINATE, &before, 0, &reply), ICE_SELECT);
    ice_restart(&ice, &SECOND);
    assert_int_equal(ask(&ice, &NOMINATE, &before, 1, &reply), ICE_ACCEPT);
    assert_int_equal(ask(&ice, &NEW_PLAIN, &after, 2, &reply), ICE_ACCEPT);
    assert_true(ice_path_equal(ice_selected(&ice), &before));
    assert_true(ice_allows(&ice, &before));
    assert_int_equal(ask(&ice, &NEW_NOMINATE, &after, 3, &reply), ICE_SELECT);
    assert_true(ice_path_equal(ice_selected(&ice), &after));
    assert_false(ice_allows(&ice, &before));
    assert_int_equal(ask(&ice, &NOMINATE, &before, 4, &reply), ICE_DROP);
}

static void a_full_table_keeps_the_selected_pair(void **state) {
    (void)state;
    struct ice ice;
    struct stun_message reply;
    struct ice_path selected = path_of(1, 1);
    ice_init(&ice, &FIRST);
    assert_int_equal(ask(&ice, &NOMINATE, &selected, 0, &reply), ICE_SELECT);
    for (uint16_t port = 100; port < 100 + 3 * ICE_PAIRS_MAX; port++) {
        struct ice_path path = path_of(1, port);
        assert_int_equal(ask(&ice, &PLAIN, &path, port, &reply), ICE_ACCEPT);
        assert_true(ice_allows(&ice, &path));
        assert_true(ice_path_equal(ice_selected(&ice), &selected));
    }
    assert_int_equal(ice.pair_count, ICE_PAIRS_MAX);
}

static void a_closed_socket_takes_its_pairs_with_it(void **state) {
    (void)state;
    struct ice ice;
    struct stun_message reply;
    struct ice_path udp = path_of(1, 1);
    struct ice_path tcp = path_of(1, 2);
    tcp.via = 9;
    ice_init(&ice, &FIRST);
    assert_int_equal(ask(&ice, &PLAIN, &udp, 0, &reply), ICE_SELECT);
    assert_int_equal(ask(&ice, &NOMINATE, &tcp, 0, &reply), ICE_SELECT);
    ice_forget_via(&ice, 9);
    assert_null(ice_selected(&ice));
    assert_true(ice_allows(&ice, &udp));
    assert_int_equal(ask(&ice, &PLAIN, &udp, 1, &reply), ICE_SELECT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_that_passed_no_check_is_refused),
        cmocka_unit_test(wrong_credentials_get_no_answer),
        cmocka_unit_test(a_peer_that_claims_to_be_controlled_gets_487),
        cmocka_unit_test(the_nominated_pair_is_where_we_send),
        cmocka_unit_test(old_credentials_hold_until_the_new_pair_is_nominated),
        cmocka_unit_test(a_full_table_keeps_the_selected_pair),
        cmocka_unit_test(a_closed_socket_takes_its_pairs_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
