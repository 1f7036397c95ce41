// What each kind of figure looks like, as options of ECharts.
const optionsOf = (() => {
  "use strict";
  const { color, palette, series, SYMBOLS, number, percent, tip, common, axis, legend, below } = look;

  function heatMap(figure, width) {
    const columns = figure.columns.length;
    const rows = figure.rows.length;
    const narrow = width < 560;
    const longest = (names) => Math.max(1, ...names.map((name) => [...name].length));
    const label = (names) => Math.max(44, Math.min(narrow ? 92 : 150, 20 + 6.4 * longest(names)));
    const left = label(figure.rows);
    const most = columns > 12 ? 27 : 44;
    const cell = Math.max(15, Math.min(most, (width - left - 16) / Math.max(1, columns)));
    const rotate = columns > 4 || cell < 40 ? 50 : 0;
    const foot = rotate ? 14 + 0.77 * label(figure.columns) : 24;
    const body = Math.min(34, cell) * Math.max(1, rows);
    const diverging = figure.low < 0 && figure.high > 0;
    const colors = palette(diverging ? "diverging" : "sequential", diverging ? 9 : 7);
    const low = diverging ? -Math.max(-figure.low, figure.high) : figure.low;
    const high = diverging ? -low : figure.high > figure.low ? figure.high : figure.low + 1;
    const written = cell >= 34 && columns * rows <= 400;
    const strong = (v) => {
      const t = Math.min(1, Math.max(0, (v - low) / (high - low)));
      return diverging ? Math.abs(2 * t - 1) > 0.55 : t > 0.5;
    };
    const data = [];
    figure.values.forEach((row, r) =>
      row.forEach((value, c) => {
        if (value === null) return;
        data.push({
          value: [c, r, value],
          label: { color: color(strong(value) ? "on-strong" : "on-weak") },
        });
      }),
    );
    const names = (list, more) =>
      axis({
        type: "category",
        data: list.map((name) => name.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ")),
        splitArea: { show: false },
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { interval: 0, hideOverlap: false, color: color("ink"), formatter: undefined, overflow: "truncate", ...more },
      });
    return {
      width: Math.max(width, left + 16 + 15 * columns),
      height: 46 + body + foot,
      option: {
        ...common(),
        grid: { left, top: 46, width: cell * columns, height: body, containLabel: false },
        xAxis: names(figure.columns, { rotate, width: rotate ? label(figure.columns) - 12 : cell - 4 }),
        yAxis: { ...names(figure.rows, { width: left - 12 }), inverse: true },
        visualMap: {
          type: "continuous",
          min: low,
          max: high,
          orient: "horizontal",
          left,
          top: 4,
          itemWidth: 12,
          itemHeight: Math.min(160, width - left - 110),
          text: [number(high), number(low)],
          textStyle: { color: color("muted"), fontSize: 11 },
          inRange: { color: colors },
        },
        tooltip: {
          ...common().tooltip,
          formatter: (at) =>
            tip([
              [figure.rows[at.value[1]] + " × " + figure.columns[at.value[0]], false],
              [number(at.value[2]), true],
            ]),
        },
        series: [
          {
            type: "heatmap",
            data,
            progressive: 0,
            label: { show: written, fontSize: 11, formatter: (at) => at.value[2].toFixed(2).replace(/^(-?)0\./, "$1.") },
            itemStyle: { borderColor: color("surface"), borderWidth: 1 },
            emphasis: { itemStyle: { borderColor: color("ink"), borderWidth: 2 } },
          },
        ],
      },
    };
  }

  function histogram(figure, width) {
    const colors = series();
    const edges = figure.edges;
    const values = [...edges, ...figure.marks.map((mark) => mark.value)];
    const named = figure.series.map((s) => ({ ...s, label: s.name + " (n = " + s.n.toLocaleString("en") + ")" }));
    const bar = (color) => (params, api) => {
      const from = api.coord([api.value(0), api.value(2)]);
      const to = api.coord([api.value(1), 0]);
      return {
        type: "rect",
        shape: { x: from[0] + 0.5, y: from[1], width: Math.max(0.5, to[0] - from[0] - 1), height: to[1] - from[1] },
        style: { fill: color, fillOpacity: 0.5, stroke: color, lineWidth: 1 },
        emphasis: { style: { fillOpacity: 0.85 } },
      };
    };
    // names are long and few: under each other where they do not fit beside each other
    const stacked = named.length < 4 && width < 60 * named.length + 7 * named.map((s) => s.label).join("").length;
    const top = (stacked ? 22 * named.length : 22) + (figure.marks.length ? 38 : 14);
    return {
      width,
      height: 210 + top,
      option: {
        ...common(),
        legend: stacked
          ? { ...legend(named.map((s) => s.label), width), type: "plain", orient: "vertical" }
          : legend(named.map((s) => s.label), width),
        grid: { left: 46, right: 18, top, bottom: 44 },
        xAxis: axis({ type: "value", min: Math.min(...values), max: Math.max(...values), ...below(figure.x_label) }),
        yAxis: axis({
          type: "value",
          axisLine: { show: false },
          splitLine: { show: true, lineStyle: { color: color("line") } },
          axisLabel: { formatter: (v) => Math.round(100 * v) + " %" },
        }),
        tooltip: {
          ...common().tooltip,
          formatter: (at) =>
            tip([
              [at.seriesName, false],
              [percent(at.value[2]) + ", from " + number(at.value[0]) + " to " + number(at.value[1]), true],
            ]),
        },
        series: [
          ...named.map((s, k) => ({
            type: "custom",
            name: s.label,
            clip: true,
            color: colors[k % colors.length],
            encode: { x: [0, 1], y: 2 },
            renderItem: bar(colors[k % colors.length]),
            data: s.shares.map((share, b) => [edges[b], edges[b + 1], share]),
          })),
          {
            type: "line",
            data: [],
            markLine: {
              symbol: "none",
              silent: true,
              lineStyle: { color: color("ink"), width: 1.5, type: "dashed" },
              data: figure.marks.map((mark, i) => ({
                name: mark.label,
                xAxis: mark.value,
                label: { formatter: mark.label.replace(/[{}]/g, " "), color: color("ink"), fontSize: 11, width: 110, overflow: "truncate", offset: [0, i % 2 ? 0 : -13] },
              })),
            },
          },
        ],
      },
    };
  }

  // a band is one shape for each stretch without a gap
  function stretches(figure, line) {
    const out = [];
    let open = null;
    figure.x.forEach((x, i) => {
      if ((line.low[i] ?? null) === null || (line.high[i] ?? null) === null) open = null;
      else if (open) open.push(i);
      else out.push((open = [i]));
    });
    return out;
  }

  function curves(figure, width) {
    const colors = series();
    const known = figure.series.flatMap((line) => line.y.filter((y) => y !== null));
    const banded = figure.series.some((line) => line.low.length);
    const logarithmic =
      !banded && known.length > 0 && Math.min(...known) > 0 && Math.max(...known) > 100 * Math.min(...known);
    const bands = figure.series.flatMap((line, k) =>
      stretches(figure, line).map((part) => ({
        type: "custom",
        name: line.name,
        silent: true,
        z: 1,
        color: colors[k % colors.length],
        tooltip: { show: false },
        encode: { x: 0, y: [1, 2] },
        data: part.map((i) => [figure.x[i], line.low[i], line.high[i]]),
        renderItem: (params, api) => {
          if (params.dataIndex > 0) return undefined;
          const points = part.map((i) => api.coord([figure.x[i], line.high[i]]));
          points.push(...[...part].reverse().map((i) => api.coord([figure.x[i], line.low[i]])));
          return { type: "polygon", shape: { points }, style: { fill: colors[k % colors.length], opacity: 0.16 } };
        },
      })),
    );
    const whole = figure.x.every(Number.isInteger);
    return {
      width,
      height: 320,
      option: {
        ...common(),
        legend: figure.series.length > 1 ? legend(figure.series.map((line) => line.name), width) : undefined,
        grid: { left: 56, right: 20, top: figure.series.length > 1 ? 44 : 26, bottom: 46 },
        xAxis: axis({ type: "value", min: "dataMin", max: "dataMax", minInterval: whole ? 1 : undefined, ...below(figure.x_label) }),
        yAxis: axis({
          type: logarithmic ? "log" : "value",
          scale: true,
          name: figure.y_label + (logarithmic ? " (log)" : ""),
          nameTextStyle: { color: color("muted"), align: "left", padding: [0, 0, 0, -48] },
          nameLocation: "end",
          nameGap: 10,
          splitLine: { show: true, lineStyle: { color: color("line") } },
        }),
        tooltip: {
          ...common().tooltip,
          trigger: "axis",
          axisPointer: { type: "line", lineStyle: { color: color("axis") } },
          formatter: (at) => {
            const lines = at.filter((p) => p.seriesType === "line");
            if (!lines.length) return "";
            const i = lines[0].dataIndex;
            return tip([
              [figure.x_label + " " + number(figure.x[i]), true],
              ...lines.map((p) => {
                const line = figure.series[p.seriesIndex];
                const band = line.low.length ? " (" + number(line.low[i]) + " to " + number(line.high[i]) + ")" : "";
                return [line.name + ": " + number(line.y[i]) + band, false];
              }),
            ]);
          },
        },
        series: [
          ...figure.series.map((line, k) => ({
            type: "line",
            name: line.name,
            z: 3,
            color: colors[k % colors.length],
            symbol: SYMBOLS[k % SYMBOLS.length],
            symbolSize: figure.x.length > 40 ? 4 : 6,
            showAllSymbol: true,
            lineStyle: { width: 2, type: k < colors.length ? "solid" : "dashed" },
            data: figure.x.map((x, i) => [x, line.y[i]]),
          })),
          ...bands,
        ],
      },
    };
  }

  return { "heat-map": heatMap, histogram, curves };
})();
