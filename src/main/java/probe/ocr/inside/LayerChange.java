package probe.ocr.inside;

/**
 * The change of the sum of W_V W_O over all heads of a layer: of what it does where all heads look
 * alike.
 *
 * @param layer number of its block
 */
public record LayerChange(int layer, ChangeSpectrum spectrum) {}
