package probe.facts.measure;

import probe.facts.AnswerScores;

/**
 * Answers in the middle of training.
 *
 * @param step optimiser steps made so far
 * @param scores answers to some of the design's questions
 */
public record Checkpoint(int step, AnswerScores scores) {}
