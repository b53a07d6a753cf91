// Used by every page with a chart (templates/indicators/_chart.html): overview, comparison, indicator, area.
//
// The page is whole without this: the server has drawn the chart. On request the picture is replaced by an interactive
// one with the same figures. Plotly (330 KB) comes from our own server, once, and only when asked for; where it
// does not come, or where the reader saves data, the picture stays.

const VI = {
  moduleType: "locale",
  name: "vi",
  dictionary: {
    Autoscale: "Tự co giãn",
    "Double-click to zoom back out": "Bấm đúp để trở lại",
    Pan: "Di chuyển",
    Reset: "Đặt lại",
    "Reset axes": "Trở lại khung ban đầu",
    Zoom: "Phóng to",
    "Zoom in": "Phóng to",
    "Zoom out": "Thu nhỏ",
  },
  format: {
    days: ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"],
    shortDays: ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
    months: Array.from({ length: 12 }, (_, i) => `Tháng ${i + 1}`),
    shortMonths: Array.from({ length: 12 }, (_, i) => `T${i + 1}`),
    date: "%d/%m/%Y",
    decimal: ",",
    thousands: ".",
  },
};

const isTouch = matchMedia("(pointer: coarse)").matches;
const savesData = navigator.connection?.saveData === true;
let plotly; // one promise for all charts of the page

function loadPlotly({ plotly: script, plotlyCss: sheet }) {
  plotly ??= Promise.all([addSheet(sheet), addScript(script)]).then(() => {
    window.Plotly.register(VI);
    return window.Plotly;
  });
  plotly.catch(() => { plotly = undefined; }); // asked for again, it is tried again
  return plotly;
}

// The id and the class tell Plotly that its rules are there, so that it writes no <style>.
function addSheet(href) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  link.id = "plotly.js-style-global";
  link.className = "no-inline-styles";
  return added(link);
}

function addScript(src) {
  return added(Object.assign(document.createElement("script"), { src }));
}

function added(element) {
  return new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = () => { element.remove(); reject(new Error(`not loaded: ${element.src ?? element.href}`)); };
    document.head.append(element);
  });
}

async function figureOf(chart) {
  if (!chart.dataset.figure) return JSON.parse(chart.querySelector("script[type='application/json']").textContent);
  const response = await fetch(chart.dataset.figure, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status} ${chart.dataset.figure}`);
  return response.json();
}

// Fewer months along the axis where there is little room.
function forNarrow(layout) {
  const axes = Object.keys(layout).filter((key) => key.startsWith("xaxis"));
  const most = axes.length > 1 ? 2 : 3;
  const thin = (list) => list?.filter((_, i) => i % 3 === 0);
  const fewer = (axis) => axis.type === "date" ? { ...axis, nticks: most }
    : { ...axis, tickvals: thin(axis.tickvals), ticktext: thin(axis.ticktext) };
  return { ...layout, ...Object.fromEntries(axes.map((key) => [key, fewer(layout[key])])) };
}

// A swipe over the chart scrolls the page: no dragging, no zooming with a finger.
function forTouch(layout) {
  const axes = Object.keys(layout).filter((key) => /^[xy]axis/.test(key));
  const fixed = Object.fromEntries(axes.map((key) => [key, { ...layout[key], fixedrange: true }]));
  return { ...layout, ...fixed, dragmode: false };
}

async function show(chart, button) {
  const [picture, live] = [chart.querySelector(".chart-picture"), chart.querySelector(".chart-live")];
  const [library, figure] = await Promise.all([loadPlotly(chart.dataset), figureOf(chart)]);
  live.hidden = false;
  picture.hidden = true;
  const room = live.clientWidth < 480 ? forNarrow(figure.layout) : figure.layout;
  const layout = isTouch ? forTouch(room) : room;
  const config = isTouch ? { ...figure.config, displayModeBar: false } : figure.config;
  await library.newPlot(live, figure.data, layout, config);
  chart.dataset.state = "live";
  button.textContent = button.dataset.back;
}

function hide(chart, button) {
  const [picture, live] = [chart.querySelector(".chart-picture"), chart.querySelector(".chart-live")];
  window.Plotly.purge(live);
  live.hidden = true;
  picture.hidden = false;
  chart.dataset.state = "drawn";
  button.textContent = button.dataset.open;
}

async function toggle(chart, button) {
  if (chart.dataset.state === "live") return hide(chart, button);
  const status = chart.querySelector(".chart-status");
  button.disabled = true;
  status.textContent = "";
  try {
    await show(chart, button);
  } catch {
    chart.querySelector(".chart-live").hidden = true;
    chart.querySelector(".chart-picture").hidden = false;
    status.textContent = button.dataset.failed;
  }
  button.disabled = false;
}

function offer(root) {
  if (savesData) return;
  for (const chart of root.querySelectorAll("[data-chart]")) {
    const button = chart.querySelector("[data-interactive]");
    button.hidden = false;
    button.addEventListener("click", () => toggle(chart, button));
  }
}

offer(document);
document.addEventListener("replaced", (event) => offer(event.target)); // filters.js has put new charts in
