"""Makes the fixtures of probe.checkpoint.family: tiny random models of every family.

Needs torch, transformers, safetensors and gguf. Usage, in the project's root:

    python src/test/python/families.py [--exports DIR]

For each family: config.json and model.safetensors as transformers saves them, ids.json,
reference.safetensors (hidden states of every layer and logits, computed in float64) and model.gguf
(the same weights as llama.cpp's converter would arrange them). With --exports, the same models as
PyTorch's two exporters write them, into DIR/<name>/dynamo.onnx and torchscript.onnx; those in KEPT
are put among the fixtures of probe.model.FamilyExportsTest, too.
"""

import json
import os
import shutil
import sys
import warnings

import gguf
import numpy as np
import onnx
import torch
import transformers as T
from safetensors.torch import save_file

ROOT = "src/test/resources/probe/families"
EXPORTS = "src/test/resources/probe/exports"
TOKENS = 17

SIZES = dict(
    vocab_size=40,
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=4,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
    bos_token_id=1,
    eos_token_id=2,
    pad_token_id=0,
)


def sizes(**changes):
    return {k: v for k, v in {**SIZES, **changes}.items() if v is not ...}


MODELS = {
    "llama-3": (
        T.LlamaConfig,
        sizes(
            head_dim=8,
            attention_bias=True,
            mlp_bias=True,
            rope_parameters=dict(
                rope_type="llama3",
                rope_theta=100.0,
                factor=8.0,
                low_freq_factor=1.0,
                high_freq_factor=4.0,
                original_max_position_embeddings=32,
            ),
        ),
    ),
    "llama-linear": (
        T.LlamaConfig,
        sizes(
            tie_word_embeddings=True,
            rope_parameters=dict(rope_type="linear", rope_theta=100.0, factor=3.0),
        ),
    ),
    "mistral-window": (T.MistralConfig, sizes(sliding_window=4)),
    "mistral": (T.MistralConfig, sizes(sliding_window=None, head_dim=6)),
    "qwen2": (T.Qwen2Config, sizes()),
    "qwen2-window": (
        T.Qwen2Config,
        sizes(use_sliding_window=True, sliding_window=3, max_window_layers=2),
    ),
    "qwen3": (T.Qwen3Config, sizes(head_dim=6, tie_word_embeddings=True)),
    "qwen3-window": (
        T.Qwen3Config,
        sizes(
            head_dim=6,
            attention_bias=True,
            use_sliding_window=True,
            sliding_window=3,
            layer_types=["sliding_attention", "full_attention"] * 2,
        ),
    ),
    "smollm3": (T.SmolLM3Config, sizes(no_rope_layers=[1, 1, 1, 0])),
    "smollm3-window": (
        T.SmolLM3Config,
        sizes(use_sliding_window=True, sliding_window=3, no_rope_layers=[1, 0, 1, 0]),
    ),
    "phi3": (
        T.Phi3Config,
        sizes(
            rope_parameters=dict(
                rope_type="default", rope_theta=100.0, partial_rotary_factor=0.5
            )
        ),
    ),
    "phi3-window": (T.Phi3Config, sizes(sliding_window=3)),
    "olmo2": (T.Olmo2Config, sizes()),
    "gpt-neox": (
        T.GPTNeoXConfig,
        sizes(
            num_key_value_heads=...,
            rope_parameters=dict(
                rope_type="default", rope_theta=100.0, partial_rotary_factor=0.5
            ),
        ),
    ),
    "gpt-neox-serial": (
        T.GPTNeoXConfig,
        sizes(
            num_key_value_heads=...,
            use_parallel_residual=False,
            hidden_size=32,
            attention_bias=False,
            num_hidden_layers=2,
        ),
    ),
    "gemma2": (
        T.Gemma2Config,
        sizes(
            head_dim=8,
            sliding_window=3,
            query_pre_attn_scalar=8,
            attn_logit_softcapping=2.0,
            final_logit_softcapping=3.0,
        ),
    ),
    "gemma3": (
        T.Gemma3TextConfig,
        sizes(num_hidden_layers=7, head_dim=8, sliding_window=3, query_pre_attn_scalar=8),
    ),
    "gemma3-linear": (
        T.Gemma3TextConfig,
        sizes(
            head_dim=8,
            sliding_window=3,
            query_pre_attn_scalar=20,
            final_logit_softcapping=3.0,
            layer_types=["sliding_attention", "full_attention"] * 2,
            rope_parameters=dict(
                full_attention=dict(rope_type="linear", factor=8.0, rope_theta=1000.0),
                sliding_attention=dict(rope_type="default", rope_theta=50.0),
            ),
        ),
    ),
    "granite": (
        T.GraniteConfig,
        sizes(
            embedding_multiplier=3.0,
            residual_multiplier=0.3,
            attention_multiplier=0.2,
            logits_scaling=5.0,
            attention_bias=True,
            mlp_bias=True,
        ),
    ),
    "gpt2": (
        T.GPT2Config,
        dict(
            vocab_size=40, n_embd=16, n_layer=3, n_head=4, n_positions=64, bos_token_id=1,
            eos_token_id=2,
        ),
    ),
    "gpt2-untied": (
        T.GPT2Config,
        dict(
            vocab_size=40, n_embd=16, n_layer=2, n_head=4, n_positions=64, bos_token_id=1,
            eos_token_id=2, scale_attn_by_inverse_layer_idx=True, tie_word_embeddings=False,
        ),
    ),
}

