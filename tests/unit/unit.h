/* unit: cmocka with the headers that it wants before it. */
#ifndef ANTEROOM_TESTS_UNIT_H
#define ANTEROOM_TESTS_UNIT_H

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#endif
