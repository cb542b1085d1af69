#include "base/zone.h"
#include "base/zone_rule.h"

#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t civil(const char *date, const char *clock) {
    int64_t days = 0;
    int minutes = 0;
    assert_int_equal(zone_read_date(date, &days), ERR_OK);
    assert_int_equal(zone_read_time(clock, &minutes), ERR_OK);
    return days * 86400 + minutes * 60;
}

static struct zone load(const char *name, struct arena *arena) {
    struct zone zone;
    enum err err = zone_load(name, arena, &zone);
    if (err != ERR_OK) {
        fail_msg("%s: %s (is tzdata installed?)", name, err_name(err));
    }
    return zone;
}

static void A1_a_civil_time_has_its_instant(void **state) {
    (void)state;
    static const struct {
        const char *zone, *date, *clock;
        enum zone_fit fit;
        const char *utc_date, *utc_clock;
    } CASES[] = {
        {"Europe/Berlin", "2026-01-15", "09:00", ZONE_ONCE, "2026-01-15", "08:00"},
        {"Europe/Berlin", "2026-07-15", "09:00", ZONE_ONCE, "2026-07-15", "07:00"},
        {"Europe/Berlin", "2026-03-29", "01:59", ZONE_ONCE, "2026-03-29", "00:59"},
        {"Europe/Berlin", "2026-03-29", "02:00", ZONE_SKIPPED, "2026-03-29", "01:00"},
        {"Europe/Berlin", "2026-03-29", "02:30", ZONE_SKIPPED, "2026-03-29", "01:00"},
        {"Europe/Berlin", "2026-03-29", "03:00", ZONE_ONCE, "2026-03-29", "01:00"},
        {"Europe/Berlin", "2026-10-25", "01:59", ZONE_ONCE, "2026-10-24", "23:59"},
        {"Europe/Berlin", "2026-10-25", "02:00", ZONE_TWICE, "2026-10-25", "00:00"},
        {"Europe/Berlin", "2026-10-25", "02:59", ZONE_TWICE, "2026-10-25", "00:59"},
        {"Europe/Berlin", "2026-10-25", "03:00", ZONE_ONCE, "2026-10-25", "02:00"},
        {"Europe/Berlin", "2060-07-15", "09:00", ZONE_ONCE, "2060-07-15", "07:00"},
        {"Europe/Berlin", "2060-03-28", "02:30", ZONE_SKIPPED, "2060-03-28", "01:00"},
        {"America/New_York", "2026-03-08", "02:30", ZONE_SKIPPED, "2026-03-08", "07:00"},
        {"America/New_York", "2026-11-01", "01:30", ZONE_TWICE, "2026-11-01", "05:30"},
        {"America/New_York", "2026-12-31", "23:00", ZONE_ONCE, "2027-01-01", "04:00"},
        {"Asia/Kolkata", "2026-06-01", "00:15", ZONE_ONCE, "2026-05-31", "18:45"},
        {"Australia/Sydney", "2055-01-10", "08:00", ZONE_ONCE, "2055-01-09", "21:00"},
        {"Australia/Lord_Howe", "2026-04-05", "01:45", ZONE_TWICE, "2026-04-04", "14:45"},
        {"Asia/Tehran", "2026-07-01", "12:00", ZONE_ONCE, "2026-07-01", "08:30"},
        {"UTC", "2026-07-01", "12:00", ZONE_ONCE, "2026-07-01", "12:00"},
    };
    struct arena *arena = arena_new(16 * 1024 * 1024);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct zone zone = load(CASES[i].zone, arena);
        int64_t utc_s = 0;
        print_message("%s %s %s\n", CASES[i].zone, CASES[i].date, CASES[i].clock);
        assert_int_equal(zone_find_s(&zone, civil(CASES[i].date, CASES[i].clock), &utc_s),
                         CASES[i].fit);
        assert_int_equal(utc_s, civil(CASES[i].utc_date, CASES[i].utc_clock));
    }
    arena_free(arena);
}

/* The C library knows the same files: every sixth hour of sixty years agrees. */
static void the_clocks_are_those_of_the_c_library(void **state) {
    (void)state;
    static const char *const ZONES[] = {"Europe/London",    "America/Sao_Paulo", "Asia/Tokyo",
                                        "Pacific/Auckland", "Africa/Casablanca", "America/St_Johns",
                                        "Europe/Dublin"};
    for (size_t i = 0; i < sizeof ZONES / sizeof ZONES[0]; i++) {
        struct arena *arena = arena_new(1024 * 1024);
        struct zone zone = load(ZONES[i], arena);
        assert_int_equal(setenv("TZ", ZONES[i], 1), 0);
        tzset();
        for (time_t at = 0; at < 3000000000; at += 6 * 3600) {
            struct tm local;
            assert_non_null(localtime_r(&at, &local));
            assert_int_equal(zone_offset_s(&zone, at), local.tm_gmtoff);
        }
        arena_free(arena);
    }
}

