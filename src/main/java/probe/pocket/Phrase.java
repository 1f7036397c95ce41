package probe.pocket;

/** A part of a sentence, before it is known what follows it. */
interface Phrase {
  /** The node at which this phrase begins when {@code rest} follows it. */
  Node before(Node rest);
}
