package probe.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/** A model of the shared folder with the vectors that transformers gives for it in float64. */
public record ReferenceModel(JsonNode json, Safetensors vectors) {

  public static ReferenceModel in(Path folder) throws IOException {
    return new ReferenceModel(
        new ObjectMapper().readTree(folder.resolve("reference.json").toFile()),
        Safetensors.open(folder.resolve("reference.safetensors")));
  }

  int layers() {
    return json.get("layers").asInt();
  }

  /** The token ids of every prompt. */
  public List<int[]> prompts() {
    List<int[]> out = new ArrayList<>();
    json.get("prompts").forEach(prompt -> out.add(ids(prompt.get("ids"))));
    return out;
  }

  int[] greedy() {
    return ids(json.get("greedy_from_prompt0"));
  }

  float[] hidden(int prompt, int layer) {
    return values("prompt" + prompt + ".hidden" + layer);
  }

  /** Logits of every position, or of the last one alone where the file holds no more. */
  float[] logits(int prompt) {
    return values("prompt" + prompt + ".logits");
  }

  float[] values(String name) {
    return all(vectors.matrix(name));
  }

  static float[] all(Matrix matrix) {
    float[] out = new float[matrix.rows() * matrix.columns()];
    matrix.copyRows(0, matrix.rows(), out);
    return out;
  }

  static int[] ids(JsonNode array) {
    int[] out = new int[array.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = array.get(i).asInt();
    }
    return out;
  }
}