static void names_that_are_no_zone_are_not_found(void **state) {
    (void)state;
    static const char *const NAMES[] = {"",
                                        "Europe/Nowhere",
                                        "../../../etc/passwd",
                                        "/etc/passwd",
                                        "Europe/Ber\nlin",
                                        "Europe/../Europe/Berlin"};
    struct arena *arena = arena_new(1024 * 1024);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        struct zone zone;
        assert_int_equal(zone_load(NAMES[i], arena, &zone), ERR_NOT_FOUND);
    }
    arena_free(arena);
}

/* Whatever is cut off or turned round is refused or read; never past the end (sanitizers watch). */
static void a_damaged_file_is_refused(void **state) {
    (void)state;
    struct arena *arena = arena_new(1024 * 1024);
    static uint8_t file[ZONE_FILE_MAX];
    FILE *from = fopen("/usr/share/zoneinfo/Europe/Berlin", "rb");
    assert_non_null(from);
    size_t size = fread(file, 1, sizeof file, from);
    assert_int_equal(fclose(from), 0);
    for (size_t cut = 0; cut < size; cut++) {
        struct zone zone;
        uint8_t *copy = malloc(cut + 1);
        memcpy(copy, file, cut);
        assert_int_equal(zone_parse((struct bytes){.data = copy, .size = cut}, &zone), ERR_INVALID);
        free(copy);
    }
    for (size_t at = 0; at < size; at++) {
        struct zone zone;
        file[at] ^= 0xff;
        if (zone_parse((struct bytes){.data = file, .size = size}, &zone) == ERR_OK) {
            (void)zone_offset_s(&zone, 1800000000);
        }
        file[at] ^= 0xff;
    }
    arena_free(arena);
}

static void rules_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum err err;
        int32_t january_s, july_s;
    } CASES[] = {
        {"CET-1CEST,M3.5.0,M10.5.0/3", ERR_OK, 3600, 7200},
        {"<+0330>-3:30", ERR_OK, 12600, 12600},
        {"EST5EDT,M3.2.0,M11.1.0", ERR_OK, -18000, -14400},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", ERR_OK, 39600, 36000},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", ERR_OK, 0, 3600},
        {"XXX3YYY,J60/-2,J300/26", ERR_OK, -10800, -7200},
        {"XXX3YYY,59,299", ERR_OK, -10800, -7200},
        {"", ERR_INVALID, 0, 0},
        {"CET", ERR_INVALID, 0, 0},
        {"CE-1", ERR_INVALID, 0, 0},
        {"CET-1CEST", ERR_INVALID, 0, 0},
        {"CET-1CEST,M13.5.0,M10.5.0", ERR_INVALID, 0, 0},
        {"CET-1CEST,M3.6.0,M10.5.0", ERR_INVALID, 0, 0},
        {"CET-1CEST,M3.5.0,M10.5.0/200", ERR_INVALID, 0, 0},
        {"CET-1CEST,M3.5.0,M10.5.0x", ERR_INVALID, 0, 0},
        {"<+03-3", ERR_INVALID, 0, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct zone_rule rule;
        assert_int_equal(zone_rule_parse(CASES[i].text, &rule), CASES[i].err);
        if (CASES[i].err == ERR_OK) {
            assert_int_equal(zone_rule_offset_s(&rule, civil("2030-01-10", "12:00")),
                             CASES[i].january_s);
            assert_int_equal(zone_rule_offset_s(&rule, civil("2030-07-10", "12:00")),
                             CASES[i].july_s);
        }
    }
}

static void dates_and_times_are_read(void **state) {
    (void)state;
    static const char *const BAD_DATES[] = {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1",
                                            "26-01-01",   "2026-01-32", "2026/01/01", "1969-12-31"};
    static const char *const BAD_TIMES[] = {"24:00", "12:60", "9:00", "12-00", "12:00:00", ""};
    int64_t days = 0;
    int minutes = 0;
    for (size_t i = 0; i < sizeof BAD_DATES / sizeof BAD_DATES[0]; i++) {
        assert_int_equal(zone_read_date(BAD_DATES[i], &days), ERR_INVALID);
    }
    for (size_t i = 0; i < sizeof BAD_TIMES / sizeof BAD_TIMES[0]; i++) {
        assert_int_equal(zone_read_time(BAD_TIMES[i], &minutes), ERR_INVALID);
    }
    assert_int_equal(zone_read_date("2028-02-29", &days), ERR_OK);
    for (int64_t day = -800000; day < 800000; day += 11) {
        int year, month, date;
        zone_date(day, &year, &month, &date);
        assert_int_equal(zone_days(year, month, date), day);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A1_a_civil_time_has_its_instant),
        cmocka_unit_test(the_clocks_are_those_of_the_c_library),
        cmocka_unit_test(names_that_are_no_zone_are_not_found),
        cmocka_unit_test(a_damaged_file_is_refused),
        cmocka_unit_test(rules_are_read),
        cmocka_unit_test(dates_and_times_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