# what makes a variant: without it, logits must be others, or the fixture would prove nothing
OFF = {
    "llama-3": dict(rope_parameters=dict(rope_type="default", rope_theta=100.0)),
    "llama-linear": dict(rope_parameters=dict(rope_type="default", rope_theta=100.0)),
    "mistral-window": dict(sliding_window=None),
    "qwen2-window": dict(use_sliding_window=False, layer_types=["full_attention"] * 4),
    "qwen3-window": dict(use_sliding_window=False, layer_types=["full_attention"] * 4),
    "smollm3": dict(no_rope_layers=[1, 1, 1, 1]),
    "smollm3-window": dict(use_sliding_window=False, layer_types=["full_attention"] * 4),
    "phi3": dict(rope_parameters=dict(rope_type="default", rope_theta=100.0)),
    "phi3-window": dict(sliding_window=None),
    "gpt-neox": dict(use_parallel_residual=False),
    "gpt-neox-serial": dict(use_parallel_residual=True),
    "gemma2": dict(attn_logit_softcapping=None),
    "gemma3": dict(layer_types=["full_attention"] * 7),
    "gemma3-linear": dict(final_logit_softcapping=None),
    "granite": dict(attention_multiplier=0.5),
    "gpt2-untied": dict(scale_attn_by_inverse_layer_idx=False),
}


def model(kind, fields):
    config = kind(**fields)
    made = T.AutoModelForCausalLM.from_config(config, attn_implementation="eager")
    return made.double().eval()


def randomise(made, generator):
    around_one = "Gemma" not in type(made).__name__
    with torch.no_grad():
        for name, weight in made.named_parameters():
            norm = "norm" in name or ".ln_" in name
            mean = 1.0 if norm and around_one and not name.endswith("bias") else 0.0
            values = torch.randn(weight.shape, generator=generator, dtype=torch.float64) * 0.3 + mean
            weight.copy_(values.float().double())


def logits(made, ids):
    with torch.no_grad():
        return made(ids, output_hidden_states=True)


def permuted(weight, heads):
    """Rows as llama.cpp has them for models that turn neighbours together."""
    shape = weight.shape
    return weight.reshape(heads, 2, shape[0] // heads // 2, *shape[1:]).swapaxes(1, 2).reshape(shape)


NAMES = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output",
    "gpt_neox.embed_in": "token_embd", "gpt_neox.final_layer_norm": "output_norm",
    "embed_out": "output",
    "transformer.wte": "token_embd", "transformer.wpe": "position_embd",
    "transformer.ln_f": "output_norm",
}
PARTS = {
    "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
    "self_attn.qkv_proj": "attn_qkv", "mlp.gate_up_proj": "ffn_up", "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down", "post_attention_layernorm": "ffn_norm",
    "attention.query_key_value": "attn_qkv", "attention.dense": "attn_output",
    "mlp.dense_h_to_4h": "ffn_up", "mlp.dense_4h_to_h": "ffn_down",
    "ln_1": "attn_norm", "ln_2": "ffn_norm", "attn.c_attn": "attn_qkv",
    "attn.c_proj": "attn_output", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down",
}
AFTER = {
    "post_attention_layernorm": "post_attention_norm",
    "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
}
ARCHITECTURES = {"mistral": "llama", "gpt_neox": "gptneox", "gemma3_text": "gemma3"}
# files of these cannot say what makes the variant
NO_GGUF = {
    "mistral-window", "qwen2-window", "qwen3-window", "smollm3-window", "gemma3-linear",
    "gpt2-untied", "gpt-neox-serial",
}


