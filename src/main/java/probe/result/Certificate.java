package probe.result;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How well what was taken out of the model agrees with the model itself.
 *
 * <p>Differences are shares of the largest absolute value of the tensor that they are held against.
 *
 * @param contexts texts that it was tried on
 * @param lambdaGammaDifference lambda . gamma (with bias, scale and soft cap) against the logits
 *     that the uncut graph gives for one context at a time
 * @param sameTopToken contexts for which both have the same likeliest token
 * @param cutGraphDifference logits of the cut graph, batched, against those of the uncut graph
 * @param batchedDifference states of contexts that ran together against the same ones alone
 * @param tolerance what the first three must stay under for the certificate to hold
 * @param bos special tokens put before every text, by name; empty where there are none
 * @param eos special tokens put after every text, by name; empty where there are none
 * @param positionZeroNorm how many times longer the state at position 0 is than the median of the
 *     others, at the layer where that is most: a model that parks attention there has 10 and more
 * @param wordPrefix how a word inside a sentence begins in the vocabulary, such as "Ġ" or "▁"
 */
@JsonIgnoreProperties(value = "holds", allowGetters = true) // follows from the rest
public record Certificate(
    int contexts,
    double lambdaGammaDifference,
    int sameTopToken,
    double cutGraphDifference,
    double batchedDifference,
    double tolerance,
    String batching,
    List<String> bos,
    List<String> eos,
    double positionZeroNorm,
    String wordPrefix,
    String note) {

  /** Whether every figure is within the tolerance. */
  @JsonProperty("holds")
  public boolean holds() {
    return lambdaGammaDifference <= tolerance
        && cutGraphDifference <= tolerance
        && batchedDifference <= tolerance;
  }
}
