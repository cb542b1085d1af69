#include "gateway/request.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_ROOM_FIRST = 1024 };

static struct request_reader *reader_from(llhttp_t *parser) {
    return parser->data;
}

/* Every refusal goes through here, so that one is never without its status. */
static int refuse(struct request_reader *reader, int status) {
    reader->status = status;
    return HPE_USER;
}

static int gather(struct request_reader *reader, const char *data, size_t size) {
    if (size == 0) {
        return HPE_OK; /* a piece that ended at once: there may be no memory to copy to yet */
    }
    if (size > REQUEST_HEAD_MAX - reader->head_size) {
        return refuse(reader, 431);
    }
    if (reader->head_size + size > reader->head_room) {
        size_t room = reader->head_room == 0 ? HEAD_ROOM_FIRST : reader->head_room;
        while (room < reader->head_size + size) {
            room *= 2;
        }
        char *head = realloc(reader->head, room);
        if (head == NULL) {
            return refuse(reader, 503);
        }
        reader->head = head;
        reader->head_room = room;
    }
    memcpy(reader->head + reader->head_size, data, size);
    reader->head_size += size;
    return HPE_OK;
}

static int on_url(llhttp_t *parser, const char *at, size_t size) {
    struct request_reader *reader = reader_from(parser);
    for (size_t i = 0; i < size; i++) {
        if (at[i] <= 0x20 || at[i] >= 0x7f) {
            return refuse(reader, 400);
        }
    }
    if (reader->head_size + size > REQUEST_TARGET_MAX) {
        return refuse(reader, 414);
    }
    return gather(reader, at, size);
}

static int on_url_complete(llhttp_t *parser) {
    return gather(reader_from(parser), "", 1);
}

/* RFC 9110 section 5.6.2: tchar, in lower case; 0 for what is none. */
static char token_character(char c) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        return c;
    }
    if (c >= 'A' && c <= 'Z') {
        return (char)(c + 32);
    }
    return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL ? c : '\0';
}

static int begin_name(struct request_reader *reader) {
    if (reader->header_count == REQUEST_HEADERS_MAX) {
        return refuse(reader, 431);
    }
    reader->headers[reader->header_count] =
        (struct request_header){.name = (uint16_t)reader->head_size};
    reader->header_count++;
    return HPE_OK;
}

static int on_header_field(llhttp_t *parser, const char *at, size_t size) {
    struct request_reader *reader = reader_from(parser);
    if (reader->in_body) {
        return refuse(reader, 400); /* trailers: nobody needs them */
    }
    int answer = HPE_OK;
    if (reader->header_count == 0 || reader->in_value) {
        reader->in_value = false;
        answer = begin_name(reader);
    }
    size_t begin = reader->head_size;
    if (answer == HPE_OK) {
        answer = gather(reader, at, size);
    }
    for (size_t i = begin; answer == HPE_OK && i < reader->head_size; i++) {
        reader->head[i] = token_character(reader->head[i]);
        answer = reader->head[i] == '\0' ? refuse(reader, 400) : HPE_OK;
    }
    return answer;
}

static int begin_value(struct request_reader *reader) {
    int answer = gather(reader, "", 1);
    reader->headers[reader->header_count - 1].value = (uint16_t)reader->head_size;
    reader->in_value = true;
    return answer;
}

/* RFC 9110 section 5.5: visible characters, spaces, tabs and whatever is above ASCII. */
static int on_header_value(llhttp_t *parser, const char *at, size_t size) {
    struct request_reader *reader = reader_from(parser);
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)at[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return refuse(reader, 400);
        }
    }
    int answer = reader->in_value ? HPE_OK : begin_value(reader);
    return answer == HPE_OK ? gather(reader, at, size) : answer;
}

static int on_header_value_complete(llhttp_t *parser) {
    struct request_reader *reader = reader_from(parser);
    int answer = reader->in_value ? HPE_OK : begin_value(reader);
    if (answer != HPE_OK) {
        return answer;
    }
    size_t begin = reader->headers[reader->header_count - 1].value;
    while (reader->head_size > begin && (reader->head[reader->head_size - 1] == ' ' ||
                                         reader->head[reader->head_size - 1] == '\t')) {
        reader->head_size--;
    }
    return gather(reader, "", 1);
}

static bool method_known(uint8_t method, struct request *request) {
    static const struct {
        uint8_t method;
        enum http_method ours;
    } KNOWN[] = {
        {HTTP_GET, HTTP_METHOD_GET},     {HTTP_HEAD, HTTP_METHOD_GET},
        {HTTP_POST, HTTP_METHOD_POST},   {HTTP_PUT, HTTP_METHOD_PUT},
        {HTTP_PATCH, HTTP_METHOD_PATCH}, {HTTP_DELETE, HTTP_METHOD_DELETE},
    };
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        if (KNOWN[i].method == method) {
            request->method = KNOWN[i].ours;
            request->head_only = method == HTTP_HEAD;
            return true;
        }
    }
    return false;
}

static int check_version(struct request_reader *reader) {
    if (reader->parser.http_major != 1 || reader->parser.http_minor > 1) {
        return refuse(reader, 505);
    }
    return HPE_OK;
}

