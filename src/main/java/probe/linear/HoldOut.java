package probe.linear;

/** What no test row may have in common with a training row. */
public enum HoldOut {
  /** Entities and their words; templates may be the same. */
  ENTITY,
  /** Templates; entities may be the same. Only for labels that belong to templates. */
  TEMPLATE,
  /** Both. */
  ENTITY_AND_TEMPLATE
}
