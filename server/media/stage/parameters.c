#include "media/stage/parameters.h"

#include "base/bytes.h"
#include "media/router/rtp.h"

#include <string.h>
#include <strings.h>

enum {
    TYPE_OPUS = 100,
    TYPE_VP8 = 101,
    TYPE_RTX = 102,
    ID_ABS_SEND_TIME = 4,
    ID_TRANSPORT_CC = 5,
    ID_AUDIO_LEVEL = 10,
    ID_ORIENTATION = 11,
    TEXT_MAX = 256,
    PRIORITY_UDP = 1076302079,
    PRIORITY_TCP = 1076276479,
    PRIORITY_STEP = 256 /* one of local preference (RFC 8445 section 5.1.2.1) */
};

#define URI_MID           "urn:ietf:params:rtp-hdrext:sdes:mid"
#define URI_STREAM_ID     "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
#define URI_REPAIRED_ID   "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
#define URI_ABS_SEND_TIME "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
#define URI_TRANSPORT_CC  "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
#define URI_AUDIO_LEVEL   "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
#define URI_ORIENTATION   "urn:3gpp:video-orientation"

bool parameters_text(const json_t *object, const char *key, size_t max, const char **out) {
    const json_t *value = json_object_get(object, key);
    size_t size = json_string_length(value);
    if (!json_is_string(value) || size == 0 || size > max ||
        strlen(json_string_value(value)) != size) {
        return false;
    }
    *out = json_string_value(value);
    return true;
}

bool parameters_uint(const json_t *object, const char *key, uint32_t max, uint32_t *out) {
    const json_t *value = json_object_get(object, key);
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || number > (json_int_t)max) {
        return false;
    }
    *out = (uint32_t)number;
    return true;
}

static enum err refuse(const char **text, const char *why) {
    *text = why;
    return ERR_INVALID;
}

static bool is_codec(const json_t *codec, const char *mime_type) {
    const char *found;
    return parameters_text(codec, "mimeType", TEXT_MAX, &found) &&
           strcasecmp(found, mime_type) == 0;
}

static const json_t *find_codec(const json_t *codecs, const char *mime_type) {
    size_t index;
    json_t *codec;
    json_array_foreach(codecs, index, codec) {
        if (is_codec(codec, mime_type)) {
            return codec;
        }
    }
    return NULL;
}

/* The RTX codec whose `apt` is `payload_type`. */
static const json_t *find_rtx(const json_t *codecs, uint32_t payload_type) {
    size_t index;
    json_t *codec;
    json_array_foreach(codecs, index, codec) {
        uint32_t apt;
        if (is_codec(codec, "video/rtx") &&
            parameters_uint(json_object_get(codec, "parameters"), "apt", 127, &apt) &&
            apt == payload_type) {
            return codec;
        }
    }
    return NULL;
}

static enum err read_codecs(const json_t *rtp, bool video, struct message_producer *out,
                            const char **text) {
    const json_t *codecs = json_object_get(rtp, "codecs");
    uint32_t type;
    if (!json_is_array(codecs) || json_array_size(codecs) > PARAMETERS_CODECS_MAX) {
        return refuse(text, "codecs must be a list of at most 16");
    }
    const json_t *codec = find_codec(codecs, video ? "video/VP8" : "audio/opus");
    if (codec == NULL || !parameters_uint(codec, "payloadType", 127, &type)) {
        return refuse(text, "codecs must hold audio/opus or video/VP8 with its payloadType");
    }
    out->payload_type = (uint8_t)type;
    const json_t *rtx = video ? find_rtx(codecs, type) : NULL;
    if (rtx != NULL) {
        uint32_t rtx_type;
        if (!parameters_uint(rtx, "payloadType", 127, &rtx_type) || rtx_type == type) {
            return refuse(text, "rtx needs a payloadType of its own");
        }
        out->rtx_payload_type = (uint8_t)rtx_type;
    }
    return ERR_OK;
}

