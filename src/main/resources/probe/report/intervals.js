// Estimates under each other: a dot for each, a line for its interval, groups under their names.
optionsOf.intervals = (() => {
  "use strict";
  const { color, series, number, tip, common, axis, below } = look;
  const ROW = 26;

  const plain = (name) => name.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ");

  // a row without a point names the group of those that follow
  function rowsOf(points) {
    const groups = new Map();
    for (const point of points) {
      if (!groups.has(point.group)) groups.set(point.group, []);
      groups.get(point.group).push(point);
    }
    const rows = [];
    [...groups].forEach(([group, members], index) => {
      if (group) rows.push({ group, index });
      for (const point of members) rows.push({ group, index, point });
    });
    return rows;
  }

  function words(point) {
    if (point.value === null && point.low === null) return "no value";
    const interval = point.low === null ? "" : " (" + number(point.low) + " to " + number(point.high) + ")";
    return number(point.value) + interval;
  }

  // what the pointer finds: the whole row, its label included
  const ground = (width) => (params, api) => ({
    type: "rect",
    shape: { x: 0, y: api.coord([0, api.value(0)])[1] - ROW / 2, width, height: ROW },
    style: { fill: "transparent" },
    emphasis: { style: { fill: color("raised") } },
  });

  const estimate = (rows, colors) => (params, api) => {
    const { point, index } = rows[api.value(0)];
    const at = (value) => api.coord([value, api.value(0)]);
    const fill = colors[index % colors.length];
    const children = [];
    if (point.low !== null) {
      const [[x1, y], [x2]] = [at(point.low), at(point.high)];
      // ends higher than the dot: one that is narrower than it is still seen
      const points = [[x1, y - 6], [x1, y + 6], [x1, y], [x2, y], [x2, y - 6], [x2, y + 6]];
      children.push({ type: "polyline", shape: { points }, style: { stroke: fill, lineWidth: 2, fill: "none" } });
    }
    if (point.value !== null) {
      const [cx, cy] = at(point.value);
      children.push({ type: "circle", shape: { cx, cy, r: 4.5 }, style: { fill } });
    } else if (point.low === null) {
      children.push({
        type: "text",
        x: params.coordSys.x + 6,
        y: at(0)[1],
        style: {
          text: "no value",
          font: "italic 11px " + common().textStyle.fontFamily,
          fill: color("muted"),
          backgroundColor: color("surface"),
          padding: [2, 4],
          verticalAlign: "middle",
        },
      });
    }
    return { type: "group", children };
  };

  // its label turns inwards near an edge
  const reference = (label) => (params, api) => {
    const { x: left, y: top, width, height } = params.coordSys;
    const x = api.coord([api.value(0), 0])[0];
    const share = (x - left) / width;
    const align = share < 0.3 ? "left" : share > 0.7 ? "right" : "center";
    const room = align === "left" ? left + width - x : align === "right" ? x : 2 * Math.min(x, left + width - x);
    return {
      type: "group",
      children: [
        {
          type: "line",
          shape: { x1: x, y1: top - 4, x2: x, y2: top + height },
          style: { stroke: color("ink"), lineWidth: 1.5, lineDash: [5, 4] },
        },
        {
          type: "text",
          x,
          y: top - 8,
          style: {
            text: plain(label),
            font: "11px " + common().textStyle.fontFamily,
            fill: color("ink"),
            align,
            verticalAlign: "bottom",
            width: room,
            overflow: "truncate",
          },
        },
      ],
    };
  };

  // the name of a group has the whole width: but for lines behind it, its row is empty
  function heading(row, r, top, width) {
    const font = "600 12px " + common().textStyle.fontFamily;
    return {
      type: "text",
      silent: true,
      left: 0,
      top: top + r * ROW + 5,
      z: 4,
      style: {
        text: echarts.format.truncateText(plain(row.group), width - 16, font, "..."),
        font,
        fill: color("ink"),
        backgroundColor: color("surface"),
        padding: [1, 4, 1, 0],
      },
    };
  }

  return function intervals(figure, width) {
    const rows = rowsOf(figure.points);
    const named = figure.points.some((point) => point.group);
    const marked = figure.reference !== null;
    const indent = named ? 12 : 0;
    const longest = Math.max(1, ...figure.points.map((point) => [...point.label].length));
    const left = Math.max(60, Math.min(width < 560 ? 0.46 * width : 340, indent + 18 + 6.6 * longest));
    const top = marked && figure.reference_label ? 26 : 8;
    const drawn = rows.flatMap((row, r) => (row.point ? [[r, row.point.value, row.point.low, row.point.high]] : []));
    return {
      width,
      height: top + ROW * rows.length + 48,
      option: {
        ...common(),
        grid: { left, right: 20, top, height: ROW * rows.length },
        xAxis: axis({
          type: "value",
          scale: true,
          splitNumber: width < 560 ? 3 : 6,
          splitLine: { show: true, lineStyle: { color: color("line") } },
          ...below(figure.x_label),
        }),
        yAxis: axis({
          type: "category",
          inverse: true,
          data: rows.map((row) => (row.point ? plain(row.point.label) : "")),
          axisTick: { show: false },
          axisLine: { show: false },
          axisLabel: {
            interval: 0,
            hideOverlap: false,
            color: color("ink"),
            fontSize: 12,
            formatter: undefined,
            align: "left",
            margin: left - indent,
            width: left - indent - 10,
            overflow: "truncate",
          },
        }),
        graphic: rows.flatMap((row, r) => (row.point ? [] : [heading(row, r, top, width)])),
        tooltip: {
          ...common().tooltip,
          formatter: (at) => {
            const { group, point } = rows[at.value[0]];
            const lines = group ? [[group, !point]] : [];
            return tip(point ? [...lines, [point.label, false], [words(point), true]] : lines);
          },
        },
        series: [
          { type: "custom", z: 1, encode: { y: 0 }, data: rows.map((row, r) => [r]), renderItem: ground(width) },
          ...(marked
            ? [{ type: "custom", z: 2, silent: true, encode: { x: 0 }, data: [[figure.reference]], renderItem: reference(figure.reference_label) }]
            : []),
          { type: "custom", z: 3, silent: true, encode: { y: 0, x: [1, 2, 3] }, data: drawn, renderItem: estimate(rows, series()) },
        ],
      },
    };
  };
})();