/* What is ambiguous in two copies is refused; the target is a path of ours; a Host names us. */
static int check_head(struct request_reader *reader) {
    static const char *const ONCE[] = {"host",           "origin",
                                       "content-type",   "idempotency-key",
                                       "sec-fetch-site", "sec-websocket-key",
                                       "upgrade",        "x-forwarded-proto"};
    for (size_t i = 0; i < sizeof ONCE / sizeof ONCE[0]; i++) {
        if (request_count(reader, ONCE[i]) > 1) {
            return refuse(reader, 400);
        }
    }
    if (request_value(reader, "host") == NULL || reader->head[0] != '/') {
        return refuse(reader, 400);
    }
    return HPE_OK;
}

static void split_target(struct request_reader *reader) {
    struct request *request = &reader->request;
    request->path = reader->head;
    char *question = strchr(reader->head, '?');
    if (question != NULL) {
        *question = '\0';
    }
    request->query = question == NULL ? "" : question + 1;
}

static void fill_request(struct request_reader *reader) {
    const llhttp_t *parser = &reader->parser;
    struct request *request = &reader->request;
    const char *expect = request_value(reader, "expect");
    split_target(reader);
    request->host = request_value(reader, "host");
    request->keep_alive = llhttp_should_keep_alive(parser) != 0;
    request->upgrade = parser->upgrade != 0;
    request->has_body = (parser->flags & F_CHUNKED) != 0 ||
                        ((parser->flags & F_CONTENT_LENGTH) != 0 && parser->content_length > 0);
    request->content_length =
        (parser->flags & F_CHUNKED) != 0 || !request->has_body ? 0 : parser->content_length;
    request->continue_wanted = expect != NULL && strcmp(expect, "100-continue") == 0;
}

static int on_headers_complete(llhttp_t *parser) {
    struct request_reader *reader = reader_from(parser);
    reader->in_body = true;
    int answer = check_version(reader);
    if (answer == HPE_OK && !method_known(parser->method, &reader->request)) {
        answer = refuse(reader, 501);
    }
    if (answer == HPE_OK) {
        answer = check_head(reader);
    }
    if (answer != HPE_OK) {
        return -1;
    }
    fill_request(reader);
    if (reader->sink->head(reader->sink->owner, &reader->request) != ERR_OK) {
        reader->refused = true;
        return -1;
    }
    parser->upgrade = 0; /* the caller changes protocols by itself, once the message is complete */
    return 0;
}

static int on_body(llhttp_t *parser, const char *at, size_t size) {
    struct request_reader *reader = reader_from(parser);
    if (reader->sink->body(reader->sink->owner, (const uint8_t *)at, size) != ERR_OK) {
        reader->refused = true;
        return HPE_USER;
    }
    return HPE_OK;
}

static int on_chunk_extra(llhttp_t *parser, const char *at, size_t size) {
    (void)at;
    struct request_reader *reader = reader_from(parser);
    reader->chunk_extra_size += size;
    return reader->chunk_extra_size > REQUEST_CHUNK_EXTRA_MAX ? refuse(reader, 400) : HPE_OK;
}

static int on_message_complete(llhttp_t *parser) {
    reader_from(parser)->complete = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t SETTINGS = {
    .on_url = on_url,
    .on_url_complete = on_url_complete,
    .on_header_field = on_header_field,
    .on_header_value = on_header_value,
    .on_header_value_complete = on_header_value_complete,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_chunk_extension_name = on_chunk_extra,
    .on_chunk_extension_value = on_chunk_extra,
    .on_message_complete = on_message_complete,
};

void request_reader_init(struct request_reader *reader, const struct request_sink *sink) {
    memset(reader, 0, sizeof *reader);
    reader->sink = sink;
    llhttp_init(&reader->parser, HTTP_REQUEST, &SETTINGS);
    reader->parser.data = reader;
}

void request_reader_fini(struct request_reader *reader) {
    if (reader->head != NULL) {
        explicit_bzero(reader->head, reader->head_room);
        free(reader->head);
    }
    reader->head = NULL;
    reader->head_room = 0;
}

void request_reader_reset(struct request_reader *reader) {
    const struct request_sink *sink = reader->sink;
    request_reader_fini(reader);
    request_reader_init(reader, sink);
}

enum request_progress request_feed(struct request_reader *reader, const uint8_t *data, size_t size,
                                   size_t *used) {
    *used = size;
    reader->begun = reader->begun || size > 0;
    llhttp_errno_t error = llhttp_execute(&reader->parser, (const char *)data, size);
    if (error == HPE_OK) {
        return REQUEST_MORE;
    }
    if (error == HPE_PAUSED && reader->complete) {
        *used = (size_t)(llhttp_get_error_pos(&reader->parser) - (const char *)data);
        must(*used <= size);
        return REQUEST_DONE;
    }
    if (reader->refused) {
        return REQUEST_REFUSED;
    }
    if (reader->status == 0) {
        reader->status = 400;
    }
    return REQUEST_BROKEN;
}

static const struct request_header *header_named(const struct request_reader *reader,
                                                 const char *name, size_t from) {
    size_t count = reader->in_body ? reader->header_count : 0; /* half a head has no ends yet */
    for (size_t i = from; i < count; i++) {
        if (strcmp(reader->head + reader->headers[i].name, name) == 0) {
            return &reader->headers[i];
        }
    }
    return NULL;
}

const char *request_value(const struct request_reader *reader, const char *name) {
    const struct request_header *header = header_named(reader, name, 0);
    return header == NULL ? NULL : reader->head + header->value;
}

size_t request_count(const struct request_reader *reader, const char *name) {
    size_t count = 0;
    const struct request_header *header = header_named(reader, name, 0);
    while (header != NULL) {
        count++;
        header = header_named(reader, name, (size_t)(header - reader->headers) + 1);
    }
    return count;
}