static enum err read_encoding(const json_t *rtp, struct message_producer *out, const char **text) {
    const json_t *encodings = json_object_get(rtp, "encodings");
    if (!json_is_array(encodings) || json_array_size(encodings) != 1) {
        return refuse(text, "encodings must be a list of one");
    }
    const json_t *encoding = json_array_get(encodings, 0);
    if (!parameters_uint(encoding, "ssrc", UINT32_MAX, &out->ssrc) || out->ssrc == 0) {
        return refuse(text, "the encoding must name its ssrc");
    }
    const json_t *rtx = json_object_get(encoding, "rtx");
    if (rtx != NULL && out->rtx_payload_type != 0) {
        if (!parameters_uint(rtx, "ssrc", UINT32_MAX, &out->rtx_ssrc) || out->rtx_ssrc == 0 ||
            out->rtx_ssrc == out->ssrc) {
            return refuse(text, "rtx must name an ssrc of its own");
        }
    }
    return ERR_OK;
}

static enum err read_extensions(const json_t *rtp, struct message_producer *out,
                                const char **text) {
    const json_t *extensions = json_object_get(rtp, "headerExtensions");
    size_t index;
    json_t *extension;
    if (extensions == NULL) {
        return ERR_OK;
    }
    if (!json_is_array(extensions) || json_array_size(extensions) > PARAMETERS_EXTENSIONS_MAX) {
        return refuse(text, "headerExtensions must be a list of at most 32");
    }
    json_array_foreach(extensions, index, extension) {
        const char *uri;
        uint32_t id;
        if (!parameters_text(extension, "uri", TEXT_MAX, &uri) ||
            !parameters_uint(extension, "id", 255, &id) || id == 0) {
            return refuse(text, "a header extension needs uri and id");
        }
        if (id > RTP_EXTENSION_ID_MAX) {
            continue; /* we read the one-byte form's ids only */
        }
        if (strcmp(uri, URI_TRANSPORT_CC) == 0) {
            out->transport_cc = (uint8_t)id;
        } else if (strcmp(uri, URI_AUDIO_LEVEL) == 0) {
            out->audio_level = (uint8_t)id;
        } else if (strcmp(uri, URI_ORIENTATION) == 0) {
            out->orientation = (uint8_t)id;
        }
    }
    return ERR_OK;
}

enum err parameters_read_rtp(const json_t *rtp, bool video, struct message_producer *out,
                             const char **text) {
    struct message_producer stream = *out;
    if (!json_is_object(rtp)) {
        return refuse(text, "rtpParameters must be an object");
    }
    enum err err = read_codecs(rtp, video, &stream, text);
    if (err == ERR_OK) {
        err = read_encoding(rtp, &stream, text);
    }
    if (err == ERR_OK) {
        err = read_extensions(rtp, &stream, text);
    }
    if (err == ERR_OK) {
        stream.video = video;
        *out = stream;
    }
    return err;
}

static bool read_hash(const char *name, enum dtls_hash *out) {
    static const struct {
        const char *name;
        enum dtls_hash hash;
    } HASHES[] = {{"sha-256", DTLS_SHA256}, {"sha-384", DTLS_SHA384}, {"sha-512", DTLS_SHA512}};
    for (size_t i = 0; i < sizeof HASHES / sizeof HASHES[0]; i++) {
        if (strcasecmp(name, HASHES[i].name) == 0) {
            *out = HASHES[i].hash;
            return true;
        }
    }
    return false;
}

/* "AB:CD:…", exactly as many bytes as the hash has. */
static bool read_colons(const char *text, size_t size, uint8_t *out) {
    if (strlen(text) != 3 * size - 1) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        if (bytes_from_hex(text + 3 * i, 2, out + i, 1) != ERR_OK ||
            (i + 1 < size && text[3 * i + 2] != ':')) {
            return false;
        }
    }
    return true;
}

static bool read_fingerprint(const json_t *from, struct dtls_fingerprint *out) {
    const char *algorithm;
    const char *value;
    return parameters_text(from, "algorithm", TEXT_MAX, &algorithm) &&
           read_hash(algorithm, &out->hash) && parameters_text(from, "value", TEXT_MAX, &value) &&
           read_colons(value, dtls_hash_size(out->hash), out->value);
}

enum err parameters_read_dtls(const json_t *dtls, struct message_connect *out, const char **text) {
    const json_t *list = json_object_get(dtls, "fingerprints");
    const char *role = "client";
    if (!json_is_object(dtls) || !json_is_array(list) || json_array_size(list) == 0 ||
        json_array_size(list) > DTLS_FINGERPRINTS_MAX) {
        return refuse(text, "dtlsParameters must hold one to eight fingerprints");
    }
    if (json_object_get(dtls, "role") != NULL &&
        (!parameters_text(dtls, "role", TEXT_MAX, &role) ||
         (strcmp(role, "client") != 0 && strcmp(role, "auto") != 0))) {
        return refuse(text, "the page is the DTLS client");
    }
    struct message_connect connect = {.transport = out->transport};
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!read_fingerprint(json_array_get(list, i), &connect.fingerprints[i])) {
            return refuse(text, "a fingerprint is sha-256, sha-384 or sha-512 in hex with colons");
        }
        connect.fingerprint_count++;
    }
    *out = connect;
    return ERR_OK;
}

