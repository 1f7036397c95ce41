package probe.pocket;

/**
 * How two features of one lexicon go together under its prior.
 *
 * @param lexicon name of the lexicon
 * @param first words of the first feature, value 0 and value 1
 * @param second words of the second feature
 * @param logOddsRatio log of p(11) p(00) / (p(10) p(01)); infinite where one of them is 0
 */
public record FeatureAssociation(
    String lexicon, String first, String second, double logOddsRatio) {}
