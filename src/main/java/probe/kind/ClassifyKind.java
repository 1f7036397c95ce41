package probe.kind;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import probe.concept.ProbeFile;
import probe.linear.Division;
import probe.linear.GroupedSplit;
import probe.linear.LayerCurve;
import probe.linear.Lda;
import probe.linear.Logistic;
import probe.linear.MeanDifference;
import probe.linear.Ridge;
import probe.linear.SingularCovarianceException;
import probe.linear.Trainer;
import probe.result.Analysis;
import probe.result.Finding;
import probe.stats.Seeds;

/** Can a concept be read off the states by a hyperplane? */
@AutoService(ProbeKind.class)
public final class ClassifyKind implements ProbeKind {
  private static final String QUESTION =
      "Can a linear probe read a concept off the states of words and frames that it has not seen,"
          + " better than it learns random labels?";
  private static final List<String> TRAINERS =
      List.of("logistic", "ridge", "mean-difference", "lda");

  @Override
  public String name() {
    return "classify";
  }

  @Override
  public Probe read(ProbeFile file) {
    List<String> templates = file.texts("templates");
    for (String template : templates) {
      if (!template.endsWith("{}") || template.indexOf("{}") != template.length() - 2) {
        throw file.refuse(
            "templates",
            "the template '%s' must end in {}, once: the state is that of the word's last token"
                .formatted(template));
      }
    }
    return new ClassifyProbe(
        file.name(),
        templates,
        file.texts("concepts"),
        file.flag("contexts", true),
        file.choices("trainers", TRAINERS, TRAINERS),
        file.integers("layers", List.of(), 0, 10_000),
        file.integers("positions", List.of(-1), -10_000, 10_000),
        file.number("margin", 0.1, 0, 0.5),
        file.integer("draws", 1999, 99, 1_000_000),
        file.integer("controls", 1, 1, 100),
        file.integer("random-directions", 20, 0, 10_000),
        file.settings());
  }