bool parameters_can_receive(const json_t *capabilities) {
    const json_t *codecs = json_object_get(capabilities, "codecs");
    return json_is_array(codecs) && json_array_size(codecs) <= 4 * PARAMETERS_CODECS_MAX &&
           find_codec(codecs, "audio/opus") != NULL && find_codec(codecs, "video/VP8") != NULL;
}

static json_t *capability_extension(const char *kind, const char *uri, int id,
                                    const char *direction) {
    return json_pack("{s:s, s:s, s:i, s:b, s:s}", "kind", kind, "uri", uri, "preferredId", id,
                     "preferredEncrypt", 0, "direction", direction);
}

static json_t *capability_extensions(void) {
    static const struct {
        const char *kind;
        const char *uri;
        int id;
        const char *direction; /* of the server: recvonly, the page only sends it */
    } ROWS[] = {
        {"audio", URI_MID, 1, "sendrecv"},
        {"video", URI_MID, 1, "sendrecv"},
        {"video", URI_STREAM_ID, 2, "recvonly"},
        {"video", URI_REPAIRED_ID, 3, "recvonly"},
        {"audio", URI_ABS_SEND_TIME, ID_ABS_SEND_TIME, "sendrecv"},
        {"video", URI_ABS_SEND_TIME, ID_ABS_SEND_TIME, "sendrecv"},
        {"audio", URI_TRANSPORT_CC, ID_TRANSPORT_CC, "recvonly"},
        {"video", URI_TRANSPORT_CC, ID_TRANSPORT_CC, "recvonly"},
        {"audio", URI_AUDIO_LEVEL, ID_AUDIO_LEVEL, "sendrecv"},
        {"video", URI_ORIENTATION, ID_ORIENTATION, "sendrecv"},
    };
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        json_array_append_new(
            list, capability_extension(ROWS[i].kind, ROWS[i].uri, ROWS[i].id, ROWS[i].direction));
    }
    return list;
}

json_t *parameters_router_capabilities(void) {
    return json_pack("{s:[{s:s,s:s,s:i,s:i,s:i,s:{s:i,s:i},s:[{s:s,s:s}]},"
                     "{s:s,s:s,s:i,s:i,s:{},s:[{s:s,s:s},{s:s,s:s},{s:s,s:s},{s:s,s:s},{s:s,s:s}]},"
                     "{s:s,s:s,s:i,s:i,s:{s:i},s:[]}],s:o}",
                     "codecs", "kind", "audio", "mimeType", "audio/opus", "preferredPayloadType",
                     TYPE_OPUS, "clockRate", 48000, "channels", 2, "parameters", "useinbandfec", 1,
                     "minptime", 10, "rtcpFeedback", "type", "transport-cc", "parameter", "",
                     "kind", "video", "mimeType", "video/VP8", "preferredPayloadType", TYPE_VP8,
                     "clockRate", 90000, "parameters", "rtcpFeedback", "type", "nack", "parameter",
                     "", "type", "nack", "parameter", "pli", "type", "ccm", "parameter", "fir",
                     "type", "goog-remb", "parameter", "", "type", "transport-cc", "parameter", "",
                     "kind", "video", "mimeType", "video/rtx", "preferredPayloadType", TYPE_RTX,
                     "clockRate", 90000, "parameters", "apt", TYPE_VP8, "rtcpFeedback",
                     "headerExtensions", capability_extensions());
}

static json_t *audio_codecs(void) {
    return json_pack("[{s:s,s:i,s:i,s:i,s:{s:i,s:i},s:[]}]", "mimeType", "audio/opus",
                     "payloadType", TYPE_OPUS, "clockRate", 48000, "channels", 2, "parameters",
                     "useinbandfec", 1, "minptime", 10, "rtcpFeedback");
}

