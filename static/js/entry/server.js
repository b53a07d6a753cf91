// What the entry page says to the server. Used by entry/autosave.js, entry/panel.js and entry/main.js.

const PATIENCE = 30000;
const SMALL = 60000; // what a request that outlives its page may hold

/** Post a batch {key, cells}: {status, answer, wait}; status 0 where no answer came, `wait` ms if the server asks for that. */
export async function send(url, { key, cells }) {
  const body = JSON.stringify({ cells });
  const headers = {
    "Content-Type": "application/json", Accept: "application/json",
    "Idempotency-Key": key, "X-CSRFToken": token(), "X-Entry-User": document.getElementById("entry").dataset.user,
  };
  return ask(url, { method: "POST", headers, body, keepalive: body.length < SMALL });
}

/** Get JSON: {status, answer}; status 0 where no answer came. */
export async function get(url) {
  return ask(url, { headers: { Accept: "application/json" } });
}

async function ask(url, options) {
  try {
    const response = await fetch(url, { ...options, redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
    const isJson = response.headers.get("Content-Type")?.includes("json");
    const wait = 1000 * (Number(response.headers.get("Retry-After")) || 0);
    return { status: response.status, answer: isJson ? await response.json() : {}, wait };
  } catch {
    return { status: 0, answer: {}, wait: 0 };
  }
}

/** The cookie is newer than the form's field when someone signed in again in another tab. */
function token() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie?.split("=")[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
}
