/* The route table as it is, row by row: what every route must have, whoever added it, and that it is the same as
 * schema/openapi.yaml says. */
#include "fake.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const METHODS[] = {"get", "post", "put", "patch", "delete"};
static const char *const METHODS_SENT[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

/* A path that matches the pattern. */
static void path_of(const struct route *route, char *out, size_t room) {
    const char *from = route->pattern;
    size_t size = 0;
    while (*from != '\0') {
        bool id = strncmp(from, "{id}", 4) == 0;
        const char *piece = id ? FAKE_ID : from;
        size_t piece_size = id ? ID_DIGITS : 1;
        assert_true(size + piece_size < room);
        memcpy(out + size, piece, piece_size);
        size += piece_size;
        from += id ? 4 : 1;
    }
    out[size] = '\0';
}

static struct fake *fake_with_routes(void) {
    static struct fake fake;
    fake_init(&fake);
    fake.env.routes = ROUTES;
    fake.env.route_count = ROUTES_COUNT;
    return &fake;
}

static void every_row_is_whole(void **state) {
    (void)state;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        const struct route *route = &ROUTES[i];
        assert_int_equal(strncmp(route->pattern, "/api/v1/", 8), 0);
        assert_true(route->kind->access != ACCESS_SYSTEM);
        assert_int_equal(route->kind->fields != NULL || route->kind->form,
                         route->body_max_bytes > 0);
        /* Whoever adds a route that asks for no Origin comes by here: it needs a signature of its own. */
        assert_int_equal(route->kind->form, strcmp(route->pattern, "/api/v1/sms/status/{id}") == 0);
        assert_true(route->body_max_bytes <= COMMAND_ARENA_BYTES);
        assert_true(route->method != HTTP_METHOD_GET || route->body_max_bytes == 0);
        size_t fields = 0;
        while (route->kind->fields != NULL && route->kind->fields[fields].name != NULL) {
            assert_true(++fields < FIELDS_MAX);
        }
        for (size_t other = 0; other < i; other++) {
            assert_false(ROUTES[other].method == route->method &&
                         strcmp(ROUTES[other].pattern, route->pattern) == 0);
        }
    }
}

/* What another site's page sends changes nothing, on any route. */
static void no_route_takes_another_sites_write(void **state) {
    (void)state;
    static const char *const SOURCES[] = {"", "Origin: http://evil.example\r\n", "Origin: null\r\n",
                                          "Sec-Fetch-Site: cross-site\r\n",
                                          "Sec-Fetch-Site: same-site\r\n"};
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (ROUTES[i].method == HTTP_METHOD_GET || ROUTES[i].kind->form) {
            continue;
        }
        for (size_t source = 0; source < sizeof SOURCES / sizeof SOURCES[0]; source++) {
            struct fake *fake = fake_with_routes();
            char path[256];
            char request[512];
            path_of(&ROUTES[i], path, sizeof path);
            (void)snprintf(request, sizeof request, "%s %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n",
                           METHODS_SENT[ROUTES[i].method], path, SOURCES[source]);
            fake_say(fake, request);
            assert_int_equal(strncmp(fake_heard(fake), "HTTP/1.1 403 ", 13), 0);
            assert_int_equal(fake->submit_count, 0);
            fake_fini(fake);
        }
    }
}

/* A body that is no JSON, of the wrong type or over the bound reaches no command, on any route. */
static void no_route_takes_a_body_that_is_not_its_own(void **state) {
    (void)state;
    static const struct {
        const char *type;
        const char *body;
    } CASES[] = {{"text/plain", "{}"},
                 {"application/json", "{"},
                 {"application/json", "[]"},
                 {"application/json", "{\"no such field\":1}"}};
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        for (size_t k = 0; k < sizeof CASES / sizeof CASES[0]; k++) {
            struct fake *fake = fake_with_routes();
            char path[256];
            char request[768];
            path_of(&ROUTES[i], path, sizeof path);
            (void)snprintf(request, sizeof request,
                           "%s %s HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
                           "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
                           METHODS_SENT[ROUTES[i].method], path, CASES[k].type,
                           strlen(CASES[k].body), CASES[k].body);
            fake_say(fake, request);
            assert_int_equal(strncmp(fake_heard(fake), "HTTP/1.1 4", 10), 0);
            assert_int_equal(fake->submit_count, 0);
            fake_fini(fake);
        }
    }
}

/* Finds "  /path:" and, below it, "    method:" in the schema's text. */
static bool schema_has(const char *schema, const char *path, const char *method) {
    char line[256];
    (void)snprintf(line, sizeof line, "\n  %s:\n", path);
    const char *at = strstr(schema, line);
    if (at == NULL) {
        return false;
    }
    const char *end = strstr(at + strlen(line) - 1, "\n  /");
    const char *components = strstr(at, "\ncomponents:");
    end = end == NULL || end > components ? components : end;
    (void)snprintf(line, sizeof line, "\n    %s:\n", method);
    const char *found = strstr(at, line);
    return found != NULL && found < end;
}

static char *read_schema(void) {
    FILE *file = fopen(SCHEMA_PATH, "rb");
    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    (void)fclose(file);
    return text;
}

static void the_table_and_the_schema_say_the_same(void **state) {
    (void)state;
    char *schema = read_schema();
    size_t described = 0;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        const char *path = ROUTES[i].pattern + strlen("/api/v1");
        if (!schema_has(schema, path, METHODS[ROUTES[i].method])) {
            print_error("schema/openapi.yaml lacks %s %s\n", METHODS[ROUTES[i].method], path);
            fail();
        }
    }
    for (const char *at = strstr(schema, "operationId:"); at != NULL;
         at = strstr(at + 1, "operationId:")) {
        described++;
    }
    assert_int_equal(described, ROUTES_COUNT);
    free(schema);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(no_route_takes_another_sites_write),
        cmocka_unit_test(no_route_takes_a_body_that_is_not_its_own),
        cmocka_unit_test(the_table_and_the_schema_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
