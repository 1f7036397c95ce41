package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells attention from the rest of a block.
 *
 * <p>From a linear layer, the graph is followed both ways as far as the residual stream. A layer on
 * a way to or from a mixing of positions belongs to attention, whether or not the block adds its
 * two parts to the stream at once.
 */
final class LayerRoles {
  private final Graph graph;
  private final Activations activations;
  private final @Nullable Head head;
  private final Set<String> stream;

  LayerRoles(
      Graph graph, Activations activations, @Nullable Head head, Set<String> residualStream) {
    this.graph = graph;
    this.activations = activations;
    this.head = head;
    this.stream = residualStream;
  }

  LinearLayer.Role of(Projection projection, String output) {
    if (head != null && output.equals(head.projected())) {
      return LinearLayer.Role.HEAD;
    }
    if (activations.isProductOfActivations(projection.node())) {
      return LinearLayer.Role.ATTENTION; // all of it in one operator
    }
    Walk before = walk(projection.data(), false);
    Walk after = walk(output, true);
    if (before.mixes || after.mixes) {
      return LinearLayer.Role.ATTENTION;
    }
    return before.meetsStream && after.meetsStream ? LinearLayer.Role.MLP : LinearLayer.Role.OTHER;
  }

  private static final class Walk {
    boolean mixes;
    boolean meetsStream;
  }

  private Walk walk(String from, boolean forward) {
    Walk walk = new Walk();
    Set<String> seen = new HashSet<>();
    List<String> stack = new ArrayList<>(List.of(from));
    while (!stack.isEmpty()) {
      String tensor = stack.removeLast();
      if (!activations.dependOnTokens(tensor) || !seen.add(tensor)) {
        continue;
      }
      if (stream.contains(tensor)) {
        walk.meetsStream = true;
        continue;
      }
      if (forward) {
        for (Graph.Use use : graph.uses(tensor)) {
          pass(graph.node(use.node()), true, walk, stack);
        }
      } else {
        NodeProto maker = graph.maker(tensor);
        if (maker != null) {
          pass(maker, false, walk, stack);
        }
      }
    }
    return walk;
  }

  private void pass(NodeProto node, boolean forward, Walk walk, List<String> stack) {
    // a fused norm also hands on the sum that it normalised: behind it lies the stream itself
    if (node.getOutputList().stream().anyMatch(stream::contains)) {
      walk.meetsStream = true;
    } else if (activations.isProductOfActivations(node)) {
      walk.mixes = true;
    } else {
      stack.addAll(forward ? node.getOutputList() : node.getInputList());
    }
  }
}
