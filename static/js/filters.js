// Used by the comparison (templates/indicators/compare.html).
//
// The page is whole without this: filters are a plain GET form, views are links. Here a change of a filter or a view
// fetches the same address and puts its content in place, so that the page neither jumps nor loses the focus. The
// address stays the whole state; back and forward work. Where anything goes wrong, the browser goes there itself.

const PART = "compare";
const WAIT = 250; // milliseconds: someone who ticks three boxes is answered once

let asked; // the request under way
let timer;
let shown = whole(); // the address of what is on the page

function whole() {
  return location.pathname + location.search; // without #filters
}

function addressOf(form) {
  const given = [...new FormData(form)].filter(([, value]) => value !== "");
  return `${location.pathname}?${new URLSearchParams(given)}`;
}

// What the focus was on, in words that hold for the new content too.
function placeOf(element) {
  if (!element?.closest?.(`#${PART}`)) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.name) return `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`;
  return element.hasAttribute("aria-current") || element.closest(".tabs") ? ".tabs [aria-current]" : null;
}

async function show(address, { record }) {
  asked?.abort();
  asked = new AbortController();
  const part = document.getElementById(PART);
  part.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal: asked.signal });
    if (!response.ok) throw new Error(`${response.status}`);
    put(new DOMParser().parseFromString(await response.text(), "text/html"));
    if (record && new URL(address, location).href !== location.href) history.pushState(null, "", address);
    shown = whole();
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(address);
  }
}

function put(page) {
  const [old, made] = [document.getElementById(PART), page.getElementById(PART)];
  const place = placeOf(document.activeElement);
  const open = [...old.querySelectorAll("details")].map((details) => details.open);
  old.replaceWith(made);
  made.querySelectorAll("details").forEach((details, i) => { details.open ||= open[i] ?? false; });
  document.title = page.title;
  for (const link of page.querySelectorAll(".languages a, .banner a")) {
    const kind = link.hreflang ? `.languages a[hreflang="${link.hreflang}"]` : ".banner a";
    const mine = document.querySelector(kind);
    if (mine) mine.href = link.getAttribute("href");
  }
  if (place) made.querySelector(place)?.focus();
  made.dispatchEvent(new Event("replaced", { bubbles: true }));
  const status = document.getElementById(`${PART}-status`);
  status.textContent = `${status.dataset.done} ${made.querySelector(".chart-headline")?.textContent ?? ""}`;
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-enhance]") || !form.checkValidity()) return;
  clearTimeout(timer);
  timer = setTimeout(() => show(addressOf(form), { record: true }), WAIT);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-enhance]")) return;
  event.preventDefault();
  clearTimeout(timer);
  show(addressOf(event.target), { record: true });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".tabs a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  event.preventDefault();
  show(link.href, { record: true });
});

addEventListener("popstate", () => {
  if (whole() !== shown) show(location.href, { record: false });
});
