#include "media/transport/seal.h"

#include "../unit.h"
#include "base/bytes.h"

#include <srtp2/srtp.h>
#include <string.h>

enum { PACKET_MAX = 1600 };
static const enum seal_profile PROFILES[] = {SEAL_AES128_CM_SHA1_80, SEAL_AEAD_AES_128_GCM,
                                             SEAL_AEAD_AES_256_GCM};
enum { PROFILE_COUNT = 3 };

static size_t unhex(const char *text, uint8_t *out) {
    size_t size = strlen(text) / 2;
    assert_int_equal(bytes_from_hex(text, 2 * size, out, size), ERR_OK);
    return size;
}

static void assert_hex(const uint8_t *got, const char *expected) {
    uint8_t bytes[PACKET_MAX];
    size_t size = unhex(expected, bytes);
    assert_memory_equal(got, bytes, size);
}

/* RFC 3711 appendix B.3. */
static void rfc_3711_key_derivation(void **state) {
    (void)state;
    uint8_t key[16];
    uint8_t salt[14];
    struct seal_session_keys keys;
    unhex("e1f97a0d3e018be0d64fa32c06de4139", key);
    unhex("0ec675ad498afeebb6960b3aabe6", salt);
    assert_int_equal(seal_derive(SEAL_AES128_CM_SHA1_80, key, salt, &keys), ERR_OK);
    assert_hex(keys.rtp.key, "c61e7a93744f39ee10734afe3ff7a087");
    assert_hex(keys.rtp.salt, "30cbbc08863d8c85d49db34a9ae1");
    assert_hex(keys.rtp.auth, "cebe321f6ff7716b6fd4ab49af256a156d38baa4");
}

/* RFC 3711 appendix B.2: with SSRC and index zero the cipher text of zeros is the key stream. */
static void rfc_3711_aes_cm_key_stream(void **state) {
    (void)state;
    struct seal_session_keys keys = {.profile = SEAL_AES128_CM_SHA1_80};
    unhex("2b7e151628aed2a6abf7158809cf4f3c", keys.rtp.key);
    unhex("f0f1f2f3f4f5f6f7f8f9fafbfcfd", keys.rtp.salt);
    struct seal *seal = seal_new(&keys);
    uint8_t packet[12 + 48 + SEAL_RTP_OVERHEAD_MAX] = {0x80};
    static const uint8_t ZEROS[48];
    size_t size;
    assert_int_equal(seal_rtp(seal, packet, 12, ZEROS, sizeof ZEROS, sizeof packet, &size), ERR_OK);
    assert_int_equal(size, 12 + 48 + 10);
    assert_hex(packet + 12, "e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab"
                            "41e95b3bb0a2e8dd477901e4fca894c0");
    seal_free(seal);
}

