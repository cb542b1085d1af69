/* err: the one vocabulary of failure.
 *
 * Every function that can fail returns `enum err`; 0 is success. The outside world being wrong is
 * an err; our own code being wrong is `must()`, which stays on in release builds and ends the
 * process. No byte from a peer ever reaches a `must()`. */
#ifndef ANTEROOM_BASE_ERR_H
#define ANTEROOM_BASE_ERR_H

#define must_check __attribute__((warn_unused_result))

enum err {
    ERR_OK = 0,
    ERR_NOMEM,           /* an allocation failed */
    ERR_INVALID,         /* the input breaks its format or a rule */
    ERR_TOO_LARGE,       /* the input is well-formed, but over a named bound */
    ERR_TRUNCATED,       /* the input ends too early */
    ERR_NOT_FOUND,       /* no such thing, or not yours: the same answer on purpose */
    ERR_DENIED,          /* known, but without the right */
    ERR_UNAUTHENTICATED, /* no valid session or seat */
    ERR_CONFLICT,        /* the state does not allow this now */
    ERR_EXPIRED,         /* it was valid once; its time has passed */
    ERR_FULL,            /* a bounded queue, table or room has no place */
    ERR_RATE,            /* too many tries; later */
    ERR_AGAIN,           /* nothing now; wait for readiness */
    ERR_CLOSED,          /* the peer or the object is gone */
    ERR_IO,              /* a system call failed */
    ERR_CRYPTO,          /* a check, signature or key did not hold */
    ERR_REPLAY,          /* seen before, or too old to know */
    ERR_UNAVAILABLE,     /* a part that is needed does not answer */
    ERR_COUNT
};

/* The err's stable name, such as "not-found": in logs and problem documents. Never NULL. */
const char *err_name(enum err e);

/* Ends the process with a message when our own code broke its promise. */
_Noreturn void err_must_failed(const char *expression, const char *file, int line);
#define must(expression) ((expression) ? (void)0 : err_must_failed(#expression, __FILE__, __LINE__))

#endif
