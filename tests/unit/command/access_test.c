#include "command/access.h"

#include "../unit.h"

static const struct id NO_HOST = {""};

static void routes_open_for_their_roles_only(void **state) {
    (void)state;
    static const enum err EXPECTED[][ROLE_STAFF + 1] = {
        /* none, admin, provider, staff */
        [ACCESS_ANYONE] = {ERR_OK, ERR_OK, ERR_OK, ERR_OK},
        [ACCESS_USER] = {ERR_UNAUTHENTICATED, ERR_OK, ERR_OK, ERR_OK},
        [ACCESS_ADMIN] = {ERR_UNAUTHENTICATED, ERR_OK, ERR_DENIED, ERR_DENIED},
        [ACCESS_CLIENT] = {ERR_UNAUTHENTICATED, ERR_DENIED, ERR_DENIED, ERR_DENIED},
        [ACCESS_SYSTEM] = {ERR_UNAUTHENTICATED, ERR_DENIED, ERR_DENIED, ERR_DENIED},
    };
    for (enum access access = ACCESS_ANYONE; access <= ACCESS_SYSTEM; access++) {
        for (enum role role = ROLE_NONE; role <= ROLE_STAFF; role++) {
            assert_int_equal(access_route(access, role), EXPECTED[access][role]);
        }
    }
}

static void a_room_belongs_to_its_owner_whatever_the_others_role(void **state) {
    (void)state;
    struct id owner = id_new();
    const struct grant nothing = {.rights = {false}};
    for (enum role role = ROLE_ADMIN; role <= ROLE_STAFF; role++) {
        const struct actor stranger = {.user_id = id_new(), .role = role};
        const struct actor same = {.user_id = owner, .role = role};
        const struct actor nobody = {.role = ROLE_NONE};
        struct id none = {""};
        for (enum right right = RIGHT_VIEW; right < RIGHT_COUNT; right++) {
            assert_int_equal(access_room(&same, &NO_HOST, &owner, &nothing, right), ERR_OK);
            assert_int_equal(access_room(&stranger, &NO_HOST, &owner, &nothing, right),
                             ERR_NOT_FOUND);
            assert_int_equal(access_room(&nobody, &NO_HOST, &owner, &nothing, right),
                             ERR_NOT_FOUND);
            assert_int_equal(access_room(&nobody, &NO_HOST, &none, &nothing, right), ERR_NOT_FOUND);
        }
    }
}

/* V4, W14, A6: a visit is its host's, with or without a grant; and nobody else's because of that. */
static void v4_a_visit_is_its_hosts_to_its_end(void **state) {
    (void)state;
    struct id owner = id_new();
    struct id none = {""};
    const struct grant nothing = {.rights = {false}};
    const struct grant view = {.rights = {[RIGHT_VIEW] = true}};
    const struct actor host = {.user_id = id_new(), .role = ROLE_STAFF};
    const struct actor other = {.user_id = id_new(), .role = ROLE_ADMIN};
    const struct actor nobody = {.role = ROLE_NONE};
    for (enum right right = RIGHT_VIEW; right < RIGHT_COUNT; right++) {
        assert_int_equal(access_room(&host, &host.user_id, &owner, &nothing, right), ERR_OK);
        assert_int_equal(access_room(&host, &host.user_id, &owner, &view, right), ERR_OK);
        assert_int_equal(access_room(&host, &none, &owner, &nothing, right), ERR_NOT_FOUND);
        assert_int_equal(access_room(&other, &host.user_id, &owner, &nothing, right),
                         ERR_NOT_FOUND);
        assert_int_equal(access_room(&nobody, &none, &none, &nothing, right), ERR_NOT_FOUND);
    }
}

static void i9_a_delegate_has_the_rights_that_were_granted_and_no_other(void **state) {
    (void)state;
    struct id owner = id_new();
    const struct actor delegate = {.user_id = id_new(), .role = ROLE_STAFF};
    const struct actor nobody = {.role = ROLE_NONE};
    for (unsigned mask = 0; mask < 1U << RIGHT_COUNT; mask++) {
        struct grant granted;
        for (enum right right = RIGHT_VIEW; right < RIGHT_COUNT; right++) {
            granted.rights[right] = (mask >> right & 1U) != 0;
        }
        for (enum right right = RIGHT_VIEW; right < RIGHT_COUNT; right++) {
            assert_int_equal(access_room(&delegate, &NO_HOST, &owner, &granted, right),
                             granted.rights[right] ? ERR_OK : ERR_NOT_FOUND);
            assert_int_equal(access_room(&nobody, &NO_HOST, &owner, &granted, right),
                             ERR_NOT_FOUND);
        }
    }
}

static void role_names_go_both_ways(void **state) {
    (void)state;
    for (enum role role = ROLE_ADMIN; role <= ROLE_STAFF; role++) {
        assert_int_equal(access_role_parse(access_role_name(role)), role);
    }
    assert_int_equal(access_role_parse(""), ROLE_NONE);
    assert_int_equal(access_role_parse("owner"), ROLE_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_open_for_their_roles_only),
        cmocka_unit_test(a_room_belongs_to_its_owner_whatever_the_others_role),
        cmocka_unit_test(v4_a_visit_is_its_hosts_to_its_end),
        cmocka_unit_test(i9_a_delegate_has_the_rights_that_were_granted_and_no_other),
        cmocka_unit_test(role_names_go_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