/* RFC 7714 sections 16.1.1 and 16.2.1. */
static void rfc_7714_srtp(void **state) {
    (void)state;
    static const struct {
        enum seal_profile profile;
        const char *key;
        const char *expected;
    } CASES[] = {
        {SEAL_AEAD_AES_128_GCM, "000102030405060708090a0b0c0d0e0f",
         "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b"
         "36de3adf8833899d7f27beb16a9152cf765ee4390cce"},
        {SEAL_AEAD_AES_256_GCM, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
         "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f"
         "1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct seal_session_keys keys = {.profile = CASES[i].profile};
        unhex(CASES[i].key, keys.rtp.key);
        unhex("517569642070726f2071756f", keys.rtp.salt);
        struct seal *seal = seal_new(&keys);
        uint8_t packet[128];
        uint8_t plain[128];
        size_t size;
        unhex("8040f17b8041f8d35501a0b2", packet);
        static const char GALLIA[] = "Gallia est omnis divisa in partes tres";
        assert_int_equal(seal_rtp(seal, packet, 12, (const uint8_t *)GALLIA, strlen(GALLIA),
                                  sizeof packet, &size),
                         ERR_OK);
        assert_int_equal(size, strlen(CASES[i].expected) / 2);
        assert_hex(packet, CASES[i].expected);
        struct seal *opener = seal_new(&keys);
        assert_int_equal(seal_open_rtp(opener, packet, size, plain, &size), ERR_OK);
        assert_int_equal(size, 12 + strlen(GALLIA));
        assert_memory_equal(plain + 12, GALLIA, strlen(GALLIA));
        seal_free(opener);
        seal_free(seal);
    }
}

/* RFC 7714 section 17.1: the index is 0x05d4, so the packet is opened. */
static void rfc_7714_srtcp(void **state) {
    (void)state;
    struct seal_session_keys keys = {.profile = SEAL_AEAD_AES_128_GCM};
    uint8_t sealed[128];
    uint8_t plain[128];
    unhex("000102030405060708090a0b0c0d0e0f", keys.rtcp.key);
    unhex("517569642070726f2071756f", keys.rtcp.salt);
    size_t size = unhex("81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1"
                        "730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4",
                        sealed);
    struct seal *seal = seal_new(&keys);
    assert_int_equal(seal_open_rtcp(seal, sealed, size, plain, &size), ERR_OK);
    assert_hex(plain, "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeef"
                      "deadbeefdeadbeefdeadbeefdeadbeef");
    seal_free(seal);
}

static struct seal *seal_of(enum seal_profile profile) {
    uint8_t key[SEAL_KEY_MAX];
    uint8_t salt[SEAL_SALT_MAX];
    struct seal_session_keys keys;
    for (size_t i = 0; i < sizeof key; i++) {
        key[i] = (uint8_t)(3 * i + 1);
    }
    for (size_t i = 0; i < sizeof salt; i++) {
        salt[i] = (uint8_t)(5 * i + 2);
    }
    assert_int_equal(seal_derive(profile, key, salt, &keys), ERR_OK);
    struct seal *seal = seal_new(&keys);
    assert_non_null(seal);
    return seal;
}

static srtp_t oracle_of(enum seal_profile profile) {
    uint8_t key[SEAL_KEY_MAX + SEAL_SALT_MAX];
    srtp_policy_t policy;
    memset(&policy, 0, sizeof policy);
    size_t key_size = seal_key_size(profile);
    for (size_t i = 0; i < key_size; i++) {
        key[i] = (uint8_t)(3 * i + 1);
    }
    for (size_t i = 0; i < seal_salt_size(profile); i++) {
        key[key_size + i] = (uint8_t)(5 * i + 2);
    }
    if (profile == SEAL_AEAD_AES_128_GCM) {
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp);
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp);
    } else if (profile == SEAL_AEAD_AES_256_GCM) {
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp);
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp);
    } else {
        srtp_crypto_policy_set_rtp_default(&policy.rtp);
        srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
    }
    policy.ssrc.type = ssrc_any_outbound;
    policy.key = key;
    policy.window_size = 128;
    srtp_t session;
    assert_int_equal(srtp_create(&session, &policy), srtp_err_status_ok);
    return session;
}

/* A packet with an extension and one CSRC every now and then; its size grows with `n`. */
static size_t make_rtp(uint8_t *out, uint16_t sequence, size_t payload_size) {
    struct writer writer = writer_of(out, PACKET_MAX);
    bool extended = sequence % 3 == 0;
    bool csrc = sequence % 5 == 0;
    writer_u8(&writer, (uint8_t)(0x80 | (extended ? 0x10 : 0) | (csrc ? 1 : 0)));
    writer_u8(&writer, 96);
    writer_u16(&writer, sequence);
    writer_u32(&writer, sequence * 3000U);
    writer_u32(&writer, 0xcafe0000U + sequence % 2);
    if (csrc) {
        writer_u32(&writer, 77);
    }
    if (extended) {
        writer_u32(&writer, 0xbede0001);
        writer_u32(&writer, 0x10aa0000);
    }
    for (size_t i = 0; i < payload_size; i++) {
        writer_u8(&writer, (uint8_t)(i * 7 + sequence));
    }
    return writer_size(&writer);
}

static size_t header_size(const uint8_t *packet) {
    return 12 + 4 * (size_t)(packet[0] & 15) + ((packet[0] & 0x10) != 0 ? 8 : 0);
}

/* Every payload size from 0 to 1400, across a wrap of the sequence number. */
static void rtp_equals_libsrtp_byte_for_byte(void **state) {
    (void)state;
    for (size_t p = 0; p < PROFILE_COUNT; p++) {
        srtp_t oracle = oracle_of(PROFILES[p]);
        struct seal *seal = seal_of(PROFILES[p]);
        struct seal *opener = seal_of(PROFILES[p]);
        for (size_t n = 0; n <= 1400; n++) {
            uint8_t ours[PACKET_MAX];
            uint8_t theirs[PACKET_MAX];
            uint8_t plain[PACKET_MAX];
            uint8_t opened[PACKET_MAX];
            size_t size = make_rtp(plain, (uint16_t)(65000 + n), n);
            size_t ours_size;
            int theirs_size = (int)size;
            memcpy(theirs, plain, size);
            size_t header = header_size(plain);
            memcpy(ours, plain, header);
            assert_int_equal(srtp_protect(oracle, theirs, &theirs_size), srtp_err_status_ok);
            assert_int_equal(seal_rtp(seal, ours, header, plain + header, size - header,
                                      sizeof ours, &ours_size),
                             ERR_OK);
            assert_int_equal(ours_size, theirs_size);
            assert_memory_equal(ours, theirs, ours_size);
            assert_int_equal(seal_open_rtp(opener, ours, ours_size, opened, &ours_size), ERR_OK);
            assert_int_equal(ours_size, size);
            assert_memory_equal(opened, plain, size);
        }
        seal_free(opener);
        seal_free(seal);
        srtp_dealloc(oracle);
    }
}