def write_gguf(path, made):
    config = made.config
    kind = config.model_type
    arch = ARCHITECTURES.get(kind, kind)
    out = gguf.GGUFWriter(path, arch)
    gpt2 = kind == "gpt2"
    width = config.n_embd if gpt2 else config.hidden_size
    heads = config.n_head if gpt2 else config.num_attention_heads
    shared = getattr(config, "num_key_value_heads", None) or heads
    wide = getattr(config, "head_dim", None) or width // heads
    out.add_block_count(config.n_layer if gpt2 else config.num_hidden_layers)
    out.add_context_length(64)
    out.add_embedding_length(width)
    out.add_feed_forward_length(4 * width if gpt2 else config.intermediate_size)
    out.add_head_count(heads)
    if shared != heads:
        out.add_head_count_kv(shared)
    if kind in ("gpt2", "gpt_neox"):
        out.add_layer_norm_eps(config.layer_norm_epsilon if gpt2 else config.layer_norm_eps)
    else:
        out.add_layer_norm_rms_eps(config.rms_norm_eps)
    if wide != width // heads or "gemma" in kind:
        out.add_key_length(wide)
        out.add_value_length(wide)
    rope = getattr(config, "rope_parameters", None) or {}
    rope = rope.get("full_attention", rope)
    if rope:
        out.add_rope_freq_base(rope["rope_theta"])
        part = rope.get("partial_rotary_factor")
        out.add_rope_dimension_count(int(wide * (part or 1)))
    extra = []
    if rope.get("rope_type") == "linear":
        out.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        out.add_rope_scaling_factor(rope["factor"])
    if rope.get("rope_type") == "llama3":
        plain = 1 / rope["rope_theta"] ** (np.arange(0, wide, 2, dtype=np.float32) / wide)
        scaled = made.model.rotary_emb.inv_freq.float().numpy()
        extra.append(("rope_freqs.weight", (plain / scaled).astype(np.float32)))
    if kind == "gpt_neox":
        out.add_parallel_residual(config.use_parallel_residual)
    if kind in ("gemma2", "gemma3_text", "phi3") and config.sliding_window:
        out.add_sliding_window(config.sliding_window)
    if kind == "gemma2":
        out.add_attn_logit_softcapping(config.attn_logit_softcapping)
        out.add_final_logit_softcapping(config.final_logit_softcapping)
    if kind == "granite":
        out.add_embedding_scale(config.embedding_multiplier)
        out.add_residual_scale(config.residual_multiplier)
        out.add_attention_scale(config.attention_multiplier)
        out.add_logit_scale(config.logits_scaling)
    tied = config.tie_word_embeddings
    weights = {n: w.float().numpy() for n, w in made.state_dict().items()}
    for name, weight in weights.items():
        bare, suffix = name.rsplit(".", 1)
        if tied and bare in ("lm_head", "embed_out"):
            continue
        if bare in NAMES:
            called = NAMES[bare]
        else:
            block, part = bare.split(".", 3)[2:] if not gpt2 else bare.split(".", 3)[2:]
            after = AFTER if kind in ("olmo2", "gemma2", "gemma3_text") else {}
            called = f"blk.{block}.{after.get(part) or PARTS[part]}"
        if arch in ("llama", "granite", "smollm3") and ".self_attn.q_proj." in name:
            weight = permuted(weight, heads)
        if arch in ("llama", "granite", "smollm3") and ".self_attn.k_proj." in name:
            weight = permuted(weight, shared)
        if "gemma" in kind and "norm" in name:
            weight = weight + 1
        if kind == "gpt_neox" and "query_key_value" in name:
            apart = weight.reshape(heads, 3, width // heads, *weight.shape[1:])
            weight = np.concatenate([apart[:, i].reshape(-1, *weight.shape[1:]) for i in range(3)])
        if gpt2 and suffix == "weight" and (".attn." in name or ".mlp." in name):
            weight = weight.T
        out.add_tensor(f"{called}.{suffix}", np.ascontiguousarray(weight, dtype=np.float32))
    for name, weight in extra:
        out.add_tensor(name, weight)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


# exports among the fixtures: each has what the others lack
KEPT = {
    "gemma2", "gemma3-linear", "gpt-neox", "gpt2-untied", "granite", "olmo2", "phi3",
    "qwen3-window", "smollm3-window",
}
# attention as transformers has it by default, in newer operators where there are some; the others
# are exported with eager attention
FUSED = {"gemma3-linear": 20, "qwen3-window": 23, "smollm3-window": 23}


class Plain(torch.nn.Module):
    """Token ids and mask in, logits out, for the exporter that traces."""

    def __init__(self, made):
        super().__init__()
        self.made = made

    def forward(self, input_ids, attention_mask):
        return self.made(input_ids=input_ids, attention_mask=attention_mask, use_cache=False).logits


def slim(path):
    """Takes out what a graph does not need to run: notes, sizes in between, long names."""
    made = onnx.load(path)
    graph = made.graph
    del graph.value_info[:], graph.metadata_props[:], made.metadata_props[:]
    for part in [*graph.node, *graph.initializer, *graph.input, *graph.output]:
        part.ClearField("doc_string")
        del part.metadata_props[:]
    kept = {v.name for v in [*graph.input, *graph.output, *graph.initializer]} | {""}
    short = {}

    def name(tensor):
        return tensor if tensor in kept else short.setdefault(tensor, f"t{len(short)}")

    for node in graph.node:
        node.name = ""
        node.input[:] = [name(t) for t in node.input]
        node.output[:] = [name(t) for t in node.output]
    onnx.save(made, path)


def export(made, name, folder):
    made = made.float()
    made.config.use_cache = False
    if name in FUSED:
        made.set_attn_implementation("sdpa")
    tokens = dict(
        input_ids=torch.ones(2, 8, dtype=torch.long), attention_mask=torch.ones(2, 8, dtype=torch.long)
    )
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens")}
    os.makedirs(folder, exist_ok=True)
    try:
        torch.onnx.export(
            made, (), f"{folder}/dynamo.onnx", kwargs=tokens, dynamo=True, external_data=False,
            output_names=["logits"], dynamic_shapes={token: axes for token in tokens},
            opset_version=FUSED.get(name, 20),
        )
    except Exception as e:  # which families an exporter cannot do is a result
        print("dynamo:", type(e).__name__, str(e).splitlines()[0][:200])
    try:
        torch.onnx.export(
            Plain(made), tuple(tokens.values()), f"{folder}/torchscript.onnx", dynamo=False,
            input_names=list(tokens), output_names=["logits"], opset_version=17,
            dynamic_axes={token: {0: "batch", 1: "tokens"} for token in [*tokens, "logits"]},
        )
    except Exception as e:
        print("torchscript:", type(e).__name__, str(e).splitlines()[0][:200])


def main():
    warnings.filterwarnings("ignore")
    exports = sys.argv[2] if len(sys.argv) > 2 and sys.argv[1] == "--exports" else None
    for number, (name, (kind, fields)) in enumerate(MODELS.items()):
        generator = torch.Generator().manual_seed(number)
        made = model(kind, fields)
        randomise(made, generator)
        ids = torch.randint(1, 40, (1, TOKENS), generator=generator)
        result = logits(made, ids)
        if name in OFF:
            other = model(kind, {**fields, **OFF[name]})
            other.load_state_dict(made.state_dict())
            moved = (logits(other, ids).logits - result.logits).abs().max().item()
            assert moved > 1e-2, (name, moved)
        folder = f"{ROOT}/{name}"
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        reference = {f"hidden.{i}": h[0].float() for i, h in enumerate(result.hidden_states)}
        reference["logits"] = result.logits[0].float()
        save_file({k: v.contiguous() for k, v in reference.items()}, f"{folder}/reference.safetensors")
        with open(f"{folder}/ids.json", "w") as f:
            json.dump(ids[0].tolist(), f)
        if name not in NO_GGUF:
            write_gguf(f"{folder}/model.gguf", made)
        made.float().save_pretrained(folder)
        for extra in ("generation_config.json",):
            if os.path.exists(f"{folder}/{extra}"):
                os.remove(f"{folder}/{extra}")
        if exports:
            export(made, name, f"{exports}/{name}")
            if name in KEPT:
                shutil.copytree(f"{exports}/{name}", f"{EXPORTS}/{name}", dirs_exist_ok=True)
                for kind in ("dynamo", "torchscript"):
                    slim(f"{EXPORTS}/{name}/{kind}.onnx")
        print(name, round(result.logits.abs().max().item(), 3))


main()
