#include "base/bytes.h"
#include "store/file.h"
#include "store/vault_keys.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The file is one line: the word, a blank, 64 hex digits. */
static const char WORD[] = "anteroom-key-1 ";

enum {
    WORD_SIZE = sizeof WORD - 1,
    DIGITS = 2 * VAULT_KEY_BYTES,
    LINE_SIZE = WORD_SIZE + DIGITS + 1,
};

enum err vault_key_file_make(const char *path) {
    uint8_t master[VAULT_KEY_BYTES];
    char line[LINE_SIZE + 1];
    must(sodium_init() >= 0);
    randombytes_buf(master, sizeof master);
    memcpy(line, WORD, WORD_SIZE);
    bytes_to_hex(master, sizeof master, line + WORD_SIZE);
    line[LINE_SIZE - 1] = '\n';
    enum err err = file_write_new(path, line, LINE_SIZE);
    sodium_memzero(master, sizeof master);
    sodium_memzero(line, sizeof line);
    return err;
}

/* systemd hands credentials over with a mode of its own in a folder that only the service sees. */
static bool is_credential(const char *path) {
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    size_t size = folder == NULL ? 0 : strlen(folder);
    return size > 0 && strncmp(path, folder, size) == 0 && path[size] == '/' &&
           strstr(path + size, "/../") == NULL;
}

static enum err check_mode(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0) {
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    }
    bool open_to_others = (status.st_mode & 077) != 0;
    return open_to_others && !is_credential(path) ? ERR_DENIED : ERR_OK;
}

enum err key_file_read(const char *path, uint8_t master[VAULT_KEY_BYTES]) {
    char line[LINE_SIZE];
    size_t size = 0;
    enum err err = check_mode(path);
    if (err != ERR_OK) {
        return err;
    }
    err = file_read(path, line, sizeof line, &size);
    if (err == ERR_TOO_LARGE) {
        err = ERR_INVALID;
    }
    if (err == ERR_OK && (size < LINE_SIZE - 1 || memcmp(line, WORD, WORD_SIZE) != 0)) {
        err = ERR_INVALID;
    }
    if (err == ERR_OK) {
        err = bytes_from_hex(line + WORD_SIZE, DIGITS, master, VAULT_KEY_BYTES);
    }
    sodium_memzero(line, sizeof line);
    return err;
}
