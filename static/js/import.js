// The page of one piece of background work (templates/admin/indicators/report/import_job.html, reading_waiting.html):
// moves its bar, and shows the result when there is one. Without this script the page loads itself again every three
// seconds.

const EVERY = 1000;
const section = document.querySelector("[data-state]");

async function look() {
  try {
    const answer = await fetch(section.dataset.state, { headers: { Accept: "application/json" } });
    if (answer.redirected || !answer.ok) return location.reload(); // signed out, or gone
    const job = await answer.json();
    if (!job.waiting) return location.reload();
    show(job);
  } catch {
    // The network is away: the work goes on without us.
  }
  setTimeout(look, EVERY);
}

function show({ state, word, text, done, total }) {
  const bar = section.querySelector("progress");
  if (total) {
    bar.max = total;
    bar.value = done;
  }
  section.querySelector(".queued").hidden = state !== "queued";
  section.querySelector(".word").textContent = word.charAt(0).toUpperCase() + word.slice(1);
  if (text) section.querySelector(".rows").textContent = text;
}

setTimeout(look, EVERY);
