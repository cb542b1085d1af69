/* replay: the main program of a fuzz target in an ordinary build. It feeds every file of the
 * folders or files named on its command line to the target, once each, and fails when it finds
 * none. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { INPUT_MAX_BYTES = 1 << 20, PATH_MAX_BYTES = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static size_t replay_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    uint8_t *buffer = malloc(INPUT_MAX_BYTES);
    if (buffer == NULL) {
        abort();
    }
    size_t size = fread(buffer, 1, INPUT_MAX_BYTES, file);
    (void)fclose(file);
    /* A copy of the exact size, so that the address sanitizer sees a read past the end. */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL) {
        abort();
    }
    memcpy(exact, buffer, size);
    free(buffer);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 1;
}

static size_t replay_folder(const char *path) {
    DIR *folder = opendir(path);
    if (folder == NULL) {
        perror(path);
        exit(1);
    }
    size_t count = 0;
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char name[PATH_MAX_BYTES];
        (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        count += replay_file(name);
    }
    (void)closedir(folder);
    return count;
}

static size_t replay(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0) {
        perror(path);
        exit(1);
    }
    return S_ISDIR(status.st_mode) ? replay_folder(path) : replay_file(path);
}

int main(int argc, char **argv) {
    if (LLVMFuzzerInitialize != NULL) {
        (void)LLVMFuzzerInitialize(&argc, &argv);
    }
    size_t count = 0;
    for (int i = 1; i < argc; i++) {
        count += replay(argv[i]);
    }
    (void)printf("%zu inputs replayed\n", count);
    return count > 0 ? 0 : 1;
}
