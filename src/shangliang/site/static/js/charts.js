// Draws the charts of the cockpit and of the phase report from one JSON snapshot, in place of what the server drew.
// ECharts writes the drawing as text; its inline styles become attributes, because the policy of the pages allows none.
(() => {
  "use strict";
  const figures = Array.from(document.querySelectorAll("[data-chart]"));
  if (!figures.length || !window.echarts) return;
  const tokens = getComputedStyle(document.body);
  const colour = (tone) => tokens.getPropertyValue("--sl-" + tone).trim();
  const font = { color: colour("ink-2"), fontFamily: tokens.fontFamily.replace(/"/g, "'") };
  const isChinese = document.documentElement.lang.startsWith("zh");
  const short = (value) => {
    const [scale, sign] = isChinese ? [1e4, "万"] : [1e6, "M"];
    return value >= scale ? Math.round((value / scale) * 100) / 100 + sign : String(value);
  };
  const snapshots = new Map();
  const snapshot = (address) => {
    if (!snapshots.has(address)) snapshots.set(address, fetch(address, { credentials: "same-origin" }).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status))));
    return snapshots.get(address);
  };

  const series = (chart, size) => chart.series.map((one, place) => {
    const item = { color: colour(one.tone) };
    if (chart.kind !== "line") return { type: "bar", stack: "all", name: one.name, data: one.values, itemStyle: item };
    const marks = place ? [] : chart.marks.map((at) => ({ coord: [at, one.values[at]], value: short(one.values[at]) }));
    return {
      type: "line", name: one.name, data: one.values, itemStyle: item, lineStyle: { ...item, width: 2 }, symbol: "circle", symbolSize: 8,
      markPoint: { symbolSize: 1, data: marks, label: { ...font, fontSize: size, color: colour("ink"), fontWeight: 600, position: "top", distance: 10, formatter: "{c}" } },
    };
  });

  const option = (chart, size) => {
    const isLine = chart.kind === "line";
    return {
      animation: false,
      aria: { enabled: true, decal: { show: true } },
      textStyle: font,
      grid: { left: 8, right: 26, top: isLine ? 36 : 44, bottom: 8, containLabel: true },
      legend: isLine ? { show: false } : { top: 0, left: 0, itemWidth: 18, textStyle: { ...font, fontSize: size } },
      xAxis: { type: "category", data: chart.names, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("line-2") } }, axisLabel: { ...font, fontSize: size } },
      yAxis: { type: "value", scale: isLine, splitNumber: 3, splitLine: { lineStyle: { color: colour("line") } }, axisLabel: { ...font, fontSize: size, formatter: short } },
      series: series(chart, size),
    };
  };

  const withoutStyles = (element) => {
    for (const part of [element, ...element.querySelectorAll("[data-style]")]) {
      for (const pair of (part.dataset.style || "").split(";")) {
        const [name, value] = pair.split(":").map((word) => word.trim());
        if (value && name.startsWith("font")) part.setAttribute(name, value);
      }
      delete part.dataset.style;
    }
    return element;
  };

  // A wall is drawn for 1920 pixels and shrinks as a whole, words too; on a phone its parts stand below each other.
  const wall = (figure) => {
    const screen = figure.closest(".scr");
    return screen && window.innerWidth > 1000 ? Math.min(1, screen.clientWidth / 1920) : 1;
  };
  const draw = (figure, chart) => {
    const scale = wall(figure);
    const width = Math.max(Math.round(figure.clientWidth / scale), 280);
    const height = Number(figure.dataset.height) || 260;
    const made = window.echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
    made.setOption(option(chart, Number(figure.dataset.size) || 13));
    const text = made.renderToSVGString().replace(/<style[^]*?<\/style>/g, "").replace(/ style="/g, ' data-style="');
    made.dispose();
    const svg = withoutStyles(new DOMParser().parseFromString(text, "image/svg+xml").documentElement);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", "100%");
    svg.removeAttribute("height");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", chart.title + "：" + chart.said);
    figure.querySelector("svg")?.remove();
    figure.prepend(document.importNode(svg, true));
    if (!figure.dataset.drawn) figure.nextElementSibling?.removeAttribute("open"); // the table is one click away
    figure.dataset.drawn = chart.kind;
  };

  const drawAll = async () => {
    for (const figure of figures) {
      const found = (await snapshot(figure.dataset.source)).charts[figure.dataset.chart];
      if (found && found.names.length > 1) draw(figure, found);
    }
  };
  drawAll().catch(() => {}); // what the server drew stays
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => drawAll().catch(() => {}), 200);
  });
})();
