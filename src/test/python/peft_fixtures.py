"""Makes the fixtures of probe.model.PeftTest: adapters as PEFT saves them, and what it computes.

Needs torch, transformers, peft and safetensors. Usage, in the project's root:

    python src/test/python/peft_fixtures.py

The models are those of src/test/resources/probe/families. For each adapter: adapter_config.json and
adapter_model.safetensors as PEFT saves them, and reference.safetensors: the logits [tokens, V] of
model and adapter, loaded again, in float64, for the model's ids.json.
"""

import copy
import json
import os
import shutil
import warnings

import torch
import transformers as T
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file

warnings.filterwarnings("ignore")
FAMILIES = "src/test/resources/probe/families"
ROOT = "src/test/resources/probe/peft"
KEEP = dict(save_embedding_layers=False)

# name: (family, settings, how it is saved)
ADAPTERS = {
    "all-linear": ("llama-3", dict(target_modules="all-linear"), {}),
    "patterns": (
        "llama-3",
        dict(
            target_modules=r".*\.(q_proj|v_proj|down_proj)",
            rank_pattern={"down_proj": 3, r"layers\.[01]\.self_attn\.(q|v)_proj": 1},
            alpha_pattern={
                r"^model\.layers\.1\..*": 7,
                "v_proj|down_proj": 5,
                "q_proj": 2,
                "proj": 100,
            },
            use_rslora=True,
        ),
        {},
    ),
    "alpha-zero": (
        "llama-3",
        dict(target_modules=["q_proj", "v_proj"], lora_alpha=0, alpha_pattern={"v_proj": 4}),
        {},
    ),
    "layers": (
        "llama-3",
        dict(
            target_modules=["o_proj", "up_proj"],
            layers_to_transform=[1, 3],
            layers_pattern="layers",
            exclude_modules=["up_proj"],
        ),
        {},
    ),
    "save-linear": (
        "llama-linear",
        dict(target_modules=["v_proj"], modules_to_save=["q_proj", "o_proj", "down_proj", "norm"]),
        {},
    ),
    "save-biases": ("llama-3", dict(target_modules=["v_proj"], modules_to_save=["k_proj"]), {}),
    "save-untied": (
        "llama-3",
        dict(target_modules=["v_proj"], modules_to_save=["lm_head", "embed_tokens"]),
        {},
    ),
    "tied-save-head": (
        "llama-linear",
        dict(target_modules=["v_proj"], modules_to_save=["lm_head"]),
        {},
    ),
    "tied-save-embedding": (
        "llama-linear",
        dict(target_modules=["v_proj"], modules_to_save=["embed_tokens"]),
        {},
    ),
    "tied-save-both": (
        "llama-linear",
        dict(target_modules=["v_proj"], modules_to_save=["lm_head", "embed_tokens"]),
        {},
    ),
    "tied-save-tying": (
        "llama-linear",
        dict(
            target_modules=["v_proj"], modules_to_save=["embed_tokens"], ensure_weight_tying=True
        ),
        {},
    ),
    "tied-head": ("llama-linear", dict(target_modules=["lm_head", "q_proj"]), {}),
    "tied-head-alone": ("llama-linear", dict(target_modules=["lm_head"]), KEEP),
    "tied-embedding": ("llama-linear", dict(target_modules=["embed_tokens"]), {}),
    "tied-tying": (
        "llama-linear",
        dict(target_modules=["lm_head"], ensure_weight_tying=True),
        KEEP,
    ),
    "tied-saved-beside": (
        "llama-linear",
        dict(target_modules=["q_proj"]),
        dict(save_embedding_layers=True),
    ),
    "tied-rows": (
        "llama-linear",
        dict(target_modules=["q_proj"], trainable_token_indices=[3, 11]),
        {},
    ),
    "tied-rows-head": (
        "llama-linear",
        dict(target_modules=["q_proj"], trainable_token_indices={"lm_head": [3, 11]}),
        {},
    ),
    "untied-ends": (
        "llama-3",
        dict(target_modules=["lm_head", "embed_tokens"], use_rslora=True),
        KEEP,
    ),
    "gpt2-ends": (
        "gpt2",
        dict(target_modules=["c_attn", "c_proj", "lm_head", "wte", "wpe"], fan_in_fan_out=True),
        {},
    ),
    "gpt2-save": (
        "gpt2",
        dict(
            target_modules=["c_fc"],
            modules_to_save=["attn.c_proj", "mlp.c_proj", "lm_head", "ln_f", "wpe"],
            fan_in_fan_out=True,
        ),
        {},
    ),
    "neox": (
        "gpt-neox",
        dict(
            target_modules=["query_key_value", "dense_4h_to_h"],
            modules_to_save=["dense", "embed_out", "lm_head", "final_layer_norm"],
        ),
        {},
    ),
    "gemma2": (
        "gemma2",
        dict(target_modules=["q_proj", "embed_tokens"], modules_to_save=["norm", "lm_head"]),
        {},
    ),
    "phi3": (
        "phi3",
        dict(target_modules=["qkv_proj", "gate_up_proj"], modules_to_save=["o_proj"]),
        KEEP,
    ),
}


def base(family, dtype):
    return T.AutoModelForCausalLM.from_pretrained(
        os.path.join(FAMILIES, family), dtype=dtype, attn_implementation="eager"
    ).eval()


def logits(model, ids):
    with torch.no_grad():
        return model(ids).logits[0]


def make(name, family, settings, saving):
    torch.manual_seed(len(name))
    folder = os.path.join(ROOT, name)
    settings = copy.deepcopy({"r": 2, "lora_alpha": 3, **settings})
    model = get_peft_model(
        base(family, torch.float32), LoraConfig(task_type="CAUSAL_LM", **settings)
    )
    for _, parameter in model.named_parameters():
        if parameter.requires_grad:
            parameter.data += torch.randn(parameter.shape) * 0.2
    model.save_pretrained(folder, **saving)
    os.remove(os.path.join(folder, "README.md"))
    file = os.path.join(folder, "adapter_config.json")
    config = json.load(open(file))
    config["base_model_name_or_path"] = family
    with open(file, "w") as out:
        json.dump(config, out, indent=1)
        out.write("\n")
    ids = torch.tensor([json.load(open(os.path.join(FAMILIES, family, "ids.json")))])
    plain = base(family, torch.float64)
    without = logits(plain, ids)
    loaded = PeftModel.from_pretrained(plain, folder).double().eval()
    values = logits(loaded, ids)
    print(f"{name:22} moved by {(values - without).abs().max():.3f}")
    save_file(
        {"logits": values.float().contiguous()}, os.path.join(folder, "reference.safetensors")
    )


if __name__ == "__main__":
    shutil.rmtree(ROOT, ignore_errors=True)
    for name, (family, settings, saving) in ADAPTERS.items():
        make(name, family, settings, saving)
