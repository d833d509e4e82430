"use strict";
(function () {
  const variants = JSON.parse(document.getElementById("data").textContent).variants;
  const style = getComputedStyle(document.documentElement);
  const HEIGHT = 280;
  const BINS = 48;
  let charts = [];

  function colour(name) {
    return style.getPropertyValue("--" + name).trim();
  }

  function seriesColour(index) {
    return colour("series-" + (index % 5));
  }

  function axis(extra) {
    return Object.assign(
      {
        stroke: colour("soft"),
        grid: { stroke: colour("line"), width: 1 },
        ticks: { stroke: colour("line"), width: 1 },
        font: "12px system-ui, sans-serif",
      },
      extra);
  }

  // Milliseconds as short as they can be read: 0.05, 1.2, 30.
  function millis(value) {
    return value === null ? "" : String(Number(value.toPrecision(2)));
  }

  // uPlot leaves labels away by powers of ten, which may leave one; logLabels does it by digits.
  function all(self, splits) {
    return splits;
  }

  // Labels of a logarithmic axis at 1, 2 and 5; at powers of ten where those would run into each other, at all
  // digits where there would be none to compare with.
  function logLabels(self, splits, axisIndex) {
    function has(digits, v) {
      const digit = v / Math.pow(10, Math.floor(Math.log10(v) + 1e-9));
      return digits.some(function (d) { return Math.abs(digit - d) < 1e-6; });
    }
    const room = axisIndex === 0 ? self.width / 48 : HEIGHT / 20;
    const few = splits.filter(function (v) { return has([1, 2, 5], v); }).length;
    const digits = few > room ? [1] : few < 2 ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : [1, 2, 5];
    return splits.map(function (v) { return has(digits, v) ? millis(v) : null; });
  }

  function line(index, extra) {
    const stroke = seriesColour(index);
    return Object.assign(
      { label: variants[index].name, stroke: stroke, width: 2, points: { show: false } },
      extra);
  }

  function draw(id, options, data) {
    const figure = document.getElementById(id);
    const width = figure.clientWidth - 32;
    charts.push(
      new uPlot(
        Object.assign({ width: width, height: HEIGHT, cursor: { drag: { x: false, y: false } }, legend: { live: false } }, options),
        data,
        figure));
  }

  function percentiles() {
    const xs = Array.from({ length: 101 }, function (_, i) { return i; });
    draw(
      "percentiles",
      {
        scales: { x: { time: false, range: [0, 100] }, y: { distr: 3 } },
        axes: [axis({ values: function (u, s) { return s.map(function (v) { return "p" + v; }); } }),
               axis({ size: 56, values: logLabels, filter: all })],
        series: [{ label: "percentile" }].concat(
          variants.map(function (v, i) {
            return line(i, { value: function (u, x) { return x === null ? "" : millis(x) + " ms"; } });
          })),
      },
      [xs].concat(variants.map(function (v) { return v.quantilesMillis; })));
  }

  // The share of runs between two times is what the percentiles pass through between them.
  function shareBelow(quantiles, time) {
    if (time <= quantiles[0]) { return 0; }
    if (time >= quantiles[100]) { return 100; }
    let i = 1;
    while (quantiles[i] < time) { i++; }
    const gap = quantiles[i] - quantiles[i - 1];
    return i - 1 + (gap === 0 ? 1 : (time - quantiles[i - 1]) / gap);
  }

  // Up to p99: the slowest hundredth would squeeze all others into a corner.
  function distribution() {
    const low = Math.min.apply(null, variants.map(function (v) { return v.quantilesMillis[0]; })) * 0.95;
    const high = Math.max.apply(null, variants.map(function (v) { return v.quantilesMillis[99]; })) * 1.05;
    const edges = Array.from({ length: BINS + 1 }, function (_, i) {
      return low * Math.pow(high / low, i / BINS);
    });
    const xs = edges.slice(0, BINS).map(function (e, i) { return Math.sqrt(e * edges[i + 1]); });
    const shares = variants.map(function (v) {
      return xs.map(function (_, i) {
        return shareBelow(v.quantilesMillis, edges[i + 1]) - shareBelow(v.quantilesMillis, edges[i]);
      });
    });
    draw(
      "distribution",
      {
        scales: { x: { time: false, distr: 3, range: [low, high] }, y: { range: [0, null] } },
        axes: [axis({ values: logLabels, filter: all }), axis({ size: 48 })],
        series: [{ label: "ms", value: function (u, x) { return millis(x); } }].concat(
          variants.map(function (v, i) {
            return line(i, {
              fill: seriesColour(i) + "33",
              paths: uPlot.paths.stepped({ align: 1 }),
              value: function (u, x) { return x === null ? "" : x.toFixed(1) + " %"; },
            });
          })),
      },
      [xs].concat(shares));
  }

  function drawAll() {
    charts.forEach(function (chart) { chart.destroy(); });
    charts = [];
    percentiles();
    distribution();
  }

  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  let pending = 0;
  window.addEventListener("resize", function () {
    clearTimeout(pending);
    pending = setTimeout(drawAll, 100);
  });
})();