static json_t *video_codecs(void) {
    return json_pack("[{s:s,s:i,s:i,s:{},s:[{s:s,s:s},{s:s,s:s},{s:s,s:s}]},"
                     "{s:s,s:i,s:i,s:{s:i},s:[]}]",
                     "mimeType", "video/VP8", "payloadType", TYPE_VP8, "clockRate", 90000,
                     "parameters", "rtcpFeedback", "type", "nack", "parameter", "", "type", "nack",
                     "parameter", "pli", "type", "ccm", "parameter", "fir", "mimeType", "video/rtx",
                     "payloadType", TYPE_RTX, "clockRate", 90000, "parameters", "apt", TYPE_VP8,
                     "rtcpFeedback");
}

static json_t *receiver_extension(const char *uri, int id) {
    return json_pack("{s:s,s:i,s:b,s:{}}", "uri", uri, "id", id, "encrypt", 0, "parameters");
}

json_t *parameters_for_receiver(struct message_consumer *stream, bool video) {
    char cname[MESSAGE_CNAME_MAX + 1] = {0};
    memcpy(cname, stream->cname, stream->cname_size);
    stream->payload_type = video ? TYPE_VP8 : TYPE_OPUS;
    stream->rtx_payload_type = video ? TYPE_RTX : 0;
    stream->abs_send_time = ID_ABS_SEND_TIME;
    stream->audio_level = video ? 0 : ID_AUDIO_LEVEL;
    stream->orientation = video ? ID_ORIENTATION : 0;
    json_t *encoding = video ? json_pack("{s:I,s:{s:I}}", "ssrc", (json_int_t)stream->ssrc, "rtx",
                                         "ssrc", (json_int_t)stream->rtx_ssrc)
                             : json_pack("{s:I}", "ssrc", (json_int_t)stream->ssrc);
    return json_pack("{s:o,s:[o,o],s:[o],s:{s:s,s:b,s:b}}", "codecs",
                     video ? video_codecs() : audio_codecs(), "headerExtensions",
                     receiver_extension(URI_ABS_SEND_TIME, ID_ABS_SEND_TIME),
                     video ? receiver_extension(URI_ORIENTATION, ID_ORIENTATION)
                           : receiver_extension(URI_AUDIO_LEVEL, ID_AUDIO_LEVEL),
                     "encodings", encoding, "rtcp", "cname", cname, "reducedSize", 1, "mux", 1);
}

json_t *parameters_ice(const struct ice_credentials *credentials) {
    return json_pack("{s:s#,s:s#,s:b}", "usernameFragment", credentials->ufrag,
                     (int)sizeof credentials->ufrag, "password", credentials->password,
                     (int)sizeof credentials->password, "iceLite", 1);
}

json_t *parameters_dtls(const uint8_t *certificate_hash) {
    char text[3 * DTLS_IDENTITY_HASH_BYTES];
    for (size_t i = 0; i < DTLS_IDENTITY_HASH_BYTES; i++) {
        static const char DIGITS[] = "0123456789ABCDEF";
        text[3 * i] = DIGITS[certificate_hash[i] >> 4];
        text[3 * i + 1] = DIGITS[certificate_hash[i] & 15];
        text[3 * i + 2] = ':';
    }
    text[sizeof text - 1] = '\0';
    return json_pack("{s:s,s:[{s:s,s:s}]}", "role", "auto", "fingerprints", "algorithm", "sha-256",
                     "value", text);
}

static json_t *candidate(const struct parameters_candidate *from, size_t index, bool tcp) {
    char foundation[8] = {tcp ? 't' : 'u', (char)('0' + index % 10)};
    int priority = (tcp ? PRIORITY_TCP : PRIORITY_UDP) - (int)index * PRIORITY_STEP;
    json_t *made =
        json_pack("{s:s,s:i,s:s,s:s,s:s,s:i,s:s}", "foundation", foundation, "priority", priority,
                  "ip", from->address, "address", from->address, "protocol", tcp ? "tcp" : "udp",
                  "port", tcp ? from->tcp_port : from->udp_port, "type", "host");
    if (tcp) {
        json_object_set_new(made, "tcpType", json_string("passive"));
    }
    return made;
}

json_t *parameters_candidates(const struct parameters_candidate *list, size_t count) {
    json_t *candidates = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(candidates, candidate(&list[i], i, false));
    }
    for (size_t i = 0; i < count; i++) {
        if (list[i].tcp_port != 0) {
            json_array_append_new(candidates, candidate(&list[i], i, true));
        }
    }
    return candidates;
}
