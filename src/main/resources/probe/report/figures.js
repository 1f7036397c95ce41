// Draws the figures when they come into view, and again when width or colours change.
(() => {
  "use strict";
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const charts = new Map();

  // there is nothing to see in axes alone
  const values = {
    "heat-map": (figure) => figure.values.flat(),
    histogram: (figure) => figure.series.flatMap((s) => s.shares),
    curves: (figure) => figure.series.flatMap((line) => line.y),
    intervals: (figure) => figure.points.flatMap((point) => [point.value, point.low]),
  };

  function draw(element) {
    const figure = figures[element.dataset.figure];
    const box = element.querySelector(".chart");
    const room = box.parentElement.clientWidth;
    if (!figure || room === 0) return;
    if (values[figure.type](figure).every((value) => value === null)) {
      box.textContent = "There is no value to draw.";
      box.className = "chart none";
      element.dataset.drawn = "true";
      return;
    }
    const { width, height, option } = optionsOf[figure.type](figure, room);
    box.style.width = Math.round(width) + "px";
    box.style.height = Math.round(height) + "px";
    let chart = charts.get(element);
    if (!chart) {
      chart = echarts.init(box, null, { renderer: "svg" });
      charts.set(element, chart);
      chart.on("finished", () => (element.dataset.drawn = "true"));
    }
    // else it is shown again later, when the figure that it belongs to is gone
    chart.dispatchAction({ type: "hideTip" });
    chart.resize();
    chart.setOption(option, true);
    element.dataset.room = room;
  }

  const all = [...document.querySelectorAll("figure[data-figure]")];
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting && !charts.has(entry.target)) draw(entry.target);
      }
    },
    { rootMargin: "400px" },
  );
  const sized = new ResizeObserver((entries) => {
    for (const entry of entries) {
      const element = entry.target.closest("figure");
      if (charts.has(element) && Number(element.dataset.room) !== entry.target.clientWidth) draw(element);
    }
  });
  for (const element of all) {
    seen.observe(element);
    sized.observe(element.querySelector(".scroll"));
  }
  const redraw = () => [...charts.keys()].forEach(draw);
  document.addEventListener("probe-theme", redraw);
  addEventListener("beforeprint", () => all.forEach(draw));
})();