static void rtcp_equals_libsrtp_byte_for_byte(void **state) {
    (void)state;
    for (size_t p = 0; p < PROFILE_COUNT; p++) {
        srtp_t oracle = oracle_of(PROFILES[p]);
        struct seal *seal = seal_of(PROFILES[p]);
        struct seal *opener = seal_of(PROFILES[p]);
        for (size_t size = 8; size <= 1400; size += 4) {
            uint8_t plain[PACKET_MAX] = {0x80, 201, 0, 1, 1, 2, 3, 4};
            uint8_t ours[PACKET_MAX];
            uint8_t theirs[PACKET_MAX];
            uint8_t opened[PACKET_MAX];
            size_t ours_size;
            int theirs_size = (int)size;
            memset(plain + 8, (int)(size & 0xff), size - 8);
            memcpy(theirs, plain, size);
            assert_int_equal(srtp_protect_rtcp(oracle, theirs, &theirs_size), srtp_err_status_ok);
            assert_int_equal(seal_rtcp(seal, plain, size, ours, sizeof ours, &ours_size), ERR_OK);
            assert_int_equal(ours_size, theirs_size);
            assert_memory_equal(ours, theirs, ours_size);
            assert_int_equal(seal_open_rtcp(opener, ours, ours_size, opened, &ours_size), ERR_OK);
            assert_int_equal(ours_size, size);
            assert_memory_equal(opened, plain, size);
        }
        seal_free(opener);
        seal_free(seal);
        srtp_dealloc(oracle);
    }
}

static enum err open_sequence(struct seal *sealer, struct seal *opener, uint16_t sequence) {
    uint8_t plain[PACKET_MAX];
    uint8_t sealed[PACKET_MAX];
    size_t size = make_rtp(plain, sequence, 20);
    size_t header = header_size(plain);
    memcpy(sealed, plain, header);
    sealed[11] = plain[11] = 9; /* one SSRC for all */
    assert_int_equal(seal_rtp(sealer, sealed, header, plain + header, 20, sizeof sealed, &size),
                     ERR_OK);
    return seal_open_rtp(opener, sealed, size, plain, &size);
}

static void a_packet_is_taken_once_and_late_ones_within_the_window(void **state) {
    (void)state;
    static const struct {
        uint16_t sequence;
        enum err expected;
    } CASES[] = {
        {1000, ERR_OK},      {1000, ERR_REPLAY},  {1001, ERR_OK},     {1100, ERR_OK},
        {1002, ERR_OK},      {1002, ERR_REPLAY},  {1000, ERR_REPLAY}, {1127, ERR_OK},
        {1128, ERR_OK},      {1003, ERR_OK},      {1200, ERR_OK},     {1072, ERR_REPLAY},
        {1073, ERR_OK},      {1073, ERR_REPLAY},  {20000, ERR_OK},    {19999, ERR_OK},
        {19872, ERR_REPLAY}, {50000, ERR_OK},     {65535, ERR_OK},    {0, ERR_OK},
        {65534, ERR_OK},     {65535, ERR_REPLAY}, {1, ERR_OK},        {0, ERR_REPLAY},
    };
    for (size_t p = 0; p < PROFILE_COUNT; p++) {
        struct seal *sealer = seal_of(PROFILES[p]);
        struct seal *opener = seal_of(PROFILES[p]);
        for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
            assert_int_equal(open_sequence(sealer, opener, CASES[i].sequence), CASES[i].expected);
        }
        seal_free(sealer);
        seal_free(opener);
    }
}

