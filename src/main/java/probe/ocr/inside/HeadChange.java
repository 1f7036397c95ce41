package probe.ocr.inside;

/**
 * The change of one head's W_V W_O.
 *
 * @param layer number of its block
 * @param head its number among the query heads
 */
public record HeadChange(int layer, int head, ChangeSpectrum spectrum) {}
