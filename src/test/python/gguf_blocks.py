"""Makes the fixtures of probe.checkpoint.gguf.GgufTypeTest: random blocks of every quantised type.

Needs numpy and gguf. Usage, in the project's root: python src/test/python/gguf_blocks.py

<type>.bin holds 24 blocks of random bytes, little-endian, and after them the float32 that the
package gguf makes of them. Scales are any float16, among them negative, denormal and infinite ones
and NaN.
"""

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize

BLOCKS = 24
TYPES = ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"]

random = np.random.default_rng(1)
np.seterr(all="ignore")
for name in TYPES:
    kind = GGMLQuantizationType[name]
    size, stored = GGML_QUANT_SIZES[kind]
    blocks = random.integers(0, 256, (BLOCKS, stored), dtype=np.uint8)
    values = dequantize(blocks, kind).astype("<f4")
    assert values.shape == (BLOCKS, size)
    with open(f"src/test/resources/probe/gguf/{name}.bin", "wb") as out:
        out.write(blocks.tobytes())
        out.write(values.tobytes())