static void every_flipped_bit_is_refused_and_changes_nothing(void **state) {
    (void)state;
    for (size_t p = 0; p < PROFILE_COUNT; p++) {
        struct seal *sealer = seal_of(PROFILES[p]);
        struct seal *opener = seal_of(PROFILES[p]);
        uint8_t plain[PACKET_MAX];
        uint8_t sealed[PACKET_MAX];
        uint8_t out[PACKET_MAX];
        size_t size = make_rtp(plain, 3, 40);
        size_t header = header_size(plain);
        memcpy(sealed, plain, header);
        assert_int_equal(
            seal_rtp(sealer, sealed, header, plain + header, size - header, sizeof sealed, &size),
            ERR_OK);
        for (size_t bit = 0; bit < 8 * size; bit++) {
            size_t opened;
            sealed[bit / 8] = (uint8_t)(sealed[bit / 8] ^ 1U << bit % 8);
            assert_int_not_equal(seal_open_rtp(opener, sealed, size, out, &opened), ERR_OK);
            sealed[bit / 8] = (uint8_t)(sealed[bit / 8] ^ 1U << bit % 8);
        }
        for (size_t cut = 0; cut < size; cut++) {
            size_t opened;
            assert_int_not_equal(seal_open_rtp(opener, sealed, cut, out, &opened), ERR_OK);
        }
        size_t opened;
        assert_int_equal(seal_open_rtp(opener, sealed, size, out, &opened), ERR_OK);
        seal_free(sealer);
        seal_free(opener);
    }
}

static void a_replayed_or_clear_rtcp_packet_is_refused(void **state) {
    (void)state;
    for (size_t p = 0; p < PROFILE_COUNT; p++) {
        struct seal *sealer = seal_of(PROFILES[p]);
        struct seal *opener = seal_of(PROFILES[p]);
        static const uint8_t PLAIN[8] = {0x80, 201, 0, 1, 9, 9, 9, 9};
        uint8_t sealed[64];
        uint8_t out[64];
        size_t size;
        size_t opened;
        assert_int_equal(seal_rtcp(sealer, PLAIN, 8, sealed, sizeof sealed, &size), ERR_OK);
        assert_int_equal(seal_open_rtcp(opener, sealed, size, out, &opened), ERR_OK);
        assert_int_equal(seal_open_rtcp(opener, sealed, size, out, &opened), ERR_REPLAY);
        size_t word = PROFILES[p] == SEAL_AES128_CM_SHA1_80 ? size - 14 : size - 4;
        assert_int_equal(seal_rtcp(sealer, PLAIN, 8, sealed, sizeof sealed, &size), ERR_OK);
        sealed[word] &= 0x7f;
        assert_int_equal(seal_open_rtcp(opener, sealed, size, out, &opened), ERR_INVALID);
        seal_free(sealer);
        seal_free(opener);
    }
}

static void a_flood_of_ssrcs_stays_within_the_table(void **state) {
    (void)state;
    struct seal *sealer = seal_of(SEAL_AEAD_AES_128_GCM);
    struct seal *opener = seal_of(SEAL_AEAD_AES_128_GCM);
    for (uint32_t ssrc = 1; ssrc < 4 * SEAL_STREAMS_MAX; ssrc++) {
        uint8_t packet[64] = {0x80,         96, 0, 1, 0, 0, 0, 0, 0, 0, (uint8_t)(ssrc >> 8),
                              (uint8_t)ssrc};
        uint8_t out[64];
        size_t size;
        assert_int_equal(seal_rtp(sealer, packet, 12, packet, 4, sizeof packet, &size), ERR_OK);
        assert_int_equal(seal_open_rtp(opener, packet, size, out, &size), ERR_OK);
    }
    seal_forget(sealer, 4 * SEAL_STREAMS_MAX - 1);
    seal_free(sealer);
    seal_free(opener);
}

int main(void) {
    assert_int_equal(srtp_init(), srtp_err_status_ok);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc_3711_key_derivation),
        cmocka_unit_test(rfc_3711_aes_cm_key_stream),
        cmocka_unit_test(rfc_7714_srtp),
        cmocka_unit_test(rfc_7714_srtcp),
        cmocka_unit_test(rtp_equals_libsrtp_byte_for_byte),
        cmocka_unit_test(rtcp_equals_libsrtp_byte_for_byte),
        cmocka_unit_test(a_packet_is_taken_once_and_late_ones_within_the_window),
        cmocka_unit_test(every_flipped_bit_is_refused_and_changes_nothing),
        cmocka_unit_test(a_replayed_or_clear_rtcp_packet_is_refused),
        cmocka_unit_test(a_flood_of_ssrcs_stays_within_the_table),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    srtp_shutdown();
    return failed;
}
