package probe.facts;

import java.util.List;

/**
 * What a model answers to questions: everything that is measured is computed from this.
 *
 * @param logits [questions][2 n]: logit of the first token of each candidate at the prompt's last
 *     position; the n values of the fact first, then those of the implication, in the order of
 *     {@link Relation#values}
 * @param logProbabilities [questions][2 n]: log-probability in nats of each candidate's whole
 *     answer
 */
public record AnswerScores(
    List<Question> questions, float[][] logits, double[][] logProbabilities) {}
