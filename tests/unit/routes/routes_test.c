/* Every route refuses whoever has no right to it. Made from the route table, so none is forgotten. */
#include "gateway/routes.h"

#include "world.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

static int call(struct world *world, const struct route *route, const char *host,
                const struct world_user *user, const char *guest_cookie) {
    struct command *c = world_command(route->kind, host, user);
    c->facts.path_ids[0] = id_new();
    if (guest_cookie != NULL) {
        world_cookie(c, "seat_0123456789abcdef", guest_cookie);
        world_cookie(c, "session", guest_cookie);
        world_cookie(c, "client", guest_cookie);
    }
    int status = world_run(world, c);
    assert_int_equal(c->event_count + c->effect_count, 0);
    assert_null(c->reply.body);
    command_free(c);
    return status;
}

static bool needs_a_user(const struct route *route) {
    return route->kind->access == ACCESS_USER || route->kind->access == ACCESS_ADMIN;
}

static void S7_no_route_for_users_answers_anybody_else(void **state) {
    (void)state;
    struct world world;
    world_init(&world);
    world_practice(&world, "lakeside.test");
    world_practice(&world, "hillside.test");
    struct world_user ada = world_user(&world, "lakeside.test", "ada@lakeside.test", ROLE_PROVIDER);
    struct world_user eve = world_user(&world, "hillside.test", "eve@hillside.test", ROLE_ADMIN);
    world_sign_in(&world, "lakeside.test", &ada);
    world_sign_in(&world, "hillside.test", &eve);
    size_t checked = 0;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (!needs_a_user(&ROUTES[i])) {
            continue;
        }
        assert_int_equal(call(&world, &ROUTES[i], "lakeside.test", NULL, NULL), 401);
        assert_int_equal(call(&world, &ROUTES[i], "lakeside.test", &eve, NULL), 401);
        assert_int_equal(call(&world, &ROUTES[i], "lakeside.test", NULL, "guest"), 401);
        if (ROUTES[i].kind->access == ACCESS_ADMIN) {
            assert_int_equal(call(&world, &ROUTES[i], "lakeside.test", &ada, NULL), 403);
        }
        checked++;
    }
    world.now_ms += (int64_t)5 * 3600 * 1000;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (needs_a_user(&ROUTES[i])) {
            assert_int_equal(call(&world, &ROUTES[i], "lakeside.test", &ada, NULL), 401);
        }
    }
    assert_true(checked > 10);
    world_fini(&world);
}

/* Neither staff nor a guest is a client; that another practice's client is none: visit/portal_test.c. */
static void S7_no_route_for_clients_answers_anybody_else(void **state) {
    (void)state;
    struct world world;
    world_init(&world);
    world_practice(&world, "lakeside.test");
    struct world_user ada = world_user(&world, "lakeside.test", "ada@lakeside.test", ROLE_ADMIN);
    world_sign_in(&world, "lakeside.test", &ada);
    size_t checked = 0;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (ROUTES[i].kind->access == ACCESS_CLIENT) {
            assert_int_equal(call(&world, &ROUTES[i], "lakeside.test", NULL, NULL), 401);
            assert_int_equal(call(&world, &ROUTES[i], "lakeside.test", &ada, NULL), 401);
            assert_int_equal(call(&world, &ROUTES[i], "lakeside.test", &ada, "guest"), 401);
            checked++;
        }
    }
    assert_true(checked > 0);
    world_fini(&world);
}

static void every_route_is_well_formed_and_stands_once(void **state) {
    (void)state;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        const struct route *route = &ROUTES[i];
        assert_int_equal(strncmp(route->pattern, "/api/v1/", 8), 0);
        assert_non_null(route->kind->apply);
        assert_int_not_equal(route->kind->access, ACCESS_SYSTEM);
        assert_int_equal(route->kind->fields != NULL || route->kind->form,
                         route->body_max_bytes > 0);
        for (size_t j = 0; j < i; j++) {
            assert_false(ROUTES[j].method == route->method &&
                         strcmp(ROUTES[j].pattern, route->pattern) == 0);
        }
    }
}

static bool documented(const char *schema, const char *pattern, const char *method) {
    char path[128];
    (void)snprintf(path, sizeof path, "\n  %s:\n", pattern + strlen("/api/v1"));
    const char *at = strstr(schema, path);
    if (at == NULL) {
        return false;
    }
    const char *end = strstr(at + strlen(path), "\n  /");
    char word[16];
    (void)snprintf(word, sizeof word, "\n    %s:", method);
    const char *found = strstr(at + strlen(path) - 1, word);
    return found != NULL && (end == NULL || found < end);
}

static void every_route_is_in_the_schema(void **state) {
    (void)state;
    static char schema[512 * 1024];
    static const char *const METHODS[] = {"get", "post", "put", "patch", "delete"};
    FILE *file = fopen(ANTEROOM_SCHEMA, "r");
    assert_non_null(file);
    size_t size = fread(schema, 1, sizeof schema - 1, file);
    (void)fclose(file);
    assert_in_range(size, 1000, sizeof schema - 2);
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (!documented(schema, ROUTES[i].pattern, METHODS[ROUTES[i].method])) {
            fail_msg("not in openapi.yaml: %s %s", METHODS[ROUTES[i].method], ROUTES[i].pattern);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(S7_no_route_for_users_answers_anybody_else),
        cmocka_unit_test(S7_no_route_for_clients_answers_anybody_else),
        cmocka_unit_test(every_route_is_well_formed_and_stands_once),
        cmocka_unit_test(every_route_is_in_the_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