  /**
   * One probe.
   *
   * @param templates frames for words, or none
   * @param concepts whose words are put into them; all where the run has none of these
   * @param contexts whether left and right contexts are told apart too
   * @param layers layers that are looked at; all where there are none
   * @param positions tokens that are looked at, from the end where negative
   * @param margin what an AUC must be above one half to matter
   * @param controls control tasks
   */
  private record ClassifyProbe(
      String name,
      List<String> templates,
      List<String> concepts,
      boolean contexts,
      List<String> trainers,
      List<Integer> layers,
      List<Integer> positions,
      double margin,
      int draws,
      int controls,
      int randomDirections,
      Map<String, Object> settings)
      implements Probe {

    @Override
    public void plan(Corpus corpus, Needs needs) {
      List<Integer> wanted = layers(needs.blocks());
      for (ClassifyTask task : tasks(corpus)) {
        for (int position : positions) {
          for (int[] context : task.upTo(position)) {
            wanted.forEach(layer -> needs.state(layer, context));
          }
        }
      }
    }

    private List<Integer> layers(int blocks) {
      return layers.isEmpty() ? IntStream.rangeClosed(0, blocks).boxed().toList() : layers;
    }

    private List<ClassifyTask> tasks(Corpus corpus) {
      List<ClassifyTask> tasks = new ArrayList<>();
      if (contexts) {
        Steered.byConcept(corpus)
            .forEach(
                (concept, lists) -> {
                  if (lists.stream().anyMatch(list -> !list.rows().isEmpty())) {
                    tasks.add(ClassifyTask.ofContexts(concept, lists));
                  }
                });
      }
      for (Corpus.ConceptWords concept : worded(corpus)) {
        ClassifyTask.ofWords(concept, templates, corpus.words()).ifPresent(tasks::add);
      }
      return tasks;
    }

    /** The concepts whose words are put into templates. */
    private List<Corpus.ConceptWords> worded(Corpus corpus) {
      if (templates.isEmpty()) {
        return List.of();
      }
      List<Corpus.ConceptWords> named =
          corpus.concepts().stream().filter(c -> concepts.contains(c.name())).toList();
      return named.isEmpty() ? corpus.concepts() : named;
    }

    @Override
    public Analysis analyse(Corpus corpus, Vectors vectors, long seed) {
      Draft draft = new Draft(name, "classify", QUESTION, settings);
      List<Integer> wanted = layers(vectors.blocks());
      List<Finding> refused = new ArrayList<>();
      List<ClassifyResult> results = new ArrayList<>();
      for (ClassifyTask task : tasks(corpus)) {
        for (int position : positions) {
          String id = "%s/%s/%d".formatted(name, task.name(), position);
          long own = Seeds.of(seed, id);
          switch (GroupedSplit.split(task.examples(), task.heldOut(), own)) {
            case Division.Refused(String reason) ->
                refused.add(Finding.untested(id, task.claim(), task.name(), reason));
            case Division.Split split -> {
              List<LayerCurve.Result> curves =
                  curves(id, task, position, split, vectors, own, refused);
              if (!curves.isEmpty()) {
                results.add(new ClassifyResult(id, task, position, wanted, curves));
              }
            }
          }
        }
      }
      ClassifyVerdicts verdicts = new ClassifyVerdicts(margin);
      draft.add(verdicts.findings(results));
      draft.add(refused);
      for (ClassifyResult result : results) {
        draft.add(ClassifyPages.curves(result));
        draft.add(ClassifyPages.table(result));
        result
            .curves()
            .getFirst()
            .notes()
            .forEach(n -> draft.note(result.task().name() + ": " + n));
      }
      for (Corpus.ConceptWords concept : worded(corpus)) {
        if (ClassifyTask.ofWords(concept, templates, corpus.words()).isEmpty()) {
          draft.note(
              "%s: none of its pairs fits into a template%s."
                  .formatted(concept.name(), limit(corpus.words())));
        }
      }
      if (contexts) {
        Steered.noteDropped(corpus, draft);
      }
      for (String template : templates) {
        if (!corpus.words().knows(ClassifyTask.fill(template, ""))) {
          draft.note(
              "The template '%s' is left out: it has a word without a token.".formatted(template));
        }
      }
      draft.note(
          "Training accuracy says nothing where there are fewer training rows than dimensions: any"
              + " labels can be fitted then. Test rows share no word, entity or frame with training"
              + " rows; the audit of that is part of the run.");
      return draft.done("tasks and trainers");
    }

    private static String limit(Corpus.Tokens words) {
      return words.contextLimit() < 0
          ? " with tokens for all words"
          : " with tokens for all words, %d at most".formatted(words.contextLimit());
    }

    /** One for each trainer that can be fitted; the others are added to {@code refused}. */
    private List<LayerCurve.Result> curves(
        String id,
        ClassifyTask task,
        int position,
        Division.Split split,
        Vectors vectors,
        long seed,
        List<Finding> refused) {
      List<int[]> rows = task.upTo(position);
      List<Integer> wanted = layers(vectors.blocks());
      List<LayerCurve.Result> out = new ArrayList<>();
      for (String trainer : trainers) {
        try {
          out.add(
              LayerCurve.of(
                  trainer(trainer),
                  task.examples(),
                  split,
                  wanted.size(),
                  layer ->
                      rows.stream()
                          .map(context -> vectors.state(wanted.get(layer), context))
                          .toArray(double[][]::new),
                  new LayerCurve.Settings(
                      0.95, draws, controls, randomDirections, trainer.equals("logistic"), seed)));
        } catch (SingularCovarianceException e) {
          // as where contexts of a class end in one token and a layer sees nothing but that
          refused.add(
              Finding.untested(
                  id + "/" + trainer, task.claim(), task.name(), String.valueOf(e.getMessage())));
        }
      }
      return out;
    }

    private static Trainer trainer(String name) {
      return switch (name) {
        case "logistic" -> new Logistic();
        case "ridge" -> new Ridge();
        case "mean-difference" -> new MeanDifference();
        case "lda" -> new Lda();
        default -> throw new IllegalArgumentException("no trainer '" + name + "'");
      };
    }
  }
}
