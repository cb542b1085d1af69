/* A STUN message read, verified, and answered by ICE as the transport would. */
#include "media/transport/ice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct ice_credentials CREDENTIALS = {"evtjevtj", "VOkJxbRl1RmTxUk/WvJxBt+/"};
    struct stun_message message;
    struct ice ice;
    const struct ice_path path = {.via = 0, .remote = {.port = 1}};
    uint8_t reply[STUN_REPLY_MAX];
    struct writer writer = writer_of(reply, sizeof reply);
    if (stun_parse(data, size, &message) != ERR_OK) {
        return 0;
    }
    ice_init(&ice, &CREDENTIALS);
    enum ice_verdict verdict = ice_answer(&ice, data, &message, &path, 0, &writer);
    must((verdict == ICE_ACCEPT || verdict == ICE_SELECT) == ice_allows(&ice, &path));
    writer = writer_of(reply, sizeof reply);
    if (stun_write_error(&writer, &message, STUN_ERROR_UNKNOWN_ATTRIBUTE, (struct bytes){0}) ==
        ERR_OK) {
        must(stun_parse(reply, writer_size(&writer), &message) == ERR_OK);
    }
    return 0;
}
