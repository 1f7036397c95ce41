"""Makes the fixtures of probe.checkpoint.gguf.GgufTokenizerTest: tokenizers in GGUF metadata.

Needs gguf, sentencepiece, tokenizers and transformers. Usage, in the project's root:

    python src/test/python/gguf_tokenizers.py

Each <name>.gguf holds the metadata of a small tokenizer and no tensor; <name>.json texts and the ids
that the library gives from which it comes: sentencepiece, or Hugging Face's tokenizers with the
splits that transformers 5 has for the name in tokenizer.ggml.pre.
"""

import json
import os
import random

import gguf
import sentencepiece
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers.integrations.gguf.gguf_tokenizer_mapping import GGUF_PRE_TOKENIZER_SPLITS

ROOT = "src/test/resources/probe/gguf/tokenizers"
CORPUS = [
    "the lamp on the table was lit before noon, and nobody knew who had done it",
    "In 1969 there were 3 boats; in 2024 there are 12,345 of them!",
    "She's sure they'll say that we've won, I'd bet (or wouldn't I?)",
    "def area(width, height):\n    return width * height\n\n\n# end",
    "Grüße aus Köln: das Café öffnet um acht. ÜBERALL Schnee",
    "春の海 終日 のたりのたりかな",
    "camelCase, PascalCase and SHOUTING are 3 ways to write HTTPRequest",
    "tabs\tand   runs  of    spaces     stand here",
]
TEXTS = [
    "", " ", "  ", "a", " a", "the lamp", " the  lamp ", "x  12\n\n42  y", "1969", "12345678",
    "She'LL we'Ve I'd", "HTTPRequest camelCase", "Köln café", "cafe\u0301", "春の海", "🙂 ok 🙂🙂",
    "a\u00a0b", "tabs\t\tx", "\n\n\n", "\r\n x", "end.\n  next", "...!!!", "$100+20=120", "ſtreng",
    "a<s>b", "mixed 春12 ß\u200d", "   leading", "trailing   ", "naïve—dash", "\u0939\u093f\u0928\u094d\u0926\u0940",
]


def texts():
    rng = random.Random(1)
    pieces = [c for line in CORPUS for c in line] + [" ", "  ", "\n", "🙂", "é", "0", "'s"]
    return TEXTS + ["".join(rng.choice(pieces) for _ in range(rng.randrange(1, 24))) for _ in range(120)]


def write(name, fields, expected):
    out = gguf.GGUFWriter(f"{ROOT}/{name}.gguf", "llama")
    fields(out)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()
    with open(f"{ROOT}/{name}.json", "w", encoding="utf-8") as f:
        json.dump(expected, f, ensure_ascii=True)


def sentence_piece(name, prefix, **options):
    with open(f"{ROOT}/corpus", "w", encoding="utf-8") as f:
        f.write("\n".join(CORPUS * 3))
    sentencepiece.SentencePieceTrainer.train(
        input=f"{ROOT}/corpus", model_prefix=f"{ROOT}/spm", model_type="bpe", vocab_size=420,
        byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
        add_dummy_prefix=prefix, character_coverage=1.0, minloglevel=2, **options,
    )
    spm = sentencepiece.SentencePieceProcessor(model_file=f"{ROOT}/spm.model")
    kinds = []
    pieces = []
    for i in range(spm.vocab_size()):
        kind = 1
        if spm.IsUnknown(i):
            kind = 2
        elif spm.IsControl(i):
            kind = 3
        elif spm.IsByte(i):
            kind = 6
        elif spm.IdToPiece(i) in options.get("user_defined_symbols", []):
            kind = 4
        # the converter writes these with the spaces that they stand for
        pieces.append(spm.IdToPiece(i).replace("\u2581", " ") if kind == 4 else spm.IdToPiece(i))
        kinds.append(kind)
    for extra in ("corpus", "spm.model", "spm.vocab"):
        os.remove(f"{ROOT}/{extra}")

    def fields(out):
        out.add_tokenizer_model("llama")
        out.add_token_list(pieces)
        out.add_token_scores([spm.GetScore(i) for i in range(len(pieces))])
        out.add_token_types(kinds)
        out.add_bos_token_id(1)
        out.add_eos_token_id(2)
        out.add_unk_token_id(0)
        out.add_add_bos_token(False)
        if not prefix:
            out.add_add_space_prefix(False)

    # sentencepiece knows no control tokens in a text, and is not asked about them
    plain = [text for text in texts() if "<s>" not in text]
    write(name, fields, [{"text": t, "ids": spm.EncodeAsIds(t)} for t in plain])


def words(pre):
    level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    if pre == "gpt-2":
        return level
    if pre == "smollm":
        return pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), level])
    split = pre_tokenizers.Split(Regex(GGUF_PRE_TOKENIZER_SPLITS[pre]), behavior="isolated")
    return pre_tokenizers.Sequence(
        [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )


def byte_level(pre):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = words(pre)
    if pre == "qwen2":
        tokenizer.normalizer = normalizers.NFC()
    trainer = trainers.BpeTrainer(
        vocab_size=420, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=["<|end|>", "<s>"], show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS * 3, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary = sorted(model["vocab"], key=model["vocab"].get)
    merges = [m if isinstance(m, str) else " ".join(m) for m in model["merges"]]
    bos = pre in ("llama-bpe", "tekken")

    def fields(out):
        out.add_tokenizer_model("gpt2")
        out.add_tokenizer_pre(pre)
        out.add_token_list(vocabulary)
        out.add_token_types([3, 3] + [1] * (len(vocabulary) - 2))
        out.add_token_merges(merges)
        out.add_bos_token_id(1)
        out.add_eos_token_id(0)

    around = [1] if bos else []
    write(pre, fields, [{"text": t, "ids": around + tokenizer.encode(t).ids} for t in texts()])


os.makedirs(ROOT, exist_ok=True)
sentence_piece("sentencepiece", True)
sentence_piece(
    "sentencepiece-gemma", False,
    user_defined_symbols=["\u2581\u2581", "\u2581\u2581\u2581", "\n", "\n\n"],
)
for name in ["gpt-2", "smollm", "llama-bpe", "qwen2", "tekken", "gpt-4o"]:
    byte_level(name)
