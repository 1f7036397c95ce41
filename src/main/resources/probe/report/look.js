// What all kinds of figure have in common; colours are those of the style sheet.
const look = (() => {
  "use strict";

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const palette = (name, count) => Array.from({ length: count }, (_, i) => color(name + (i + 1)));
  const series = () => palette("series", 7);
  const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow"];

  const number = (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    const size = Math.abs(value);
    if (size === 0) return "0";
    if (size >= 1e6 || size < 5e-4) return value.toExponential(1).replace("e+", "e");
    if (Number.isInteger(value)) return value.toLocaleString("en");
    return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
  };
  // on an axis, no more digits than its steps need
  const tick = (value) => (Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-3) ? number(value) : String(Number(value.toPrecision(6))));
  const percent = (share) => number(100 * share) + " %";

  // elements, not markup: names may hold anything
  const tip = (lines) => {
    const box = document.createElement("div");
    for (const [text, strong] of lines) {
      const line = document.createElement(strong ? "strong" : "div");
      line.textContent = text;
      line.style.display = "block";
      box.append(line);
    }
    return box;
  };

  const common = () => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: color("ink") },
    tooltip: {
      confine: true,
      backgroundColor: color("surface"),
      borderColor: color("line"),
      textStyle: { color: color("ink"), fontSize: 13 },
      extraCssText: "max-width:18rem;white-space:normal;overflow-wrap:anywhere",
    },
  });
  const axis = (more) => ({
    axisLine: { show: true, onZero: false, lineStyle: { color: color("axis") } },
    axisTick: { lineStyle: { color: color("axis") } },
    splitLine: { show: false },
    nameTextStyle: { color: color("muted") },
    ...more,
    axisLabel: { color: color("muted"), fontSize: 11, hideOverlap: true, formatter: tick, ...more.axisLabel },
  });
  const legend = (names, width) => ({
    type: "scroll",
    top: 0,
    left: 0,
    right: 0,
    data: names,
    itemWidth: 18,
    textStyle: { color: color("ink"), width: Math.min(220, width - 90), overflow: "truncate" },
    pageTextStyle: { color: color("muted") },
    pageIconColor: color("ink"),
    pageIconInactiveColor: color("line"),
  });
  const below = (name) => ({ name, nameLocation: "middle", nameGap: 28 });

  return { color, palette, series, SYMBOLS, number, percent, tip, common, axis, legend, below };
})();
