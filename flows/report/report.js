"use strict";
// In a scope of its own: the plotting library beside it takes short names for itself.
(() => {
// The table of figures: all rows are held in memory by column, and a page of them is drawn at a time.
const data = JSON.parse(document.getElementById("data").textContent);
const figures = data.figures;
const count = figures.date.length;
const PAGE = 20;
const COLUMNS = [
  ["date", "Date", "date"], ["amount", "Amount", "number amount"], ["usd", "US dollars", "number"], ["type", "Type", ""],
  ["status", "Status", ""], ["payer", "From", ""], ["recipient", "To", ""], ["holder", "Of", ""],
  ["purpose", "For", ""], ["articles", "Articles", "number"],
];
const SEARCHED = ["payer", "recipient", "holder", "purpose", "surface", "sentence", "source", "title", "currency", "date"];
let words = null; // made when something is first searched for
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });
const FONT = { labelFont: "system-ui, sans-serif", labelFontSize: 12, titleFont: "system-ui, sans-serif", titleFontSize: 12 };
const state = { rows: Array.from({ length: count }, (_, i) => i), page: 0, sort: "usd", down: true };
const at = (id) => document.getElementById(id);

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== null && text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function amount(i) {
  const money = (value) => (value === null ? "" : compact.format(value));
  const [value, low, high] = [figures.amount[i], figures.low[i], figures.high[i]];
  const told = value !== null ? money(value) : low !== null && high !== null ? `${money(low)} to ${money(high)}`
    : low !== null ? `from ${money(low)}` : high !== null ? `to ${money(high)}` : figures.surface[i] || "unknown";
  return [told, figures.currency[i], figures.per[i] && `per ${figures.per[i]}`].filter(Boolean).join(" ");
}

function choose() {
  const asked = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  if (asked.length) words ??= Array.from({ length: count }, (_, i) => SEARCHED.map((name) => figures[name][i] || "").join(" ").toLowerCase());
  const [type, status] = [at("type").value, at("status").value];
  state.rows = [];
  for (let i = 0; i < count; i += 1) {
    if (type && figures.type[i] !== type) continue;
    if (status && figures.status[i] !== status) continue;
    if (asked.every((word) => words[i].includes(word))) state.rows.push(i);
  }
  order();
}

function order() {
  const column = figures[state.sort];
  const sign = state.down ? -1 : 1;
  state.rows.sort((a, b) => {
    const [x, y] = [column[a], column[b]];
    if (x === null || y === null) return (x === null) - (y === null);
    return x < y ? -sign : x > y ? sign : a - b;
  });
  state.page = 0;
  draw();
}

// Where the figure stands in its sentence; inside a longer number it is another figure.
function placed(sentence, surface) {
  for (let from = sentence.indexOf(surface); surface && from >= 0; from = sentence.indexOf(surface, from + 1))
    if (!/\w$/.test(sentence.slice(0, from)) && !/^(\w|[.,]\d)/.test(sentence.slice(from + surface.length))) return from;
  return surface ? sentence.indexOf(surface) : -1;
}

function evidence(i) {
  const row = element("tr", null, { class: "evidence" });
  const cell = element("td", null, { colspan: COLUMNS.length });
  const quote = element("blockquote");
  const [sentence, surface] = [figures.sentence[i] || figures.surface[i] || "", figures.surface[i] || ""];
  const from = placed(sentence, surface);
  if (from < 0) quote.textContent = sentence;
  else quote.append(sentence.slice(0, from), element("mark", surface), sentence.slice(from + surface.length));
  const url = figures.url[i] || "";
  const title = `${figures.title[i] || "untitled"} (${figures.source[i] || "unknown outlet"})`;
  const safe = /^https?:\/\//i.test(url);
  cell.append(quote, safe ? element("a", title, { href: url, rel: "noopener noreferrer nofollow" }) : element("span", title));
  row.append(cell);
  return row;
}

function toggle(button, i) {
  const row = button.closest("tr");
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  if (open) row.nextSibling.remove();
  else row.after(evidence(i));
}

function cell(name, title, kind, i) {
  const made = element("td", null, { class: kind, "data-name": title });
  if (name === "amount") {
    const button = element("button", amount(i), { type: "button", "aria-expanded": "false" });
    button.addEventListener("click", () => toggle(button, i));
    made.append(button);
  } else if (name === "usd") made.textContent = figures.usd[i] === null ? "" : compact.format(figures.usd[i]);
  else made.textContent = figures[name][i] ?? "";
  return made;
}

function draw() {
  const pages = Math.max(1, Math.ceil(state.rows.length / PAGE));
  const shown = state.rows.slice(state.page * PAGE, (state.page + 1) * PAGE);
  at("body").replaceChildren(...shown.map((i) => {
    const row = element("tr");
    row.append(...COLUMNS.map(([name, title, kind]) => cell(name, title, kind, i)));
    return row;
  }));
  at("found").textContent = `${state.rows.length.toLocaleString("en")} of ${count.toLocaleString("en")} figures`;
  at("where").textContent = `page ${state.page + 1} of ${pages}`;
  at("before").disabled = state.page === 0;
  at("after").disabled = state.page >= pages - 1;
  for (const head of at("head").children) {
    const own = head.dataset.column === state.sort;
    head.setAttribute("aria-sort", own ? (state.down ? "descending" : "ascending") : "none");
    head.firstChild.textContent = head.dataset.title + (own ? (state.down ? " ↓" : " ↑") : "");
  }
}

function header([name, title, kind]) {
  const head = element("th", null, { scope: "col", class: kind, "data-column": name, "data-title": title });
  const button = element("button", title, { type: "button" });
  button.addEventListener("click", () => {
    state.down = state.sort === name ? !state.down : ["usd", "amount", "articles", "date"].includes(name);
    state.sort = name;
    order();
  });
  head.append(button);
  return head;
}

function drawCharts() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const options = { actions: false, ast: true, renderer: "svg", mode: "vega", theme: dark ? "dark" : undefined,
    config: { axis: FONT, legend: FONT } };
  data.charts.forEach((chart, number) => vegaEmbed(`#chart-${number}`, chart, options));
}

for (const [id, column] of [["type", figures.type], ["status", figures.status]])
  for (const value of [...new Set(column)].filter(Boolean).sort()) at(id).append(element("option", value, { value }));
at("head").append(...COLUMNS.map(header));
for (const id of ["type", "status"]) at(id).addEventListener("change", choose);
let waiting;
at("search").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(choose, 120); });
at("before").addEventListener("click", () => { state.page -= 1; draw(); });
at("after").addEventListener("click", () => { state.page += 1; draw(); });
draw(); // the largest stand first already
window.drawCharts = drawCharts;
})();
