/* limit: the least that a forwarder must do: open a packet once, seal it for each receiver, send. It shares the SRTP
 * transform with the worker and nothing else: no ICE, no demux, no router, no cache, no RTCP. What the worker costs beside it
 * is what all of that costs. */
#ifndef ANTEROOM_BENCH_MEDIA_LIMIT_H
#define ANTEROOM_BENCH_MEDIA_LIMIT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { LIMIT_RECEIVERS = 7, LIMIT_HELLO = 'R' };

/* Starts it as a child process on `cpu`; it listens at 127.0.0.1 on `*port`. Whoever sends one byte LIMIT_HELLO becomes a receiver;
 * RTP sealed with AES-128-GCM and keys of zeros goes to all of them. False when the machine refuses. */
bool limit_start(unsigned cpu, pid_t *pid, uint16_t *port);

#endif
