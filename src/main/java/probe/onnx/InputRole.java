package probe.onnx;

/** What an input of a decoder is for. */
public enum InputRole {
  TOKEN_IDS,
  ATTENTION_MASK,
  POSITION_IDS,
  /** Keys or values of earlier tokens; fed with none. */
  PAST,
  /** The flag of a merged decoder; always false here. */
  USE_CACHE,
  TOKEN_TYPES,
  /** Positions of the new tokens, [tokens], the same for every row. */
  CACHE_POSITIONS,
  /** How many of the last positions get logits; set to all. */
  LOGITS_TO_KEEP,
  /** Number of real tokens less one, [batch], of a fused grouped-query attention. */
  SEQUENCE_LENGTHS,
  /** Length of the longest row, of a fused grouped-query attention. */
  TOTAL_LENGTH,
  UNKNOWN
}
