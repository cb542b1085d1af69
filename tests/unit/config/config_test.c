#include "config/config.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum err read_ini(const char *text, struct config *config, char *message) {
    char path[] = "/tmp/anteroom-config-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    config_init(config);
    enum err e = config_read(config, path, NULL, message);
    unlink(path);
    return e;
}

static void a_slip_of_the_pen_is_an_error(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum err expected;
        const char *said;
    } CASES[] = {
        {"[server]\nlisten = 127.0.0.1:1\n", ERR_OK, NULL},
        {"[server]\nlissten = 127.0.0.1:1\n", ERR_INVALID, "lissten"},
        {"[servers]\nlisten = 127.0.0.1:1\n", ERR_INVALID, "servers"},
        {"[media]\nudp_port = 65536\n", ERR_INVALID, "0 to 65535"},
        {"[media]\nudp_port = 12x\n", ERR_INVALID, "udp_port"},
        {"[keys]\nbeside_data = maybe\n", ERR_INVALID, "yes or no"},
        {"[server]\nlisten\n", ERR_INVALID, "line 2"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct config config;
        char message[CONFIG_ERROR_MAX] = "";
        assert_int_equal(read_ini(CASES[i].text, &config, message), CASES[i].expected);
        if (CASES[i].said != NULL) {
            assert_non_null(strstr(message, CASES[i].said));
        }
    }
}

static void the_environment_stands_over_the_file(void **state) {
    (void)state;
    struct config config;
    char message[CONFIG_ERROR_MAX];
    char set[] = "ANTEROOM_MEDIA_UDP_PORT=7000";
    char unknown[] = "ANTEROOM_MEDIA_PORT=7000";
    char other[] = "ANTEROOM_BINARY=/root";
    config_init(&config);
    assert_int_equal(config_read(&config, NULL, (char *[]){other, set, NULL}, message), ERR_OK);
    assert_int_equal(config.media.udp_port, 7000);
    assert_int_equal(config_read(&config, NULL, (char *[]){unknown, NULL}, message), ERR_INVALID);
    assert_non_null(strstr(message, "ANTEROOM_MEDIA_PORT"));
}

static void plain_http_stays_at_home(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum err expected;
    } CASES[] = {
        {"[server]\nlisten = 127.0.0.1:8080\n", ERR_OK},
        {"[server]\nlisten = [::1]:8080\n", ERR_OK},
        {"[server]\nlisten = 0.0.0.0:8080\n", ERR_INVALID},
        {"[server]\nlisten = 0.0.0.0:8080\ntrusted_proxies = 10.0.0.2\n", ERR_OK},
        {"[server]\nlisten = 0.0.0.0:8080\ntls_certificate = a\n", ERR_INVALID},
        {"[server]\nlisten = 0.0.0.0:8080\ntls_certificate = a\ntls_key = b\n", ERR_OK},
        {"[server]\ndata = /d/\n[keys]\nfile = /d/key\n", ERR_INVALID},
        {"[server]\ndata = /d\n[keys]\nfile = /d/key\nbeside_data = yes\n", ERR_OK},
        {"[server]\ndata = /d\n[keys]\nfile = /data/key\n", ERR_OK},
        {"[mail]\nurl = smtp://127.0.0.1:25\n", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct config config;
        char message[CONFIG_ERROR_MAX];
        assert_int_equal(read_ini(CASES[i].text, &config, message), ERR_OK);
        assert_int_equal(config_check(&config, message), CASES[i].expected);
    }
}

static void an_address_has_a_port(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum err expected;
        const char *host;
        int port;
    } CASES[] = {
        {"127.0.0.1:8080", ERR_OK, "127.0.0.1", 8080},
        {"[::1]:0", ERR_OK, "::1", 0},
        {"::1:80", ERR_INVALID, "", 0},
        {"127.0.0.1", ERR_INVALID, "", 0},
        {":80", ERR_INVALID, "", 0},
        {"a:65536", ERR_INVALID, "", 0},
        {"a:", ERR_INVALID, "", 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char host[64] = "";
        int port = 0;
        assert_int_equal(config_address(CASES[i].text, host, sizeof host, &port),
                         CASES[i].expected);
        assert_string_equal(host, CASES[i].host);
        assert_int_equal(port, CASES[i].port);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_of_the_pen_is_an_error),
        cmocka_unit_test(the_environment_stands_over_the_file),
        cmocka_unit_test(plain_http_stays_at_home),
        cmocka_unit_test(an_address_has_a_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
