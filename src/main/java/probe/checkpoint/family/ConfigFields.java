package probe.checkpoint.family;

import java.util.List;
import java.util.Set;

/** Fields of config.json that no family, or not every one, reads. */
final class ConfigFields {
  /** What changes the computation, in families that know it; others must not have it. */
  static final List<String> REFUSED =
      List.of(
          "quantization_config",
          "add_cross_attention",
          "cross_attention_hidden_size",
          "is_encoder_decoder",
          "use_bidirectional_attention",
          "sliding_window",
          "attention_chunk_size",
          "attn_logit_softcapping",
          "final_logit_softcapping",
          "attention_multiplier",
          "residual_multiplier",
          "embedding_multiplier",
          "logits_scaling",
          "logit_scale",
          "query_pre_attn_scalar",
          "num_local_experts",
          "num_experts",
          "n_routed_experts",
          "alibi",
          "clip_qkv",
          "parallel_attn",
          "use_parallel_residual",
          "multi_query",
          "qk_layernorm",
          "qk_norm",
          "use_qk_norm",
          "attention_bias",
          "mlp_bias",
          "no_rope_layers",
          "partial_rotary_factor",
          "rotary_pct",
          "rope_local_base_freq",
          "rope_interleaved",
          "pruned_heads",
          "per_layer_config");

  /** Those of them that leave all as it is where they are 1. */
  static final Set<String> NEUTRAL_AT_ONE =
      Set.of(
          "residual_multiplier",
          "embedding_multiplier",
          "logits_scaling",
          "logit_scale",
          "partial_rotary_factor",
          "rotary_pct");

  /** Those that do nothing where they are 0. */
  static final Set<String> NEUTRAL_AT_ZERO =
      Set.of("num_local_experts", "num_experts", "n_routed_experts", "cross_attention_hidden_size");

  /** What says nothing about the logits of a text. */
  static final Set<String> HARMLESS =
      Set.of(
          "_name_or_path",
          "architectures",
          "attention_dropout",
          "attn_pdrop",
          "auto_map",
          "bos_token_id",
          "cache_implementation",
          "classifier_dropout",
          "dtype",
          "embd_pdrop",
          "eos_token_id",
          "gradient_checkpointing",
          "hidden_dropout",
          "id2label",
          "initializer_range",
          "is_decoder",
          "label2id",
          "max_position_embeddings",
          "max_window_layers",
          "n_ctx",
          "output_attentions",
          "output_hidden_states",
          "output_past",
          "pad_token_id",
          "pretraining_tp",
          "problem_type",
          "reorder_and_upcast_attn",
          "resid_pdrop",
          "return_dict",
          "summary_activation",
          "summary_first_dropout",
          "summary_proj_to_labels",
          "summary_type",
          "summary_use_proj",
          "task_specific_params",
          "torch_dtype",
          "transformers_version",
          "use_cache",
          "vocab_size");

  private ConfigFields() {}
}
