// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0

#include "sha256.h"

#include <string.h>

#define BLOCK        64
#define ROUNDS       64
#define LENGTH_AT    56 // in the last block
#define HASH_WORDS   8
#define ROTATE(x, n) (((x) >> (n)) | ((x) << (32 - (n))))

static const uint32_t ROUND_CONSTANT[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t word_at(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void schedule(const uint8_t *block, uint32_t *w) {
    for (size_t i = 0; i < 16; i++)
        w[i] = word_at(block + 4 * i);
    for (int i = 16; i < ROUNDS; i++) {
        uint32_t a = ROTATE(w[i - 15], 7) ^ ROTATE(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t b = ROTATE(w[i - 2], 17) ^ ROTATE(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + a + w[i - 7] + b;
    }
}

static void add_block(uint32_t *state, const uint8_t *block) {
    uint32_t w[ROUNDS];
    uint32_t s[HASH_WORDS]; // a to h
    schedule(block, w);
    memcpy(s, state, sizeof(s));
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t one = ROTATE(s[4], 6) ^ ROTATE(s[4], 11) ^ ROTATE(s[4], 25);
        uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t first = s[7] + one + choice + ROUND_CONSTANT[i] + w[i];
        uint32_t zero = ROTATE(s[0], 2) ^ ROTATE(s[0], 13) ^ ROTATE(s[0], 22);
        uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        memmove(s + 1, s, sizeof(s) - sizeof(s[0]));
        s[4] += first;
        s[0] = first + zero + majority;
    }
    for (int i = 0; i < HASH_WORDS; i++)
        state[i] += s[i];
}

// Adds what remains, a bit of 1, zeros, and the length in bits.
static void add_end(uint32_t *state, const uint8_t *rest, size_t left, uint64_t bits) {
    uint8_t block[BLOCK] = {0};
    memcpy(block, rest, left);
    block[left] = 0x80;
    if (left >= LENGTH_AT) {
        add_block(state, block);
        memset(block, 0, BLOCK);
    }
    for (int i = 0; i < 8; i++)
        block[LENGTH_AT + i] = (uint8_t)(bits >> (56 - 8 * i));
    add_block(state, block);
}

void sha256(const uint8_t *bytes, size_t length, uint8_t *hash) {
    uint32_t state[HASH_WORDS] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    size_t left = length;
    for (; left >= BLOCK; left -= BLOCK, bytes += BLOCK)
        add_block(state, bytes);
    add_end(state, bytes, left, (uint64_t)length * 8);
    for (int i = 0; i < HASH_WORDS; i++)
        for (int j = 0; j < 4; j++)
            hash[4 * i + j] = (uint8_t)(state[i] >> (24 - 8 * j));
}
