#include "media/router/speech.h"

void speech_level(struct speech *speech, uint8_t level, int64_t now_ms) {
    if (level > SPEECH_LOUD_DBOV) {
        speech->loud_packets -= speech->loud_packets > 0 ? 1 : 0;
        return;
    }
    speech->loud_ms = now_ms;
    if (speech->loud_packets < SPEECH_BEGIN_PACKETS) {
        speech->loud_packets++;
    }
    speech->speaking = speech->speaking || speech->loud_packets == SPEECH_BEGIN_PACKETS;
}

bool speech_now(struct speech *speech, int64_t now_ms) {
    if (speech->speaking && now_ms - speech->loud_ms >= SPEECH_END_MS) {
        speech->speaking = false;
        speech->loud_packets = 0;
    }
    return speech->speaking;
}
