package probe.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import probe.result.Analysis;
import probe.result.Certificate;
import probe.result.Concept;
import probe.result.Ledger;
import probe.result.RunDocument;
import probe.result.Verdict;
import probe.result.VocabularyFacts;

/** Documents to render: a large one, one of hostile names, and ones with little or nothing. */
final class SampleRun {
  static final List<String> CONCEPTS =
      List.of(
          "3psg-ing",
          "3psg-past",
          "adjective-comparative",
          "adjective-ly",
          "adjective-superlative",
          "adjective-un",
          "country-capital",
          "english-french",
          "french-german",
          "french-spanish",
          "frequent-infrequent",
          "german-spanish",
          "ing-past",
          "lower-upper",
          "male-female",
          "noun-plural",
          "pronoun-possessive",
          "small-big",
          "thing-color",
          "thing-part",
          "verb-3psg",
          "verb-able",
          "verb-er",
          "verb-ing",
          "verb-ment",
          "verb-past",
          "verb-tion");

  static final List<String> HOSTILE =
      List.of(
          "</script><script>window.hacked=1</script>",
          "<img src=x onerror=\"window.hacked=1\">",
          "it's \"quoted\" & `ticked`",
          "a|b\\|c",
          "{{subject}} {a|b} *bold* _em_ [link](http://x) # 1",
          "\u202Eright to left\u202C שלום",
          "👩‍👩‍👧 emoji",
          "line\nbreak\tand tab",
          "a-very-long-name-without-any-place-to-break-it-".repeat(4),
          "<!-- --> ]]> \u2028 &lt; %s ${x}");

  private SampleRun() {}

  /** 27 concepts, three inner products, nine kinds of probe: more than 400 findings. */
  static RunDocument large() {
    List<Concept> concepts = new ArrayList<>();
    for (int i = 0; i < CONCEPTS.size(); i++) {
      concepts.add(concept(CONCEPTS.get(i), 50, i % 9 == 4 ? 2 : 12 + i));
    }
    SampleAnalyses analyses = new SampleAnalyses(1);
    return document(concepts, analyses.large(CONCEPTS));
  }

  /** Names that end tags, attributes, tables and scripts, wherever a user gives names. */
  static RunDocument hostile() {
    SampleAnalyses analyses = new SampleAnalyses(2);
    List<Concept> concepts = HOSTILE.stream().map(name -> concept(name, 7, 4)).toList();
    return document(concepts, analyses.hostile(HOSTILE));
  }

  /** A vocabulary that keeps too few pairs of every concept. */
  static RunDocument untestable() {
    List<Concept> concepts = CONCEPTS.stream().map(name -> concept(name, 40, 1)).toList();
    RunDocument document =
        document(concepts, new SampleAnalyses(3).untestable(CONCEPTS.subList(0, 5)));
    VocabularyFacts singular =
        new VocabularyFacts(
            512,
            500,
            768,
            499,
            1e17,
            0,
            30.5,
            0.9,
            List.of(),
            List.of(4.0, 2.0, 0.0),
            false,
            "the covariance of 500 rows has rank 499 of 768; set a ridge in the probe file");
    return new RunDocument(
        document.format(),
        certificate(0.5),
        document.provenance(),
        document.model(),
        singular,
        document.concepts(),
        document.analyses(),
        document.ledger(),
        document.times());
  }

  /** A run without concepts and without probes. */
  static RunDocument empty() {
    return document(List.of(), List.of());
  }

  /** One analysis with nothing in it, and one of each figure without a value. */
  static RunDocument bare() {
    Analysis nothing =
        new Analysis(
            "nothing",
            "linearity",
            "Is there anything?",
            Verdict.CANNOT_TELL,
            "",
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return document(
        List.of(), List.of(nothing, new SampleAnalyses(4).withoutValues("without-values")));
  }

  /** Analyses of toy models: figures, tables and claims, and no language model. */
  static RunDocument withoutModel() {
    List<Analysis> analyses = new SampleAnalyses(5).large(CONCEPTS.subList(0, 12));
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("probe_version", "0.1.0");
    provenance.put("command", "probe toy ocr --classes 4");
    return RunDocument.withoutModel(
        provenance, analyses, Ledger.of(analyses, 0.05), Map.of("analyses", 61.5));
  }

  static RunDocument document(List<Concept> concepts, List<Analysis> analyses) {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("probe_version", "0.1.0");
    provenance.put("command", "probe run --model 'models/<b>odd</b> & name.onnx' --seed 1");
    provenance.put("seed", 1);
    provenance.put("model", "models/gpt2/model.onnx");
    provenance.put(
        "model_sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    provenance.put("tokenizer_sha256", null);
    provenance.put("threads", 2);
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("model_type", "gpt2");
    model.put("blocks", 12);
    model.put("width", 768);
    model.put("vocabulary", 50257);
    model.put("parameters", 124439808);
    model.put("head", Map.of("kind", "MatMul"));
    Map<String, Double> times = new LinkedHashMap<>();
    times.put("certificate", 1.25);
    times.put("analyses", 61.5);
    return new RunDocument(
        RunDocument.FORMAT,
        certificate(1e-4),
        provenance,
        model,
        vocabulary(),
        concepts,
        analyses,
        Ledger.of(analyses, 0.05),
        times);
  }

  private static Certificate certificate(double tolerance) {
    double difference = tolerance > 0.1 ? 0.7 : 4.6e-7;
    return new Certificate(
        8, difference, 8, 3.1e-7, 0, tolerance, "padded", List.of("<s>"), List.of(), 31.5, "Ġ", "");
  }

  private static VocabularyFacts vocabulary() {
    List<Double> eigenvalues =
        IntStream.range(0, 64).mapToObj(i -> 40.0 / Math.pow(i + 1, 1.1)).toList();
    return new VocabularyFacts(
        50257,
        50256,
        768,
        768,
        18234.5678,
        0,
        211.4,
        0.31,
        List.of(new VocabularyFacts.Rogue(138, 0.21), new VocabularyFacts.Rogue(378, 0.034)),
        eigenvalues,
        true,
        "");
  }

  private static Concept concept(String name, int listed, int used) {
    List<Concept.Pair> pairs =
        IntStream.range(0, used)
            .mapToObj(i -> new Concept.Pair("from" + i, "to" + i, 100 + i, 200 + i))
            .toList();
    List<Concept.Dropped> dropped =
        IntStream.range(used, listed)
            .mapToObj(i -> new Concept.Dropped(name, "to" + i, "'" + name + "' is 3 tokens"))
            .toList();
    return new Concept(
        name,
        name + " from",
        name + " to",
        "probes/" + name,
        listed,
        used,
        used >= 3,
        pairs,
        dropped);
  }
}
